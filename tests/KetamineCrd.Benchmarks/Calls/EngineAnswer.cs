using System.Buffers;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Responses;

namespace KetamineCrd.Benchmarks.Calls;

/// <summary>What the server does between body and answer, without HTTP.</summary>
internal sealed class EngineAnswer(CrdEngine engine)
{
    private const string BaseAddress = "http://127.0.0.1:5080";

    private static readonly DateOnly Today = new(2026, 1, 12);

    public CrdEngine Engine => engine;

    public static HookRequest ReadRequest(JsonDocument document) =>
        HookRequest.TryRead(document.RootElement, CdsService.All[0], out var request, out var issue) ? request! : throw new InvalidOperationException(issue!.ToString());

    public CallFacts ReadFacts(HookRequest request) => engine.ReadFacts(request, FactsReader.Index(request), canRead: false, Today);

    public IReadOnlyList<OrderDetermination> Determine(CallFacts facts) => engine.Determine(facts, out _)!;

    public CrdResponse Build(HookRequest request, IReadOnlyList<OrderDetermination> determinations) =>
        engine.Answer(request, determinations, Today, BaseAddress);

    public static bool HasRepeatedMembers(HookRequest request, CrdResponse response) =>
        response.SystemActions.Any(a => RepeatedMembers.Exist(request.Orders[a.OrderIndex].Json));

    public static ArrayBufferWriter<byte> Write(HookRequest request, CrdResponse response)
    {
        var buffer = new ArrayBufferWriter<byte>(8 * 1_024);
        using var writer = new Utf8JsonWriter(buffer, BaselineAnswer.WriterOptions);
        response.Write(writer, request);
        writer.Flush();
        return buffer;
    }

    public ArrayBufferWriter<byte> Answer(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var request = ReadRequest(document);
        var response = Build(request, Determine(ReadFacts(request)));
        return HasRepeatedMembers(request, response) ? throw new InvalidOperationException() : Write(request, response);
    }
}
