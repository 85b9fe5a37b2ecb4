using System.Runtime.InteropServices;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using KetamineCrd.Server.Validation;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.FhirApi;

/// <summary><c>$validate</c> (FHIR R4 resource-operation-validate.html): one resource, or Parameters with <c>resource</c> and <c>profile</c>. Whatever can be judged is answered with 200.</summary>
internal sealed class ValidateOperation(CurrentValidator validators, OpenBytes open, IOptions<CrdOptions> options, TimeProvider clock, ILogger<ValidateOperation> logger)
{
    /// <param name="http">The call.</param>
    /// <param name="type">The type that the address names; null for any.</param>
    public async Task JudgeAsync(HttpContext http, string? type)
    {
        if (!FhirFormat.IsJsonAcceptable(http.Request))
        {
            await FhirReads.WriteNotAcceptableAsync(http);
            return;
        }

        if (type is not null && !ResourceTypes.Contains(type))
        {
            await FhirResponse.RefuseAsync(http, StatusCodes.Status404NotFound, "not-supported", "", "FHIR R4 has no resource of this type.");
            return;
        }

        using var bytes = open.Begin(Caller.Of(http).Name);
        using var body = await HookBody.ReceiveAsync(http, bytes, options.Value, clock, issue => OutcomeResponse.WriteAsync(http, issue));
        if (body is null)
        {
            return;
        }

        var (resource, profile) = Read(body.Document.RootElement);
        if (type is not null && resource.Text("resourceType"u8) != type)
        {
            await OutcomeResponse.WriteAsync(http, new HookIssue(HookIssueKind.Unprocessable, "value", "resourceType", $"A {type} was expected, as the address says."));
            return;
        }

        var json = JsonMarshal.GetRawUtf8Value(resource).ToArray();
        if (json.Length > CurrentValidator.MostBytes)
        {
            await FhirResponse.RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, "too-long", "", $"A resource of at most {CurrentValidator.MostBytes:N0} bytes was expected.");
        }
        else if (!bytes.TryTake((long)CurrentValidator.HeldForEachByte * json.Length))
        {
            CallBytes.Refuse(http);
        }
        else
        {
            await JudgeAsync(http, json, http.Request.Query["profile"] is [{ Length: > 0 } named, ..] ? named : profile);
        }
    }

    private async Task JudgeAsync(HttpContext http, byte[] json, string? profile)
    {
        using var time = new CancellationTokenSource(options.Value.HookBudget, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, http.RequestAborted);
        try
        {
            var validator = await validators.ForAsync(Dialect.Crd22, either.Token);
            var findings = await validator.ValidateAsync(json, profile, either.Token);
            logger.ResourceValidated(Caller.Of(http).Name, findings.Count);
            await AnswerBody.WriteAsync(http, "application/fhir+json; charset=utf-8", ValidationOutcome.Write(findings));
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            CallBytes.Refuse(http);
        }
    }

    // Parameters without a resource are one themselves.
    private static (JsonElement Resource, string? Profile) Read(JsonElement body)
    {
        JsonElement resource = default;
        string? profile = null;
        if (body.Text("resourceType"u8) == "Parameters")
        {
            foreach (var parameter in body.Items("parameter"u8))
            {
                if (parameter.Text("name"u8) == "resource")
                {
                    resource = parameter.Member("resource"u8);
                }
                else if (parameter.Text("name"u8) == "profile")
                {
                    profile = parameter.Text("valueUri"u8) ?? parameter.Text("valueCanonical"u8);
                }
            }
        }

        return resource.ValueKind == JsonValueKind.Object ? (resource, profile) : (body, null);
    }
}
