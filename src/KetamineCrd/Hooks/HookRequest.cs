using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Hooks;

/// <summary>A CDS Hooks call as received; a view, valid while its <see cref="JsonDocument"/> is open. Unknown members are ignored (CRD 2.2.1 found-33).</summary>
public sealed class HookRequest
{
    private HookRequest()
    {
    }

    public required CdsService Service { get; init; }

    /// <summary>The release of the guide in which the call came and is answered.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>The whole call.</summary>
    public required JsonElement Root { get; init; }

    /// <summary>Meant to be a UUID, globally unique for the call; real clients also repeat one.</summary>
    public required string HookInstance { get; init; }

    /// <summary>The client's FHIR base; null when absent or not an absolute address.</summary>
    public required Uri? FhirServer { get; init; }

    /// <summary>The bearer token for <see cref="FhirServer"/>; null when absent, empty or blank.</summary>
    public required string? AccessToken { get; init; }

    public required string PatientId { get; init; }

    /// <summary>Who acts, as a reference; null when not said.</summary>
    public required string? UserId { get; init; }

    /// <summary>The logical id of the encounter in which the orders are written; null when there is none.</summary>
    public required string? EncounterId { get; init; }

    /// <summary>The draft orders, or the appointments, of the context; the dispatched orders where it holds them.</summary>
    public required IReadOnlyList<FocalResource> Resources { get; init; }

    /// <summary>References to what the call is about and does not hold: dispatched orders, the encounter.</summary>
    public required IReadOnlyList<string> References { get; init; }

    public required JsonElement Prefetch { get; init; }

    public required HookConfiguration Configuration { get; init; }

    /// <summary>Where a resource stands in the call, or that it was read.</summary>
    public string PathOf(JsonElement resource) => ElementPath.Of(Root, resource) ?? "a resource of fhirServer";

    /// <summary>Reads a call to the given service. On false, <paramref name="issue"/> says what was wrong.</summary>
    public static bool TryRead(JsonElement root, CdsService service, Dialect dialect, out HookRequest? request, out HookIssue? issue)
    {
        request = null;
        issue = Check(root, service, dialect);
        if (issue is not null)
        {
            return false;
        }

        var context = root.Member("context"u8);
        _ = Uri.TryCreate(root.Text("fhirServer"u8), UriKind.Absolute, out var fhirServer);
        request = new HookRequest
        {
            Service = service,
            Dialect = dialect,
            Root = root,
            HookInstance = root.Text("hookInstance"u8)!,
            FhirServer = fhirServer,
            AccessToken = root.Member("fhirAuthorization"u8).Text("access_token"u8) is { } token && !string.IsNullOrWhiteSpace(token) ? token : null,
            PatientId = LogicalId.Read(context.Member("patientId"u8), "Patient")!,
            UserId = context.Text("userId"u8),
            EncounterId = LogicalId.Read(context.Member("encounterId"u8), "Encounter"),
            Resources = HookContext.Resources(context, service),
            References = HookContext.References(context, service),
            Prefetch = root.Member("prefetch"u8),
            Configuration = HookConfiguration.Read(root),
        };
        return true;
    }

    private static HookIssue? Check(JsonElement root, CdsService service, Dialect dialect)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Invalid("structure", "", "The body must be a JSON object: a CDS Hooks request.");
        }

        if (root.Text("hook"u8) is not { } hook)
        {
            return HookIssue.Required("hook", $"the text '{service.Hook}'");
        }

        if (hook != service.Hook)
        {
            return Invalid("value", "hook", $"This service answers the hook '{service.Hook}'; see GET {dialect.BasePath}/cds-services for the others.");
        }

        if (root.Text("hookInstance"u8) is null)
        {
            return HookIssue.Required("hookInstance", "a UUID, as text");
        }

        if (CallLimits.IsTooLong(root.Member("hookInstance"u8)))
        {
            return HookIssue.TooLong("hookInstance");
        }

        if (CallLimits.IsTooLong(root.Member("fhirServer"u8)))
        {
            return HookIssue.TooLong("fhirServer");
        }

        if (HookContext.Check(root.Member("context"u8), service) is { } issue)
        {
            return issue;
        }

        if (root.Member("extension"u8).Text("davinci-crd.requestedVersion"u8) is { } version && !dialect.IsVersion(version))
        {
            return new HookIssue(
                HookIssueKind.Unprocessable,
                "not-supported",
                "extension['davinci-crd.requestedVersion']",
                $"This service answers CRD version '{dialect.Version}'; {string.Join(" and ", Dialect.All.Select(d => $"'{d.Version}' is served below {d.BasePath}/cds-services"))}.");
        }

        return null;
    }

    private static HookIssue Invalid(string code, string path, string expected) => new(HookIssueKind.Invalid, code, path, expected);
}
