using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Loading;
using KetamineCrd.Server.Validation;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.CdsServices;

/// <summary>Answers one hook call: body, call, reads, answer.</summary>
internal sealed class HookEndpoint(
    CurrentEngine current, FhirReader reader, OpenBytes open, SeenHookInstances instances, UnreadMedications unread, CallValidation validation,
    IOptions<CrdOptions> options, TimeProvider clock, ILogger<HookEndpoint> logger)
{
    public Task AnswerAsync(HttpContext http, Dialect dialect)
    {
        var started = clock.GetTimestamp();
        return ReceiveAsync(http, dialect, async (request, bytes) =>
        {
            _ = instances.Add(request);
            if (await validation.MayGoOnAsync(http, request, bytes))
            {
                await DecideAsync(http, request, bytes, (_, answered, reads) => WriteAsync(http, request, answered, reads, started));
                validation.Report(request, Caller.Of(http)); // of a refused one it says perhaps why
            }
        });
    }

    /// <summary>Reads the body of a call and hands it on while it is open, or refuses it.</summary>
    public async Task ReceiveAsync(HttpContext http, Dialect dialect, Func<HookRequest, CallBytes, Task> answer)
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

    /// <summary>Carries a call to its outcome and hands it on while what was read is open, or refuses it.</summary>
    /// <param name="http">The call over HTTP.</param>
    /// <param name="request">The call.</param>
    /// <param name="bytes">What the call holds.</param>
    /// <param name="answer">Gets the call, its answer, and how many addresses of the client's FHIR server were read.</param>
    public async Task DecideAsync(HttpContext http, HookRequest request, CallBytes bytes, Func<CrdCall, CallOutcome.Answered, int, Task> answer)
    {
        var caller = Caller.Of(http);
        var documents = new List<JsonDocument>();
        try
        {
            var call = CrdCall.Begin(current.Value, request, caller.ScopeOf(request.FhirServer, options.Value, http.Request), clock.GetUtcNow());
            var reads = call.Reads.Count == 0 ? 0 : await ReadAsync(call, request, caller, bytes, documents, http.RequestAborted);
            if (bytes.IsRefused)
            {
                CallBytes.Refuse(http);
                return;
            }

            unread.Note(call.Facts.Unread, request.FhirServer, caller);
            await (call.Finish() switch
            {
                CallOutcome.Answered answered => answer(call, answered, reads),
                CallOutcome.Refused refused => RefuseAsync(http, request.Service, refused.Issue),
                _ => throw new InvalidOperationException(),
            });
        }
        finally
        {
            documents.ForEach(document => document.Dispose());
        }
    }

    private async Task<int> ReadAsync(CrdCall call, HookRequest request, Caller caller, CallBytes bytes, List<JsonDocument> documents, CancellationToken aborted)
    {
        // From the first moment that something is waited for.
        using var budget = new CancellationTokenSource(options.Value.HookBudget, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, aborted);
        var source = new ReadSource(caller.Name, caller.Tenant, caller.FhirServers.Network, request.FhirServer!, request.AccessToken, request.PatientId, new ReadAllowance(bytes));
        var reads = 0;
        while (call.Reads.Count > 0)
        {
            // When the time is up the reads of a further round fail at once, and what they would have told counts as unreadable.
            var answers = await reader.ReadAsync(source, call.Reads, documents, deadline.Token);
            aborted.ThrowIfCancellationRequested();
            reads += answers.Count(a => a.Failure != ReadFailure.LeftOut);
            call.Take(answers);
        }

        return reads;
    }

    private async Task WriteAsync(HttpContext http, HookRequest request, CallOutcome.Answered answered, int reads, long started)
    {
        await AnswerBody.WriteAsync(http, "application/json; charset=utf-8", answered.ToUtf8());
        var (response, determinations) = (answered.Response, answered.Determinations);
        if (response.Unrecorded is { Count: > 0 } unrecorded)
        {
            logger.StatementsUnrecorded(request.Service.Hook, Caller.Of(http).Name, unrecorded.Count, string.Join(", ", unrecorded.Select(u => u.Reason).Distinct().Order()));
        }

        if (logger.IsEnabled(LogLevel.Information))
        {
            _ = Guid.TryParse(request.HookInstance, out var instance);
            logger.HookAnswered(
                request.Service.Hook,
                instance,
                Caller.Of(http).Name,
                clock.GetElapsedTime(started).TotalMilliseconds,
                determinations.Count,
                Summarize(determinations),
                response.Cards.Count,
                reads);
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
        logger.HookRefused(service.Hook, Caller.Of(http).Name, issue.Code, issue.Path);
        return OutcomeResponse.WriteAsync(http, issue);
    }
}
