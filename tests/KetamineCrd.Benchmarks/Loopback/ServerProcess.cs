using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using KetamineCrd.Tests.Shared;

namespace KetamineCrd.Benchmarks.Loopback;

/// <summary>A server in a process of its own, on a free port of 127.0.0.1, its output to <c>/dev/null</c>. Linux only. Ends with <see cref="Dispose"/>.</summary>
internal sealed class ServerProcess : IDisposable
{
    public static readonly string RealServer = Path.Combine(AppContext.BaseDirectory, "KetamineCrd.Server.dll");

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>User and system time of the process so far, of its ended threads too; in steps of 10 ms.</summary>
    public TimeSpan ProcessorTime => ProcessFigures.ProcessorTime(_process);

    /// <summary>Resident memory now, in bytes.</summary>
    public long Memory => ProcessFigures.Memory(_process);

    /// <summary>The most resident memory since the start, in bytes.</summary>
    public long PeakMemory => ProcessFigures.PeakMemory(_process);

    /// <summary>Open files and sockets.</summary>
    public int Handles => Directory.GetFiles($"/proc/{_process.Id}/fd").Length;

    public int Threads
    {
        get
        {
            _process.Refresh();
            return _process.Threads.Count;
        }
    }

    /// <summary>Sends it SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <returns>The exit code; null when it has not ended by then.</returns>
    public async Task<int?> ExitAsync(TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(end.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Starts <see cref="BaselineServer"/> or <see cref="EmptyServer"/>.</summary>
    public static ServerProcess StartOwn(string verb)
    {
        var port = FreePort();
        return new ServerProcess(Start([typeof(ServerProcess).Assembly.Location, verb, $"{port}"], []), port);
    }

    /// <param name="dll">The server, <see cref="RealServer"/> or a published one.</param>
    /// <param name="settings">Environment variables, such as <c>Serilog__MinimumLevel__Default</c>.</param>
    public static ServerProcess StartReal(string dll, params ReadOnlySpan<(string Key, string Value)> settings)
    {
        var port = FreePort();
        return new ServerProcess(Start([dll, "--urls", $"http://127.0.0.1:{port}"], settings), port);
    }

    /// <summary>Starts it with a standard output that nobody reads.</summary>
    public static ServerProcess StartUnread(string dll)
    {
        var port = FreePort();
        return new ServerProcess(Process.Start(new ProcessStartInfo("dotnet", [dll, "--urls", $"http://127.0.0.1:{port}"]) { UseShellExecute = false, RedirectStandardOutput = true })!, port);
    }

    public Task<Socket> ConnectAsync(CancellationToken cancellationToken) => ConnectAsync("127.0.0.1", cancellationToken);

    /// <param name="from">The address of the caller, any of 127.0.0.0/8.</param>
    public async Task<Socket> ConnectAsync(string from, CancellationToken cancellationToken)
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                // Bound to the address of a server that does not listen yet, a socket may connect to itself.
                if (from != "127.0.0.1")
                {
                    socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                }

                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), cancellationToken);
                return socket;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                socket.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static Process Start(string[] arguments, ReadOnlySpan<(string Key, string Value)> settings)
    {
        // The shell becomes the server, so its process id is the server's.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", "exec dotnet \"$@\" >/dev/null 2>&1", "sh", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
