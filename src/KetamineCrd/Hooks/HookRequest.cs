using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Hooks;

/// <summary>A CDS Hooks call as received; a view, valid while its <see cref="JsonDocument"/> is open. Unknown members are ignored (CRD 2.2.1 found-33).</summary>
public sealed class HookRequest
{
    /// <summary>The CRD version of the answers (CRD 2.2.1 dev-1).</summary>
    public const string CrdVersion = "2.2";

    private HookRequest()
    {
    }

    public required CdsService Service { get; init; }

    /// <summary>The whole call.</summary>
    public required JsonElement Root { get; init; }

    /// <summary>Meant to be a UUID, globally unique for the call; real clients also repeat one.</summary>
    public required string HookInstance { get; init; }

    /// <summary>The client's FHIR base; null when absent or not an absolute address.</summary>
    public required Uri? FhirServer { get; init; }

    /// <summary>The bearer token for <see cref="FhirServer"/>; null when absent or empty.</summary>
    public required string? AccessToken { get; init; }

    public required string PatientId { get; init; }

    /// <summary>The logical id of the encounter in which the orders are written; null when there is none.</summary>
    public required string? EncounterId { get; init; }

    public required IReadOnlyList<DraftOrder> Orders { get; init; }

    public required JsonElement Prefetch { get; init; }

    public required HookConfiguration Configuration { get; init; }

    /// <summary>Reads a call to the given service. On false, <paramref name="issue"/> says what was wrong.</summary>
    public static bool TryRead(JsonElement root, CdsService service, out HookRequest? request, out HookIssue? issue)
    {
        request = null;
        issue = Check(root, service);
        if (issue is not null)
        {
            return false;
        }

        var context = root.Member("context"u8);
        _ = Uri.TryCreate(root.Text("fhirServer"u8), UriKind.Absolute, out var fhirServer);
        request = new HookRequest
        {
            Service = service,
            Root = root,
            HookInstance = root.Text("hookInstance"u8)!,
            FhirServer = fhirServer,
            AccessToken = root.Member("fhirAuthorization"u8).Text("access_token"u8),
            PatientId = context.Text("patientId"u8)!,
            EncounterId = context.Text("encounterId"u8),
            Orders = ReadOrders(context, service),
            Prefetch = root.Member("prefetch"u8),
            Configuration = HookConfiguration.Read(root),
        };
        return true;
    }

    private static HookIssue? Check(JsonElement root, CdsService service)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Invalid("structure", "", "The body must be a JSON object: a CDS Hooks request.");
        }

        if (root.Text("hook"u8) is not { } hook)
        {
            return Required("hook", $"the text '{service.Hook}'");
        }

        if (hook != service.Hook)
        {
            return Invalid("value", "hook", $"This service answers the hook '{service.Hook}'; see GET /cds-services for the others.");
        }

        if (root.Text("hookInstance"u8) is null)
        {
            return Required("hookInstance", "a UUID, as text");
        }

        var context = root.Member("context"u8);
        if (context.ValueKind != JsonValueKind.Object)
        {
            return Required("context", "an object");
        }

        if (context.Text("patientId"u8) is null)
        {
            return Required("context.patientId", "the logical id of the Patient, as text");
        }

        if (context.Member("draftOrders"u8).ValueKind != JsonValueKind.Object)
        {
            return Required("context.draftOrders", "a Bundle of the draft orders");
        }

        if (service.JudgesSelectionsOnly && context.Items("selections"u8).Count == 0
            && context.Member("selections"u8).ValueKind != JsonValueKind.Array)
        {
            return Required("context.selections", "an array of references to draft orders");
        }

        if (root.Member("extension"u8).Text("davinci-crd.requestedVersion"u8) is { } version && version != CrdVersion)
        {
            return new HookIssue(
                HookIssueKind.Unprocessable, "not-supported", "extension['davinci-crd.requestedVersion']", $"This service answers CRD version '{CrdVersion}'.");
        }

        return null;
    }

    private static List<DraftOrder> ReadOrders(JsonElement context, CdsService service)
    {
        var orders = new List<DraftOrder>();
        var selections = service.JudgesSelectionsOnly ? ReadSelections(context) : null;
        foreach (var item in new Bundle(context.Member("draftOrders"u8)).Entries)
        {
            var entry = new BundleEntry(item);
            if (entry.Resource.ValueKind == JsonValueKind.Object)
            {
                orders.Add(new DraftOrder(entry.Resource, item.Member("fullUrl"u8), IsJudged(entry, selections)));
            }
        }

        return orders;
    }

    private static HashSet<string> ReadSelections(JsonElement context)
    {
        var selections = new HashSet<string>(StringComparer.Ordinal);
        foreach (var selection in context.Items("selections"u8))
        {
            if (new Reference(selection).Literal is { } literal)
            {
                selections.Add(literal);
            }
        }

        return selections;
    }

    private static bool IsJudged(BundleEntry entry, HashSet<string>? selections) =>
        selections is null
        || (new Resource(entry.Resource).Reference is { } reference && selections.Contains(reference))
        || (entry.FullUrl is { } fullUrl && selections.Contains(fullUrl));

    private static HookIssue Required(string path, string expected) => Invalid("required", path, $"This element is required: {expected}.");

    private static HookIssue Invalid(string code, string path, string expected) => new(HookIssueKind.Invalid, code, path, expected);
}
