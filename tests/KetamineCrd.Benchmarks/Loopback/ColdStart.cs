using System.Diagnostics;
using System.Globalization;
using KetamineCrd.Benchmarks.Calls;

namespace KetamineCrd.Benchmarks.Loopback;

/// <summary>Time from the start of the process to the first answer of 200, of the server and of an empty ASP.NET Core application in turn.</summary>
internal static class ColdStart
{
    private const int Starts = 7;

    /// <param name="args">Another server to start, such as a published <c>KetamineCrd.Server.dll</c>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var dll = args.Length > 0 ? args[0] : ServerProcess.RealServer;
        var call = HttpCalls.Post(OrderSignCall.Path, OrderSignCall.Write(14 * 1_024));
        var (empty, real) = (new List<Start>(), new List<Start>());
        for (var i = 0; i < Starts + 1; i++)
        {
            empty.Add(await MeasureAsync(() => ServerProcess.StartOwn(EmptyServer.Verb), HttpCalls.Get("/")));
            real.Add(await MeasureAsync(() => ServerProcess.StartReal(dll), call));
        }

        // The first of each finds its files not yet in memory.
        var (emptyWall, emptyCpu) = Median(empty[1..]);
        var (realWall, realCpu) = Median(real[1..]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"empty application: {emptyWall:0} ms, {emptyCpu:0} ms CPU; median of {Starts}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"server:            {realWall:0} ms, {realCpu:0} ms CPU"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"server / empty:    {realWall / emptyWall:0.00}, of CPU {realCpu / emptyCpu:0.00}   at most 2.5"));
        return 0;
    }

    private static async Task<Start> MeasureAsync(Func<ServerProcess> start, byte[] request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var started = Stopwatch.GetTimestamp();
        using var server = start();
        using var connection = new HttpCalls(await server.ConnectAsync(limit.Token));
        await connection.CallAsync(request, limit.Token);
        return new Start(Stopwatch.GetElapsedTime(started).TotalMilliseconds, server.ProcessorTime.TotalMilliseconds);
    }

    private static (double Wall, double Cpu) Median(List<Start> starts) =>
        (starts.Select(s => s.Wall).Order().ElementAt(starts.Count / 2), starts.Select(s => s.Cpu).Order().ElementAt(starts.Count / 2));

    private readonly record struct Start(double Wall, double Cpu);
}
