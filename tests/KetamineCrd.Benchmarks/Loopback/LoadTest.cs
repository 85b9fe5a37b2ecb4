using System.Diagnostics;
using System.Globalization;
using KetamineCrd.Benchmarks.Calls;

namespace KetamineCrd.Benchmarks.Loopback;

/// <summary>
/// CPU time per call, of the server beside the baseline, over loopback at 16 connections. Rounds go through all cases in turn, so that what
/// else the machine does falls on all of them; the median of the rounds counts.
/// </summary>
internal static class LoadTest
{
    private const int Connections = 16;
    private const int KB = 1_024;
    private const int WarmUpBursts = 10;
    private const int WarmUpCalls = 2_000;

    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    // As where clients are registered; in sandbox mode calls are reported on by default.
    private static readonly (string, string) WithoutValidation = ("Crd__Validation__Mode", "off");

    /// <param name="args">Rounds (5) and calls a round (8,000).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = Number(args, 0, 5);
        var calls = Number(args, 1, 8_000);
        var call14 = Post(14 * KB);
        var other14 = HttpCalls.Post(OrderSignCall.Path, OrderSignCall.WriteOtherDrug(14 * KB));
        var call28 = Post(28 * KB);
        var orders5 = Post(28 * KB, orders: 5);

        var folder = Directory.CreateTempSubdirectory("ketaminecrd-policies-");
        try
        {
            CopiedPolicies.Write(folder.FullName, copies: 998);
            using var baseline = ServerProcess.StartOwn(BaselineServer.Verb);
            using var real = ServerProcess.StartReal(ServerProcess.RealServer, WithoutValidation);
            using var quiet = ServerProcess.StartReal(ServerProcess.RealServer, WithoutValidation, ("Serilog__MinimumLevel__Default", "Warning"));
            using var many = ServerProcess.StartReal(ServerProcess.RealServer, WithoutValidation, ("Crd__ResourcesPath", folder.FullName));
            using var reporting = ServerProcess.StartReal(ServerProcess.RealServer, ("Crd__Validation__Mode", "report"));
            Case[] cases =
            [
                new("baseline, 14 KB", baseline, call14), new("baseline, 28 KB", baseline, call28), new("baseline, 28 KB, 5 orders", baseline, orders5),
                new("server, 14 KB", real, call14), new("server, 28 KB", real, call28), new("server, 28 KB, 5 orders", real, orders5),
                new("server without call log, 14 KB", quiet, call14),
                new("server, 1,000 policies, 14 KB", many, call14),
                new("baseline, another drug, 14 KB", baseline, other14),
                new("server, another drug, 14 KB", real, other14),
                new("server that reports, 14 KB", reporting, call14),
            ];

            // The runtime compiles hot methods anew, and anew with what it counted, once the process has been quiet for a tenth of a second:
            // in bursts both servers get there, under steady load the instrumented code stays and costs twice as much.
            for (var burst = 0; burst < WarmUpBursts; burst++)
            {
                foreach (var test in cases)
                {
                    await test.RunAsync(WarmUpCalls);
                    await Task.Delay(TimeSpan.FromMilliseconds(250));
                }
            }

            for (var round = 0; round < rounds; round++)
            {
                foreach (var test in cases)
                {
                    test.Add(await test.RunAsync(calls));
                }
            }

            Print(cases, rounds, calls);
            const long MB = KB * KB;
            Report("resident memory now, MB", real.Memory / MB, "at most 150");
            Report("of the server that reports, MB", reporting.Memory / MB, "");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static void Print(Case[] cases, int rounds, int calls)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{calls:N0} calls a round at {Connections} connections, median of {rounds} rounds (least to most)"));
        foreach (var test in cases)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{test.Name,-32} {test.Cpu,6:0.0} us CPU a call ({test.Least:0.0} to {test.Greatest:0.0}), {test.Rate,7:N0} calls/s"));
        }

        var (base14, base28, base5) = (cases[0].Cpu, cases[1].Cpu, cases[2].Cpu);
        var (real14, real28, real5, quiet, many) = (cases[3].Cpu, cases[4].Cpu, cases[5].Cpu, cases[6].Cpu, cases[7].Cpu);
        Report("call of 14 KB, server / baseline", real14 / base14, "at most 3.5");
        Report("the same without the call log", quiet / base14, "");
        Report("the call log, us", real14 - quiet, "");

        // Calls with one and with five orders have 28 KB alike, so the difference is the orders without their 2 KB.
        var (baseKB, realKB) = ((base28 - base14) / 14, (real28 - real14) / 14);
        var (baseOrder, realOrder) = (((base5 - base28) / 4) + (2 * baseKB), ((real5 - real28) / 4) + (2 * realKB));
        Report("call for another drug, server / baseline", cases[9].Cpu / cases[8].Cpu, "at most 1.2");
        Report("each further KB, us", realKB, "at most 4.9");
        Report("the same of the baseline, us", baseKB, "");
        Report("each further KB, server / baseline", realKB / baseKB, "at most 1.8");
        Report("each further order of 2 KB, us", realOrder, "at most 26");
        Report("the same of the baseline, us", baseOrder, "");
        Report("each further order, server / baseline", realOrder / baseOrder, "at most 2");
        Report("1,000 policies / the held ones", many / real14, "at most 1.1");
    }

    private static void Report(string what, double value, string budget) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-38} {value,6:0.00}   {budget}"));

    private static byte[] Post(int bytes, int orders = 1) => HttpCalls.Post(OrderSignCall.Path, OrderSignCall.Write(bytes, orders));

    private static int Number(string[] args, int position, int otherwise) =>
        args.Length > position ? int.Parse(args[position], CultureInfo.InvariantCulture) : otherwise;

    private sealed class Case(string name, ServerProcess server, byte[] request)
    {
        private readonly List<double> _cpu = [];
        private readonly List<double> _rate = [];

        public string Name => name;

        /// <summary>Median, in microseconds.</summary>
        public double Cpu => Median(_cpu);

        public double Least => _cpu.Min();

        public double Greatest => _cpu.Max();

        /// <summary>Median of calls a second.</summary>
        public double Rate => Median(_rate);

        public void Add((double Cpu, double Rate) measured)
        {
            _cpu.Add(measured.Cpu);
            _rate.Add(measured.Rate);
        }

        public async Task<(double Cpu, double Rate)> RunAsync(int calls)
        {
            using var limit = new CancellationTokenSource(Most);
            var left = calls;
            var connections = new HttpCalls[Connections];
            for (var i = 0; i < connections.Length; i++)
            {
                connections[i] = new HttpCalls(await server.ConnectAsync(limit.Token));
            }

            var cpu = server.ProcessorTime;
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(connections.Select(c => Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    await c.CallAsync(request, limit.Token);
                }
            })));
            var elapsed = Stopwatch.GetElapsedTime(started);
            cpu = server.ProcessorTime - cpu;
            foreach (var connection in connections)
            {
                connection.Dispose();
            }

            return (cpu.TotalMicroseconds / calls, calls / elapsed.TotalSeconds);
        }

        private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }
}
