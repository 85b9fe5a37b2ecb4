using System.Diagnostics;
using System.Globalization;
using System.Text;
using KetamineCrd.Benchmarks.Calls;

namespace KetamineCrd.Benchmarks.InProcess;

/// <summary>
/// Answers one call over and over, for a profiler: <c>DOTNET_PerfMapEnabled=1 DOTNET_EnableWriteXorExecute=0 perf record -g -e cpu-clock
/// dotnet KetamineCrd.Benchmarks.dll profile 20</c>. Prints the CPU time of a call, which other processes disturb less than its duration.
/// </summary>
internal static class Profile
{
    private const int WarmUpCalls = 20_000;

    /// <param name="args">Seconds (10), kilobytes (14), orders (1); with <c>show</c>, the answer to the call of 14 KB is printed instead.</param>
    public static int Run(string[] args)
    {
        var engine = new EngineAnswer(CopiedPolicies.Load());
        if (args is ["show"])
        {
            Console.WriteLine(Encoding.UTF8.GetString(engine.Answer(OrderSignCall.Write(14 * 1_024)).Span));
            return 0;
        }

        var body = OrderSignCall.Write(Number(args, 1, 14) * 1_024, Number(args, 2, 1));
        WarmUp(() => BaselineAnswer.Write(body));
        WarmUp(() => engine.Answer(body));

        // By now everything that counts has been compiled for good.
        var seconds = TimeSpan.FromSeconds(Number(args, 0, 10) / 2.0);
        Report("baseline", seconds, () => BaselineAnswer.Write(body));
        Report("engine", seconds, () => engine.Answer(body));
        var other = OrderSignCall.WriteOtherDrug(Number(args, 1, 14) * 1_024);
        WarmUp(() => engine.Answer(other));
        Report("engine, another drug", seconds, () => engine.Answer(other));
        return 0;
    }

    private static int Number(string[] args, int position, int otherwise) =>
        args.Length > position ? int.Parse(args[position], CultureInfo.InvariantCulture) : otherwise;

    private static void WarmUp(Func<object> call)
    {
        for (var i = 0; i < WarmUpCalls; i++)
        {
            call();
        }
    }

    private static void Report(string name, TimeSpan least, Func<object> call)
    {
        using var process = Process.GetCurrentProcess();
        var (cpu, allocated, started, calls) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(started) < least)
        {
            call();
            calls++;
        }

        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {cpu.TotalMicroseconds / calls:0.0} us CPU, {allocated / calls:N0} bytes a call ({calls:N0} calls)"));
    }
}
