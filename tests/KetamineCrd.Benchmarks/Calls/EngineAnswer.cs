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

    public static ReadOnlyMemory<byte> Write(CallOutcome.Answered answered) => answered.ToUtf8();

    public ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return Write(Finish(Begin(ReadRequest(document))));
    }
}
