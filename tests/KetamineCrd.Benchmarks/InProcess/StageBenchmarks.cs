using System.Text.Json;
using BenchmarkDotNet.Attributes;
using KetamineCrd.Benchmarks.Calls;
using KetamineCrd.Hooks;

namespace KetamineCrd.Benchmarks.InProcess;

/// <summary>The stages of one call of 14 KB, each alone.</summary>
public class StageBenchmarks
{
    private readonly EngineAnswer _engine = new(CopiedPolicies.Load());
    private readonly byte[] _body = OrderSignCall.Write(14 * 1_024);
    private readonly HookRequest _request;
    private readonly HookRequest _ofOtherDrug;
    private readonly CrdCall _call;
    private readonly CallOutcome.Answered _answered;

    public StageBenchmarks()
    {
        _request = EngineAnswer.ReadRequest(JsonDocument.Parse(_body));
        _ofOtherDrug = EngineAnswer.ReadRequest(JsonDocument.Parse(OrderSignCall.WriteOtherDrug(14 * 1_024)));
        _call = _engine.Begin(_request);
        _answered = EngineAnswer.Finish(_call);
    }

    [Benchmark]
    public void Parse()
    {
        using var document = JsonDocument.Parse(_body);
    }

    /// <summary>What it would cost to let the parser look for repeated members in the whole body.</summary>
    [Benchmark]
    public void ParseRefusingDuplicates()
    {
        using var document = JsonDocument.Parse(_body, new JsonDocumentOptions { AllowDuplicateProperties = false });
    }

    /// <summary>Facts and determinations.</summary>
    [Benchmark]
    public object Begin() => _engine.Begin(_request);

    /// <summary>The same where no order is for a drug of ours.</summary>
    [Benchmark]
    public object BeginOtherDrug() => _engine.Begin(_ofOtherDrug);

    [Benchmark]
    public object Finish() => EngineAnswer.Finish(_call);

    [Benchmark]
    public int WriteAnswer() => EngineAnswer.Write(_answered).Length;
}
