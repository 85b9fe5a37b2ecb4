using System.Globalization;
using KetamineCrd.Benchmarks.Attacks;
using KetamineCrd.Benchmarks.InProcess;
using KetamineCrd.Benchmarks.Loopback;

namespace KetamineCrd.Benchmarks;

/// <summary>The verbs: <c>load</c>, <c>cold</c>, <c>profile</c>, <c>attack</c>, else BenchmarkDotNet. The last two are what <c>load</c> and <c>cold</c> start.</summary>
internal static class Program
{
    // What a verb does not need is not loaded: the empty server's start is measured.
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["load", .. var rest]:
                return await LoadTest.RunAsync(rest);
            case ["cold", .. var rest]:
                return await ColdStart.RunAsync(rest);
            case ["attack", .. var rest]:
                return await AttackRun.RunAsync(rest);
            case ["profile", .. var rest]:
                return Profile.Run(rest);
            case [BaselineServer.Verb, var port]:
                await BaselineServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
                return 0;
            case [EmptyServer.Verb, var port]:
                await EmptyServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
                return 0;
            default:
                return BenchmarkRun.Run(args);
        }
    }
}
