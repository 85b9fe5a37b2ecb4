using BenchmarkDotNet.Attributes;
using KetamineCrd.Benchmarks.Calls;

namespace KetamineCrd.Benchmarks.InProcess;

/// <summary>The same call with the held policies alone, and among a thousand.</summary>
public class PolicyBenchmarks
{
    private readonly byte[] _named = OrderSignCall.Write(14 * 1_024);
    private readonly byte[] _unnamed = OrderSignCall.WriteUnnamedInfusion(14 * 1_024);
    private EngineAnswer? _engine;

    [Params(0, 998)]
    public int Copies { get; set; }

    [GlobalSetup]
    public void SetUp() => _engine = new EngineAnswer(CopiedPolicies.Load(Copies));

    [Benchmark]
    public int NamedDrug() => _engine!.Answer(_named).Length;

    /// <summary>An infusion without a drug: every drug that a policy names is thought of.</summary>
    [Benchmark]
    public int UnnamedDrug() => _engine!.Answer(_unnamed).Length;
}
