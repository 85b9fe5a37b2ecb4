using BenchmarkDotNet.Attributes;
using KetamineCrd.Benchmarks.Calls;

namespace KetamineCrd.Benchmarks.InProcess;

/// <summary>From the body's bytes to the answer's bytes, without HTTP.</summary>
public class CallBenchmarks
{
    private readonly EngineAnswer _engine = new(CopiedPolicies.Load());
    private byte[] _body = [];

    [ParamsSource(nameof(Cases))]
    public (int Orders, int KB) Call { get; set; }

    public static IEnumerable<(int Orders, int KB)> Cases => [(1, 14), (1, 28), (1, 56), (2, 16), (5, 22), (20, 52), (5, 56), (20, 56)];

    [GlobalSetup]
    public void SetUp() => _body = OrderSignCall.Write(Call.KB * 1_024, Call.Orders);

    [Benchmark(Baseline = true)]
    public int Baseline() => BaselineAnswer.Write(_body).WrittenCount;

    [Benchmark]
    public int Engine() => _engine.Answer(_body).Length;
}
