using System.Globalization;
using KetamineCrd.Benchmarks.Calls;
using KetamineCrd.Benchmarks.Loopback;

namespace KetamineCrd.Benchmarks.Attacks;

/// <summary>Nobody reads what the server writes: calls and the end of the process do not wait for it.</summary>
internal static class StalledOutput
{
    private const int Calls = 20_000;

    public static async Task RunAsync()
    {
        using var server = ServerProcess.StartUnread(ServerProcess.RealServer);
        var call = HttpCalls.Post(OrderSignCall.Path, OrderSignCall.Write(14 * 1_024));
        var left = Calls;
        await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => Task.Run(async () =>
        {
            using var connection = new HttpCalls(await server.ConnectAsync(CancellationToken.None));
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await connection.CallAsync(call, CancellationToken.None); // throws at any answer but 200
            }
        })));
        Console.WriteLine($"{Calls:N0} calls with nobody who reads the log: all 200; {server.Memory / 1_048_576} MB, {server.Threads} threads");
        server.Terminate();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var code = await server.ExitAsync(TimeSpan.FromMinutes(1));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"SIGTERM then: exit code {code} after {System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
    }
}
