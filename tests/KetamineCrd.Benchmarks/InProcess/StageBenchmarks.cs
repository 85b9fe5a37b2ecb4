using System.Text.Json;
using BenchmarkDotNet.Attributes;
using KetamineCrd.Benchmarks.Calls;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Hooks;
using KetamineCrd.Responses;

namespace KetamineCrd.Benchmarks.InProcess;

/// <summary>The stages of one call of 14 KB, each alone.</summary>
public class StageBenchmarks
{
    private readonly EngineAnswer _engine = new(CopiedPolicies.Load());
    private readonly byte[] _body = OrderSignCall.Write(14 * 1_024);
    private readonly HookRequest _request;
    private readonly AnswerContext _context;
    private readonly IReadOnlyList<OrderDetermination> _determinations;
    private readonly CrdResponse _response;

    public StageBenchmarks()
    {
        _request = EngineAnswer.ReadRequest(JsonDocument.Parse(_body));
        _context = _engine.ReadFacts(_request);
        _determinations = _engine.Determine(_context.Facts);
        _response = _engine.Build(_context, _determinations);
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

    [Benchmark]
    public bool FindRepeatedMembers() => EngineAnswer.HasRepeatedMembers(_context, _response);

    [Benchmark]
    public object IndexResources() => FactsReader.Index(_request);

    [Benchmark]
    public object IndexAndReadFacts() => _engine.ReadFacts(_request);

    [Benchmark]
    public object Determine() => _engine.Determine(_context.Facts);

    [Benchmark]
    public object BuildResponse() => _engine.Build(_context, _determinations);

    [Benchmark]
    public int WriteResponse() => EngineAnswer.Write(_context, _response).WrittenCount;
}
