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

    private static readonly DateTimeOffset Now = new(2026, 1, 12, 17, 0, 0, TimeSpan.Zero);

    public CrdEngine Engine => engine;

    public static HookRequest ReadRequest(JsonDocument document) =>
        HookRequest.TryRead(document.RootElement, CdsService.All[0], Dialect.Crd22, out var request, out var issue) ? request! : throw new InvalidOperationException(issue!.ToString());

    public AnswerContext ReadFacts(HookRequest request)
    {
        var index = FactsReader.Index(request);
        return new AnswerContext(request, index, engine.ReadFacts(request, index, canRead: false, Now), Now, BaseAddress);
    }

    public IReadOnlyList<OrderDetermination> Determine(CallFacts facts) => engine.Determine(facts, out _)!;

    public CrdResponse Build(AnswerContext context, IReadOnlyList<OrderDetermination> determinations) => engine.Answer(context, determinations);

    public static bool HasRepeatedMembers(AnswerContext context, CrdResponse response) =>
        response.SystemActions.Any(a => RepeatedMembers.Exist(context.Facts.Focal[a.FocalIndex].Updated));

    public static ArrayBufferWriter<byte> Write(AnswerContext context, CrdResponse response)
    {
        var buffer = new ArrayBufferWriter<byte>(8 * 1_024);
        using var writer = new Utf8JsonWriter(buffer, BaselineAnswer.WriterOptions);
        response.Write(writer, context);
        writer.Flush();
        return buffer;
    }

    public ArrayBufferWriter<byte> Answer(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var context = ReadFacts(ReadRequest(document));
        var response = Build(context, Determine(context.Facts));
        return HasRepeatedMembers(context, response) ? throw new InvalidOperationException() : Write(context, response);
    }
}
