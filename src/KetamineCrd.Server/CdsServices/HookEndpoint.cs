using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Responses;
using KetamineCrd.Server.Errors;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Policies;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.CdsServices;

/// <summary>Answers one hook call: body, facts, reads, determinations, response.</summary>
internal sealed class HookEndpoint(
    CurrentEngine current, FhirReader reader, FhirServerAccess access, IOptions<CrdOptions> options, TimeProvider clock, ILogger<HookEndpoint> logger)
{
    // The order; its Medication and the Coverage; the reasons and the payer; a Medication that a linked order names.
    private const int MostRounds = 4;

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
            var index = FactsReader.Index(request);
            var (facts, reads) = await GatherAsync(engine, request, index, today, documents, deadline.Token, http.RequestAborted);
            if (engine.Determine(facts, out var issue) is not { } determinations)
            {
                await RefuseAsync(http, request.Service, issue!);
                return;
            }

            reads += await LookForFormsAsync(request, index, determinations, documents, deadline.Token);
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

    // A form is offered only where the client does not have it; without an answer the condition of the create tells.
    private async Task<int> LookForFormsAsync(
        HookRequest request, ResourceIndex index, IReadOnlyList<OrderDetermination> determinations, List<JsonDocument> documents, CancellationToken deadline)
    {
        var searches = CrdEngine.FormSearches(request, determinations);
        if (searches.Count == 0 || request.FhirServer is not { } server || !access.IsAllowed(server))
        {
            return 0;
        }

        await reader.ReadAsync(new ReadSource(Tenant.Sandbox, server, request.AccessToken, request.PatientId), searches, index, documents, deadline);
        return searches.Count;
    }

    private async Task<(CallFacts Facts, int Reads)> GatherAsync(
        CrdEngine engine, HookRequest request, ResourceIndex index, DateOnly today, List<JsonDocument> documents, CancellationToken deadline, CancellationToken cancellationToken)
    {
        var canRead = request.FhirServer is { } server && access.IsAllowed(server);
        var facts = engine.ReadFacts(request, index, canRead, today);
        if (facts.Reads.Count == 0)
        {
            return (facts, 0);
        }

        var source = new ReadSource(Tenant.Sandbox, request.FhirServer!, request.AccessToken, request.PatientId);
        var reads = 0;
        for (var round = 0; round < MostRounds && facts.Reads.Count > 0; round++)
        {
            reads += facts.Reads.Count;
            await reader.ReadAsync(source, facts.Reads, index, documents, deadline);
            cancellationToken.ThrowIfCancellationRequested();

            // When the time is up the reads of a further round fail at once, and what they would have told counts as unreadable.
            facts = engine.ReadFacts(request, index, canRead, today);
        }

        return (facts.Reads.Count == 0 ? facts : engine.ReadFacts(request, index, canRead: false, today), reads);
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
