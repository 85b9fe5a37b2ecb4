using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>What stands between the answers of an <see cref="EhrServer"/> and the server under test: it holds them until all are here, never sends them, drips them or breaks the connection.</summary>
/// <remarks>Own Kestrel middleware, since WireMock breaks no connection, knows no barrier, writes no Content-Length beside a body and sends a body in one piece.</remarks>
internal sealed class BrokenWire : IDisposable
{
    private readonly ConcurrentDictionary<string, EhrFault> _faults = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private (int Last, TaskCompletionSource Complete)[] _rounds = [];
    private int _held;

    /// <summary>Sends no answer at all.</summary>
    public bool Hangs { get; set; }

    public bool WereTogether => Array.TrueForAll(_rounds, r => r.Complete.Task.IsCompletedSuccessfully);

    public static bool Makes(EhrFault fault) => fault is EhrFault.NeverAnswers or EhrFault.Huge or EhrFault.Drips or EhrFault.HugeHeaders or EhrFault.Aborts;

    public void FaultOn(string resourceType, EhrFault fault) => _faults[resourceType] = fault;

    public void Heal(string resourceType) => _faults.TryRemove(resourceType, out _);

    public void HoldUntilTogether(int[] requests) => _rounds =
        [.. requests.Select((_, i) => (requests[..(i + 1)].Sum(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)))];

    public async Task PassAsync(HttpContext http, RequestDelegate mock)
    {
        var type = (http.Request.Path.Value ?? "").Split('/').ElementAtOrDefault(3) ?? "";
        EhrFault? fault = _faults.TryGetValue(type, out var set) ? set : null;
        if (!Hangs && fault is null && _rounds.Length == 0)
        {
            await mock(http);
            return;
        }

        var body = await LoopbackMock.AnswerUnsentAsync(http, mock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, http.RequestAborted);
        await HoldAsync(end.Token);
        await SendAsync(http, body, Hangs ? EhrFault.NeverAnswers : fault, end.Token);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private static async Task SendAsync(HttpContext http, byte[] body, EhrFault? fault, CancellationToken end)
    {
        switch (fault)
        {
            case EhrFault.NeverAnswers:
                await Task.WhenAny(Task.Delay(Timeout.Infinite, end));
                break;
            case EhrFault.Aborts:
                http.Abort();
                break;
            case EhrFault.Drips:
                foreach (var one in body)
                {
                    await http.Response.Body.WriteAsync(new[] { one }, end);
                    await http.Response.Body.FlushAsync(end);
                    await Task.Delay(TimeSpan.FromMilliseconds(80), end);
                }

                break;
            case EhrFault.HugeHeaders:
                http.Response.Headers.Append("X-Long", Enumerable.Repeat(new string('x', 1_000), 30).ToArray());
                await http.Response.Body.WriteAsync(body, end);
                break;
            default:
                http.Response.ContentLength = body.Length;
                await http.Response.Body.WriteAsync(body, end);
                break;
        }
    }

    private async Task HoldAsync(CancellationToken end)
    {
        var held = Interlocked.Increment(ref _held);
        if (Array.Find(_rounds, r => held <= r.Last) is not { Complete: { } complete, Last: var last })
        {
            return;
        }

        if (held == last)
        {
            complete.TrySetResult();
        }

        await Task.WhenAny(complete.Task, Task.Delay(Timeout.Infinite, end));
    }
}
