using KetamineCrd.Explanations;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Repairs;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Validation;
using KetamineCrd.Validation;

namespace KetamineCrd.Server.CdsServices;

/// <summary>Takes the body of a hook call and tells how and why it would be answered. For integrators; reads and errors are those of the call itself.</summary>
internal sealed class ExplanationEndpoint(HookEndpoint hooks, SeenHookInstances instances, CallValidation validation, ILogger<ExplanationEndpoint> logger)
{
    public Task ExplainAsync(HttpContext http, Dialect dialect) => hooks.ReceiveAsync(http, dialect, (request, bytes) => ExplainAsync(http, request, bytes));

    private async Task ExplainAsync(HttpContext http, HookRequest request, CallBytes bytes)
    {
        var isRepeated = instances.Add(request);
        await hooks.DecideAsync(http, request, bytes, async (call, _, reads) =>
        {
            var explanation = call.Explain();
            if (isRepeated)
            {
                explanation = explanation with { Repairs = [Repair.Of("hookInstance", RepairKind.HookInstanceRepeated), .. explanation.Repairs] };
            }

            if (validation.IsExplained(Caller.Of(http)) && await validation.JudgeAsync(http, request, bytes) is { } findings)
            {
                explanation = explanation with { Validation = [.. findings.Select(f => new BrokenRule(f.Place, f.Rule, f.Severity.Code(), f.Expected))] };
            }

            await AnswerBody.WriteAsync(http, "application/json; charset=utf-8", JsonText.Write(explanation.Write, expected: 8 * 1024));
            logger.HookExplained(request.Service.Hook, Caller.Of(http).Name, explanation.Orders.Count, explanation.Repairs.Count, reads);
        });
    }
}
