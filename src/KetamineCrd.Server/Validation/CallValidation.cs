using System.Runtime.InteropServices;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Clients;
using KetamineCrd.Validation;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Validation;

/// <summary>Judges what a call brings along, as its client's entry or the server's setting says.</summary>
internal sealed class CallValidation(CurrentValidator validators, ReportQueue reports, ServerMode mode, IOptions<CrdOptions> options, TimeProvider clock, ILogger<CallValidation> logger)
{
    private static readonly ValidationFinding TooLarge = new("too-large", FindingSeverity.NotEvaluated, "", $"a resource of at most {CurrentValidator.MostBytes:N0} bytes");

    private readonly ValidationMode _ofServer =
        options.Value.Validation.Mode is { } set ? ValidationModes.Read(set) : mode.IsSandbox ? ValidationMode.Report : ValidationMode.Off;

    /// <summary>True when an explanation tells of it.</summary>
    public bool IsExplained(Caller caller) => mode.IsSandbox || ModeOf(caller) != ValidationMode.Off;

    /// <summary>Where the caller's calls are judged first: whether this one may go on.</summary>
    /// <returns>False when the call has its answer: 422 for an error in any of its resources, 503 when there was no room or no time to judge them.</returns>
    public async Task<bool> MayGoOnAsync(HttpContext http, HookRequest request, CallBytes bytes)
    {
        if (ModeOf(Caller.Of(http)) != ValidationMode.Strict)
        {
            return true;
        }

        if (await JudgeAsync(http, request, bytes) is not { } findings)
        {
            CallBytes.Refuse(http);
            return false;
        }

        var errors = findings.Where(finding => finding.Severity == FindingSeverity.Error).ToList();
        if (errors.Count == 0)
        {
            return true;
        }

        logger.HookNotValid(request.Service.Hook, Caller.Of(http).Name, errors.Count);
        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await AnswerBody.WriteAsync(http, "application/fhir+json; charset=utf-8", ValidationOutcome.Write(errors));
        return false;
    }

    /// <summary>Where the caller's calls are judged afterwards: has this one judged, if there is room for it.</summary>
    public void Report(HookRequest request, Caller caller)
    {
        if (ModeOf(caller) == ValidationMode.Report)
        {
            reports.Add(request, caller.Name);
        }
    }

    /// <summary>What there is to say of the resources of a call, with places in the call.</summary>
    /// <returns>Null when there was no room or no time for it.</returns>
    public async Task<IReadOnlyList<ValidationFinding>?> JudgeAsync(HttpContext http, HookRequest request, CallBytes bytes)
    {
        using var time = new CancellationTokenSource(options.Value.HookBudget, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, http.RequestAborted);
        try
        {
            return await JudgeAsync(request, bytes, either.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<ValidationFinding>?> JudgeAsync(HookRequest request, CallBytes bytes, CancellationToken cancellationToken)
    {
        var validator = await validators.ForAsync(request.Dialect, cancellationToken);
        var findings = new List<ValidationFinding>();
        var largest = 0;
        foreach (var resource in SentResources.Of(request.Root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = ElementPath.Of(request.Root, resource) ?? "";
            var length = JsonMarshal.GetRawUtf8Value(resource).Length;
            if (length > CurrentValidator.MostBytes)
            {
                findings.Add(TooLarge.At(path));
                continue;
            }

            // One after the other: the largest decides what is held.
            if (length > largest && !bytes.TryTake((long)CurrentValidator.HeldForEachByte * (length - largest)))
            {
                return null;
            }

            largest = Math.Max(largest, length);
            findings.AddRange((await validator.ValidateAsync(JsonMarshal.GetRawUtf8Value(resource).ToArray(), profile: null, cancellationToken)).Select(finding => finding.At(path)));
        }

        return findings;
    }

    private ValidationMode ModeOf(Caller caller) => caller.Client?.Validation ?? _ofServer;
}
