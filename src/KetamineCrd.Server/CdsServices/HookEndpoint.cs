using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Responses;
using KetamineCrd.Server.Errors;
using KetamineCrd.Server.Policies;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.CdsServices;

/// <summary>Answers one hook call: body, facts, reads, determinations, response.</summary>
internal sealed class HookEndpoint(
    CurrentEngine current, CallGathering gathering, IOptions<CrdOptions> options, TimeProvider clock, ILogger<HookEndpoint> logger)
{
    // Answers are application/json, never embedded in HTML, so quotes and accents may stay readable.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async Task AnswerAsync(HttpContext http, Dialect dialect)
    {
        var started = clock.GetTimestamp();
        if (await RequestedService.FindAsync(http) is not { } service)
        {
            return;
        }

        using var body = await HookBody.ReceiveAsync(http, options.Value.MaximumRequestBytes, issue => RefuseAsync(http, service, issue));
        if (body is null)
        {
            return;
        }

        if (HookRequest.TryRead(body.Document.RootElement, service, dialect, out var request, out var issue))
        {
            await AnswerAsync(http, request!, started);
        }
        else
        {
            await RefuseAsync(http, service, issue!);
        }
    }

    private async Task AnswerAsync(HttpContext http, HookRequest request, long started)
    {
        var engine = current.Value;
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var documents = new List<JsonDocument>();
        try
        {
            using var budget = new CancellationTokenSource(options.Value.HookBudget, clock);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, http.RequestAborted);
            var (facts, index, reads) = await gathering.GatherAsync(engine, request, today, documents, deadline.Token, http.RequestAborted);
            if (engine.Determine(facts, out var issue) is not { } determinations)
            {
                await RefuseAsync(http, request.Service, issue!);
                return;
            }

            reads += await gathering.LookForFormsAsync(request, index, determinations, documents, deadline.Token);
            var context = new AnswerContext(request, index, facts, now, PublicAddress.Of(options.Value, http.Request)) { ForJavaValidator = options.Value.ForJavaValidator };
            var response = engine.Answer(context, determinations);
            if (response.SystemActions.Any(a => RepeatedMembers.Exist(facts.Focal[a.FocalIndex].Json)))
            {
                await RefuseAsync(http, request.Service, new HookIssue(
                    HookIssueKind.Invalid, "structure", "context.draftOrders.entry.resource", "No member may stand twice in one object."));
                return;
            }

            var buffer = new ArrayBufferWriter<byte>(8 * 1024);
            using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            {
                response.Write(writer, context);
            }

            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = buffer.WrittenCount;
            await http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
            if (logger.IsEnabled(LogLevel.Information))
            {
                _ = Guid.TryParse(request.HookInstance, out var instance);
                logger.HookAnswered(
                    request.Service.Hook,
                    instance,
                    clock.GetElapsedTime(started).TotalMilliseconds,
                    determinations.Count,
                    Summarize(determinations),
                    response.Cards.Count,
                    reads);
            }
        }
        finally
        {
            foreach (var document in documents)
            {
                document.Dispose();
            }
        }
    }

    private static string Summarize(IReadOnlyList<OrderDetermination> determinations) => determinations switch
    {
        [] => "none",
        [var only] => only.Determination.GetType().Name,
        _ => string.Join(", ", determinations.GroupBy(d => d.Determination.GetType().Name, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")),
    };

    private Task RefuseAsync(HttpContext http, CdsService service, HookIssue issue)
    {
        logger.HookRefused(service.Hook, issue.Code, issue.Path);
        return OutcomeResponse.WriteAsync(http, issue);
    }
}
