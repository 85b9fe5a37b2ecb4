using System.Buffers;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Hooks;
using KetamineCrd.Responses;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Policies;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.CdsServices;

/// <summary>Answers one hook call: body, facts, reads, determinations, response.</summary>
internal sealed class HookEndpoint(
    CurrentEngine current, CallGathering gathering, OpenBytes open, SeenHookInstances instances, UnreadMedications unread,
    IOptions<CrdOptions> options, TimeProvider clock, ILogger<HookEndpoint> logger)
{
    public Task AnswerAsync(HttpContext http, Dialect dialect)
    {
        var started = clock.GetTimestamp();
        return ReadAsync(http, dialect, (request, bytes) => AnswerAsync(http, request, bytes, started));
    }

    /// <summary>Reads a call and hands it on while it is open, or refuses it.</summary>
    public async Task ReadAsync(HttpContext http, Dialect dialect, Func<HookRequest, CallBytes, Task> answer)
    {
        if (await RequestedService.FindAsync(http) is not { } service)
        {
            return;
        }

        using var bytes = open.Begin(Caller.Of(http).Name);
        using var body = await HookBody.ReceiveAsync(http, bytes, options.Value, clock, issue => RefuseAsync(http, service, issue));
        if (body is null)
        {
            return;
        }

        if (HookRequest.TryRead(body.Document.RootElement, service, dialect, out var request, out var issue))
        {
            await answer(request!, bytes);
        }
        else
        {
            await RefuseAsync(http, service, issue!);
        }
    }

    /// <summary>Reads, determines and builds the answer.</summary>
    /// <param name="bytes">What the call holds.</param>
    /// <param name="documents">Receives what was read; dispose them when the answer is written.</param>
    /// <returns>Null when the call was refused; the refusal is written then.</returns>
    public async Task<DecidedCall?> DecideAsync(HttpContext http, HookRequest request, CallBytes bytes, List<JsonDocument> documents)
    {
        var engine = current.Value;
        var caller = Caller.Of(http);
        var now = clock.GetUtcNow();
        using var deadline = new CallDeadline(options.Value.HookBudget, clock, new ReadAllowance(bytes), http.RequestAborted);
        var (facts, index, reads) = await gathering.GatherAsync(engine, request, caller, now, documents, deadline);
        if (bytes.IsRefused)
        {
            CallBytes.Refuse(http);
            return null;
        }

        unread.Note(facts, request, caller);
        facts = caller.Narrow(facts);
        if (engine.Determine(facts, out var issue) is not { } determinations)
        {
            await RefuseAsync(http, request.Service, ForIntegrator(issue!, request, caller));
            return null;
        }

        if (caller.HearsOfUnknownPayers(options.Value) && CrdEngine.PayerNotServed(facts, determinations, caller.PayersOf(engine)) is { } unknown)
        {
            await RefuseAsync(http, request.Service, unknown);
            return null;
        }

        reads += await gathering.LookForFormsAsync(request, caller, index, determinations, documents, deadline);
        var context = new AnswerContext(request, index, facts, now, PublicAddress.Of(options.Value, http.Request))
        {
            Client = caller.Name,
            Tenant = caller.Tenant,
            ForJavaValidator = options.Value.ForJavaValidator,
        };
        var response = engine.Answer(context, determinations);
        if (ReturnedOrders.Check(response, context) is { } refused)
        {
            await RefuseAsync(http, request.Service, refused);
            return null;
        }

        return new DecidedCall(context, determinations, response, reads);
    }

    private async Task AnswerAsync(HttpContext http, HookRequest request, CallBytes bytes, long started)
    {
        instances.Add(request);
        var documents = new List<JsonDocument>();
        try
        {
            if (await DecideAsync(http, request, bytes, documents) is not { } decided)
            {
                return;
            }

            var buffer = new ArrayBufferWriter<byte>(8 * 1024);
            using (var writer = new Utf8JsonWriter(buffer, AnswerJson.Options))
            {
                decided.Response.Write(writer, decided.Context);
            }

            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = buffer.WrittenCount;
            await http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
            if (decided.Response.Unrecorded is { Count: > 0 } unrecorded)
            {
                logger.StatementsUnrecorded(
                    request.Service.Hook, Caller.Of(http).Name, unrecorded.Count, string.Join(", ", unrecorded.Select(u => u.Reason).Distinct().Order()));
            }

            if (logger.IsEnabled(LogLevel.Information))
            {
                _ = Guid.TryParse(request.HookInstance, out var instance);
                logger.HookAnswered(
                    request.Service.Hook,
                    instance,
                    Caller.Of(http).Name,
                    clock.GetElapsedTime(started).TotalMilliseconds,
                    decided.Determinations.Count,
                    Summarize(decided.Determinations),
                    decided.Response.Cards.Count,
                    decided.Reads);
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

    // The fhirServer is there, but not registered: to ask for it again would lead nowhere.
    private static HookIssue ForIntegrator(HookIssue issue, HookRequest request, Caller caller) =>
        issue.Kind == HookIssueKind.Unobtainable && request.FhirServer is { } server && !caller.FhirServers.IsAllowed(server)
            ? issue with { Expected = $"{issue.Expected} Nothing is read from the fhirServer of this call: it is not one that this client may have read." }
            : issue;

    private static string Summarize(IReadOnlyList<OrderDetermination> determinations) => determinations switch
    {
        [] => "none",
        [var only] => only.Determination.GetType().Name,
        _ => string.Join(", ", determinations.GroupBy(d => d.Determination.GetType().Name, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")),
    };

    public Task RefuseAsync(HttpContext http, CdsService service, HookIssue issue)
    {
        logger.HookRefused(service.Hook, Caller.Of(http).Name, issue.Code, issue.Path);
        return OutcomeResponse.WriteAsync(http, issue);
    }
}
