using System.Globalization;
using System.Net.Sockets;
using System.Text;
using KetamineCrd.Benchmarks.Calls;
using KetamineCrd.Benchmarks.Loopback;

namespace KetamineCrd.Benchmarks.Attacks;

/// <summary>Connections that take without giving, on a server with a registered client: good calls come from another address.</summary>
internal static class Connections
{
    private const int MB = 1_024 * 1_024;

    private static readonly TimeSpan Attack = TimeSpan.FromSeconds(20);
    private static readonly byte[] Good = HttpCalls.Get("/health/live");

    /// <summary>1,000 connections with 1.1 MB of requests each, whose answers nobody reads.</summary>
    public static async Task RunUnreadAsync()
    {
        using var clients = new RegisteredClients("valley-ehr");
        using var server = clients.Start();
        var requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET /policies/{new string('x', 500)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 2_000)));
        await HoldAsync("pipelined requests, unread", server, 1_000, _ => "127.0.0.2", (socket, end) => SingleCall.SendAsync(socket, requests, end));
    }

    /// <summary>5,050 connections on which nothing is said.</summary>
    public static async Task RunSilentAsync()
    {
        using var clients = new RegisteredClients("valley-ehr");
        using var server = clients.Start();
        await HoldAsync("silent connections of one address", server, 5_050, _ => "127.0.0.2", (_, _) => Task.CompletedTask);
        await HoldAsync("silent connections of 40 addresses", server, 5_050, i => $"127.0.1.{1 + (i % 40)}", (_, _) => Task.CompletedTask);
    }

    /// <summary>4,500 kept connections, each after an answered call, beside a load.</summary>
    public static async Task RunIdleAsync()
    {
        using var server = ServerProcess.StartReal(ServerProcess.RealServer);
        var call = HttpCalls.Post(OrderSignCall.Path, OrderSignCall.Write(14 * 1_024));
        await LoadAsync("load alone", server, call);
        var idle = new List<HttpCalls>();
        for (var i = 0; i < 4_500; i++)
        {
            var connection = new HttpCalls(await server.ConnectAsync($"127.0.1.{1 + (i % 40)}", CancellationToken.None));
            await connection.CallAsync(call, CancellationToken.None);
            idle.Add(connection);
        }

        await LoadAsync("load beside 4,500 idle connections", server, call);
        var alive = 0;
        foreach (var connection in idle)
        {
            await connection.CallAsync(call, CancellationToken.None);
            alive++;
            connection.Dispose();
        }

        Console.WriteLine($"idle connections that still answer: {alive}");
    }

    private static async Task LoadAsync(string name, ServerProcess server, byte[] call)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (calls, cpu) = (0, server.ProcessorTime);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            using var connection = new HttpCalls(await server.ConnectAsync($"127.0.2.{1 + i}", CancellationToken.None));
            while (!end.IsCancellationRequested)
            {
                await connection.CallAsync(call, CancellationToken.None); // throws at any answer but 200
                Interlocked.Increment(ref calls);
                await Task.Delay(TimeSpan.FromMilliseconds(20 + (i % 20)));
            }
        })));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {calls:N0} calls in 60 s, all 200; {(server.ProcessorTime - cpu).TotalMilliseconds / calls:0.000} ms of CPU a call; {server.Memory / MB} MB, {server.Threads} threads"));
    }

    private static async Task HoldAsync(string name, ServerProcess server, int connections, Func<int, string> from, Func<Socket, CancellationToken, Task> say)
    {
        _ = await SingleCall.StatusAsync(server, Good);
        using var end = new CancellationTokenSource();
        var (opened, before) = (0, server.Memory);
        var held = new Task[connections];
        for (var i = 0; i < connections; i++)
        {
            var address = from(i);
            held[i] = Task.Run(async () =>
            {
                try
                {
                    using var socket = await server.ConnectAsync(address, end.Token);
                    Interlocked.Increment(ref opened);
                    socket.ReceiveBufferSize = 4_096;
                    await say(socket, end.Token);
                    await Task.Delay(Timeout.Infinite, end.Token);
                }
                catch (Exception e) when (e is SocketException or OperationCanceledException)
                {
                    // Refused, ended, or the test is over.
                }
            });
        }

        end.CancelAfter(Attack);
        var (answered, failed, open) = (0, 0, 0);
        while (!end.IsCancellationRequested)
        {
            _ = await SingleCall.StatusAsync(server, Good) == 200 ? answered++ : failed++;
            open = Math.Max(open, server.Handles);
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        await Task.WhenAll(held);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {opened} opened, {open} handles at most; {before / MB} MB before, {server.PeakMemory / MB} MB at most; good calls {answered} of {answered + failed}"));
    }
}
