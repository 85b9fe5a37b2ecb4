using KetamineCrd.Hooks;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.CdsServices;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using KetamineCrd.Server.Loading;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Feedback;

/// <summary>Takes the entries of one feedback call, all or none. An entry that was taken before is answered in the same way and counted no more.</summary>
internal sealed class FeedbackEndpoint(
    CurrentEngine current, OpenBytes open, RecentFeedback recent, FeedbackCounter counter, IOptions<CrdOptions> options, TimeProvider clock, ILogger<FeedbackEndpoint> logger)
{
    public async Task TakeAsync(HttpContext http)
    {
        if (await RequestedService.FindAsync(http) is not { } service)
        {
            return;
        }

        using var bytes = open.Begin(Caller.Of(http).Name);
        using var body = await HookBody.ReceiveAsync(http, bytes, options.Value, clock, issue => RefuseAsync(http, service, [issue]));
        if (body is null)
        {
            return;
        }

        var issues = new List<HookIssue>();
        var entries = FeedbackReader.Read(body.Document.RootElement, OverrideReasons.Of(current.Value), issues);
        if (issues.Count > 0)
        {
            await RefuseAsync(http, service, issues);
            return;
        }

        foreach (var entry in entries)
        {
            Take(Caller.Of(http), service, entry);
        }

        http.Response.ContentLength = 0;
    }

    private void Take(Caller caller, CdsService service, FeedbackEntry entry)
    {
        if (!recent.TryAdd(entry.Fingerprint))
        {
            return;
        }

        var outcome = entry.Outcome.Code();
        counter.Count(service.Id, outcome, entry.OverrideReason);
        logger.FeedbackTaken(
            caller.Name, service.Id, entry.Card, outcome, entry.AcceptedSuggestions, entry.OverrideReason, entry.HasComment, entry.OutcomeTimestamp);
    }

    private Task RefuseAsync(HttpContext http, CdsService service, List<HookIssue> issues)
    {
        logger.FeedbackRefused(Caller.Of(http).Name, service.Id, issues.Count, issues[0].Code, issues[0].Path);
        return OutcomeResponse.WriteAsync(http, issues);
    }
}
