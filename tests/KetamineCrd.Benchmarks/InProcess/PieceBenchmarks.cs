using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using KetamineCrd.Benchmarks.Calls;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Meanings;

namespace KetamineCrd.Benchmarks.InProcess;

/// <summary>Single look-ups and copies, with the held policies alone and among a thousand.</summary>
public class PieceBenchmarks
{
    // 200 characters; one phrase of the value sets.
    private const string Note =
        "Seen in clinic today with her partner. Failed gabapentin and a stellate block; complex regional pain syndrome of the right arm since 2024. Risks, course and cost were discussed; she agrees with the plan";

    private readonly ArrayBufferWriter<byte> _buffer = new(8 * 1_024);
    private readonly List<Concept> _found = [];
    private readonly JsonElement _order = EngineAnswer.ReadRequest(JsonDocument.Parse(OrderSignCall.Write(14 * 1_024))).Resources[0].Json;
    private Vocabulary? _vocabulary;

    [Params(0, 998)]
    public int Copies { get; set; }

    [GlobalSetup]
    public void SetUp() => _vocabulary = CopiedPolicies.Load(Copies).Vocabulary;

    [Benchmark]
    public Concept? FindRxNormCode() => _vocabulary!.FindCode(ConceptKind.Drug, CodeSystems.RxNorm, "238084");

    [Benchmark]
    public Concept? FindNdc() => _vocabulary!.FindCode(ConceptKind.Drug, CodeSystems.Ndc, "67457000110");

    [Benchmark]
    public Concept? FindIcd10Code() => _vocabulary!.FindCode(ConceptKind.Indication, CodeSystems.Icd10Cm, "G90.511");

    [Benchmark]
    public int FindIndicationInWords() => Find(ConceptKind.Indication);

    [Benchmark]
    public int FindDrugInWords() => Find(ConceptKind.Drug);

    [Benchmark]
    public int WriteOrderRaw()
    {
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer, BaselineAnswer.WriterOptions);
        ResourceWriter.WriteWithExtension(writer, _order, "{\"url\":\"x\",\"valueBoolean\":true}"u8);
        writer.Flush();
        return _buffer.WrittenCount;
    }

    [Benchmark]
    public int WriteOrderFromElement()
    {
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer, BaselineAnswer.WriterOptions);
        _order.WriteTo(writer);
        writer.Flush();
        return _buffer.WrittenCount;
    }

    private int Find(ConceptKind kind)
    {
        _found.Clear();
        _vocabulary!.FindWords(kind, Note, _found);
        return _found.Count;
    }
}
