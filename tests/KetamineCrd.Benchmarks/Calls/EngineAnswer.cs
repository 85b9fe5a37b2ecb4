using System.Buffers;
using System.Text.Json;
using KetamineCrd.Hooks;

namespace KetamineCrd.Benchmarks.Calls;

/// <summary>What the server does between body and answer, without HTTP.</summary>
internal sealed class EngineAnswer(CrdEngine engine)
{
    private static readonly CallScope Scope = new("http://127.0.0.1:5080");
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 17, 0, 0, TimeSpan.Zero);

    public static HookRequest ReadRequest(JsonDocument document) =>
        HookRequest.TryRead(document.RootElement, CdsService.All[0], Dialect.Crd22, out var request, out var issue) ? request! : throw new InvalidOperationException(issue!.ToString());

    public CrdCall Begin(HookRequest request) => CrdCall.Begin(engine, request, Scope, Now);

    public static CallOutcome.Answered Finish(CrdCall call) => (CallOutcome.Answered)call.Finish();

    public static ArrayBufferWriter<byte> Write(CallOutcome.Answered answered)
    {
        var buffer = new ArrayBufferWriter<byte>(8 * 1_024);
        using var writer = new Utf8JsonWriter(buffer, BaselineAnswer.WriterOptions);
        answered.Write(writer);
        writer.Flush();
        return buffer;
    }

    public ArrayBufferWriter<byte> Answer(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return Write(Finish(Begin(ReadRequest(document))));
    }
}
