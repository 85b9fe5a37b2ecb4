using System.Collections.Frozen;

namespace KetamineCrd.Hooks;

/// <summary>A release of the CRD guide as it is spoken on the wire. Every difference between the releases that this server serves stands here.</summary>
public sealed class Dialect
{
    private const string Temporary = "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp";

    /// <summary>CRD 2.2.1.</summary>
    public static readonly Dialect Crd22 = new()
    {
        Version = "2.2",
        CoverageClause = "CRD 2.2.1 hook-13",
        RefusesAllJsonAlike = false,
        UpdatesBookedOrder = true,
        CdsHooksVersion = "STU3",
        BasePath = "",
        NamesItsVersion = true,
        CardTypeSystem = "http://terminology.hl7.org/CodeSystem/cdshooks-card-type",
        AssociatesByReference = true,
        SaysIndeterminate = true,
        AllowsSeveralDocumentationNeeds = true,
        NeedsPriorAuthorizationUnlessNotCovered = false,
        ValidatorRefusesAuthorizationPurpose = true,
        InformationNeeds = Codes("performer", "location", "timeframe", "contract-window", "detail-code", "OTH"),
        ReasonCodes = Codes("gold-card", "no-member-found", "no-active-coverage", "coverage-not-found", "auth-out-network", "technical"),
        ReasonSystem = Temporary,
        PublishedReasonCode = "gold-card",
        DetailSystem = "http://terminology.hl7.org/CodeSystem/crd-coverage-detail",
        DetailCodes = Codes(
            "allowed-quantity", "allowed-period", "in-network-copay", "out-network-copay", "concurrent-review", "appropriate-use-needed", "policy-link", "instructions"),
        CategorizesDetails = true,
        GivesContactDetail = true,
        SaysExpiry = true,
        TellsUnsolicitedDeterminations = true,
        CompletionInputs = false,
    };

    /// <summary>CRD 2.0.1.</summary>
    public static readonly Dialect Crd20 = new()
    {
        Version = "2.0",
        CoverageClause = "CRD 2.0.1, hooks page",
        RefusesAllJsonAlike = true,
        UpdatesBookedOrder = false,
        CdsHooksVersion = null,
        BasePath = "/2.0",
        NamesItsVersion = false,
        CardTypeSystem = Temporary,
        AssociatesByReference = false,
        SaysIndeterminate = false,
        AllowsSeveralDocumentationNeeds = false,
        NeedsPriorAuthorizationUnlessNotCovered = true,
        ValidatorRefusesAuthorizationPurpose = false,
        InformationNeeds = Codes("performer", "location", "timeframe", "contract-window", "OTH"),
        ReasonCodes = Codes("gold-card", "detail-code"),
        ReasonSystem = Temporary,
        PublishedReasonCode = null,
        DetailSystem = Temporary,
        DetailCodes = Codes(
            "allowed-quantity", "allowed-period", "in-network-copay", "out-network-copay", "concurrent-review", "appropriate-use-needed", "auth-out-network-only"),
        CategorizesDetails = false,
        GivesContactDetail = false,
        SaysExpiry = false,
        TellsUnsolicitedDeterminations = false,
        CompletionInputs = true,
    };

    private Dialect()
    {
    }

    public static IReadOnlyList<Dialect> All { get; } = [Crd22, Crd20];

    /// <summary><c>major.minor</c>, as in <c>davinci-crd.version</c>.</summary>
    public required string Version { get; init; }

    /// <summary>True for its version, also with the number of a correction behind it, which clients send too: <c>2.2</c>, <c>2.2.1</c>.</summary>
    public bool IsVersion(string version) =>
        version.StartsWith(Version, StringComparison.Ordinal) && (version.Length == Version.Length || version[Version.Length] == '.');

    /// <summary>Stands before <c>/cds-services</c>.</summary>
    public required string BasePath { get; init; }

    /// <summary>What errors cite where a Coverage is wanting.</summary>
    public required string CoverageClause { get; init; }

    /// <summary>
    /// 400 is for what is no JSON, and 422 for JSON that breaks CDS Hooks, FHIR or a profile (CRD 2.0.1, hooks page); else 422 is for what breaks
    /// constraints of CRD only (CRD 2.2.1 hook-13).
    /// </summary>
    public required bool RefusesAllJsonAlike { get; init; }

    /// <summary>An appointment that is based on an order has the order updated (CRD 2.2.1, cards page); else the appointment, as it was passed (CRD 2.0.1, cards page).</summary>
    public required bool UpdatesBookedOrder { get; init; }

    /// <summary><c>version</c> of a service in discovery: the release of CDS Hooks that this one rests on (3.0.0-ballot); null where that release does not know the member (2.0).</summary>
    public required string? CdsHooksVersion { get; init; }

    /// <summary>Discovery has <c>davinci-crd.version</c> (CRD 2.2.1 dev-1).</summary>
    public required bool NamesItsVersion { get; init; }

    /// <summary>Of <c>source.topic</c>.</summary>
    public required string CardTypeSystem { get; init; }

    /// <summary><c>davinci-crd.associated-resource</c> holds References; else plain texts.</summary>
    public required bool AssociatesByReference { get; init; }

    /// <summary><c>indeterminate</c> is a code; else a technical obstacle reads as conditional.</summary>
    public required bool SaysIndeterminate { get; init; }

    /// <summary><c>doc-needed</c> repeats; else it is one code, and <c>both</c> stands for clinical and admin.</summary>
    public required bool AllowsSeveralDocumentationNeeds { get; init; }

    /// <summary>The published invariant crd-ci-q2 wants <c>pa-needed</c> wherever the order is not surely not covered.</summary>
    public required bool NeedsPriorAuthorizationUnlessNotCovered { get; init; }

    /// <summary>The published invariant crd-ci-q4 fails in the HL7 Java validator wherever <c>withpa</c> stands beside a needed authorization.</summary>
    public required bool ValidatorRefusesAuthorizationPurpose { get; init; }

    /// <summary>Codes of <c>info-needed</c>; any other is sent as OTH.</summary>
    public required FrozenSet<string> InformationNeeds { get; init; }

    /// <summary>Codes of <c>reason</c>; any other reason is sent as text alone.</summary>
    public required FrozenSet<string> ReasonCodes { get; init; }

    /// <summary>Of <c>reason</c>.</summary>
    public required string ReasonSystem { get; init; }

    /// <summary>The reason code that v3-ActReason has too; it is sent in both systems (CRD 2.2.1 prof-15). Null where none is.</summary>
    public required string? PublishedReasonCode { get; init; }

    /// <summary>Of <c>detail.code</c>.</summary>
    public required string DetailSystem { get; init; }

    /// <summary>Codes of <c>detail.code</c>; any other detail is left out.</summary>
    public required FrozenSet<string> DetailCodes { get; init; }

    /// <summary>A detail has a <c>category</c>.</summary>
    public required bool CategorizesDetails { get; init; }

    /// <summary><c>contact</c> is a ContactDetail; else a ContactPoint each.</summary>
    public required bool GivesContactDetail { get; init; }

    /// <summary><c>expiry-date</c> exists.</summary>
    public required bool SaysExpiry { get; init; }

    /// <summary>The option <c>unsolicited-determ</c> exists.</summary>
    public required bool TellsUnsolicitedDeterminations { get; init; }

    /// <summary>A questionnaire Task says what to do after completion.</summary>
    public required bool CompletionInputs { get; init; }

    /// <summary>What every call of the hook needs, in the words of the guide, in their order; the rest is read when an order needs it (CRD 2.2.1 found-27 to found-29).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> PrefetchOf(HookKind hook) =>
    [
        new("patient", "Patient/{{context.patientId}}"),
        new("coverage", ActiveCoverages.Template),
        .. hook.IsAboutEncounter() ? [new KeyValuePair<string, string>("encounter", "Encounter/{{context.encounterId}}")] : Array.Empty<KeyValuePair<string, string>>(),
        .. (this == Crd22 ? OrdersOf22(hook) : OrdersOf20(hook)).Select(o => new KeyValuePair<string, string>(o.Key, o.Template)),
    ];

    // Only the orders that the context merely names: an answer always needs them.
    private static (string Key, string Template)[] OrdersOf22(HookKind hook) => hook switch
    {
        HookKind.OrderDispatch =>
        [
            ("medicationRequests", "MedicationRequest?_id={{context.dispatchedOrders.resolve().ofType(MedicationRequest).id}}"),
            ("serviceRequests", "ServiceRequest?_id={{context.dispatchedOrders.resolve().ofType(ServiceRequest).id}}"),
        ],
        HookKind.AppointmentBook =>
        [
            ("serviceRequests", "ServiceRequest?_id={{context.appointments.entry.resource.basedOn.resolve().ofType(ServiceRequest).id}}"),
            (
                "medicationRequests",
                "MedicationRequest?_id={{context.appointments.entry.resource.basedOn.extension('http://hl7.org/fhir/StructureDefinition/alternate-reference').value.resolve().ofType(MedicationRequest).id}}"),
        ],
        _ => [],
    };

    private static (string Key, string Template)[] OrdersOf20(HookKind hook) => hook switch
    {
        HookKind.OrderDispatch => [("order", "{{context.order}}")],
        _ => [],
    };

    private static FrozenSet<string> Codes(params string[] codes) => codes.ToFrozenSet(StringComparer.Ordinal);
}
