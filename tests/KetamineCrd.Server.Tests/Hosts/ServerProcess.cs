using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace KetamineCrd.Server.Tests.Hosts;

/// <summary>The built server as a process of its own, with what it writes to standard output and error.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri?> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => _process = process;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public int Id => _process.Id;

    /// <summary>What it holds in memory now (resident set), in bytes. Linux only.</summary>
    public long Memory => ProcessFigures.Memory(_process);

    /// <summary>The most it ever held, in bytes.</summary>
    public long PeakMemory => ProcessFigures.PeakMemory(_process);

    /// <summary>User and system time of the process so far; in steps of 10 ms.</summary>
    public TimeSpan ProcessorTime => ProcessFigures.ProcessorTime(_process);

    /// <summary>Sends it SIGTERM, as a service manager does that wants it to end.</summary>
    public async Task TerminateAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Starts it with these environment variables and nothing that would make it listen elsewhere.</summary>
    /// <param name="folder">Where it works, keeps temporary files and is at home.</param>
    public static ServerProcess Start(IReadOnlyDictionary<string, string> environment, DirectoryInfo? folder = null, params string[] arguments)
    {
        return Launch(["dotnet", Program, .. arguments], environment, folder);
    }

    /// <summary>The built server.</summary>
    public static string Program { get; } = typeof(Program).Assembly.Location;

    /// <summary>Starts it through another command, of which it is the end.</summary>
    public static ServerProcess Launch(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, DirectoryInfo? folder = null)
    {
        var server = LaunchUnread(command, environment, folder);
        server.ReadOutput();
        return server;
    }

    /// <summary>The same with a standard output that nobody reads. What tells the address is not read either, so the environment must choose it.</summary>
    public static ServerProcess LaunchUnread(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, DirectoryInfo? folder = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in new[] { "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT" })
        {
            start.Environment.Remove(name);
        }

        start.Environment["Crd__WarmUp"] = "false"; // many start, and it takes a third of a second of each
        if (folder is not null)
        {
            start.WorkingDirectory = folder.FullName;
            start.Environment["TMPDIR"] = folder.FullName;
            start.Environment["HOME"] = folder.FullName;
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        server._process.OutputDataReceived += (_, e) => server.Take(e.Data);
        server._process.ErrorDataReceived += (_, e) => server.Take(e.Data);
        server._process.Exited += (_, _) => server._address.TrySetResult(null);
        server._process.Start();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>From now on its standard output is read.</summary>
    public void ReadOutput() => _process.BeginOutputReadLine();

    /// <summary>Nobody can read its standard output any more.</summary>
    public void CloseOutput() => _process.StandardOutput.Close();

    /// <summary>The address it listens on; null when it stopped instead.</summary>
    public Task<Uri?> ListeningAsync(CancellationToken cancellationToken) => _address.Task.WaitAsync(cancellationToken);

    /// <summary>Waits until it has written this.</summary>
    public async Task SaysAsync(string text, CancellationToken cancellationToken)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    /// <summary>Waits until it has stopped by itself.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (ListeningOn().Match(line) is { Success: true } match && Uri.TryCreate(match.Groups["address"].Value, UriKind.Absolute, out var address))
        {
            _address.TrySetResult(address);
        }
    }

    // As JSON, or as text on a terminal.
    [GeneratedRegex("""(Now listening on.*?|Open )(?<address>https?://[^"\\\s]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListeningOn();
}
