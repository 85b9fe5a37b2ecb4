using System.Net;
using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>What an answer looks like in one version of CRD, where the versions differ (crd.md sections 2, 9 and 10).</summary>
internal sealed record CrdDialect
{
    /// <summary>CodeSystem temp: all codes of 2.0.1; in 2.2.1 the reason codes only.</summary>
    public const string Temporary = "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp";

    private static readonly string[] Purposes = ["withpa", "withclaim", "withorder", "retain-doc", "OTH"];

    private static readonly CrdDialect V20 = new()
    {
        Version = "2.0",
        CardTypeSystem = Temporary,
        DetailSystem = Temporary,
        Parts =
        [
            new("coverage", 1, 1, ["Reference"]),
            new("covered", 1, 1, ["code"], "covered", "not-covered", "conditional"),
            new("pa-needed", 0, 1, ["code"], "no-auth", "auth-needed", "performpa", "satisfied", "conditional"),
            new("doc-needed", 0, 1, ["code"], "clinical", "admin", "both", "conditional"),
            new("doc-purpose", 0, null, ["code"], Purposes),
            new("info-needed", 0, null, ["code"], "performer", "location", "timeframe", "contract-window", "OTH"),
            new("billingCode", 0, null, ["Coding"]),
            new("reason", 0, null, ["CodeableConcept"]),
            new("detail", 0, null, []),
            new("detail.code", 1, 1, ["CodeableConcept"]),
            new("detail.value", 1, 1, ["boolean", "string", "Period", "Quantity"]),
            new("detail.qualification", 0, 1, ["string"]),
            new("dependency", 0, null, ["Reference"]),
            new("questionnaire", 0, null, ["canonical"]),
            new("response", 0, null, ["Reference"]),
            new("date", 1, 1, ["date"]),
            new("coverage-assertion-id", 1, 1, ["string"]),
            new("satisfied-pa-id", 0, 1, ["string"]),
            new("contact", 0, null, ["ContactPoint"]),
        ],
        DetailCodes =
        [
            new("allowed-quantity", "valueQuantity", Category: null), new("allowed-period", "valuePeriod", Category: null),
            new("in-network-copay", "valueQuantity", Category: null), new("out-network-copay", "valueQuantity", Category: null),
            new("concurrent-review", "valueBoolean", Category: null), new("appropriate-use-needed", "valueBoolean", Category: null),
            new("auth-out-network-only", "valueBoolean", Category: null),
        ],
        ReasonCodes = ["gold-card", "detail-code"],
        DependencyTypes = ["Appointment", "CommunicationRequest", "DeviceRequest", "MedicationRequest", "NutritionOrder", "ServiceRequest"],
    };

    private static readonly CrdDialect V22 = new()
    {
        Version = "2.2",
        CardTypeSystem = "http://terminology.hl7.org/CodeSystem/cdshooks-card-type",
        DetailSystem = "http://terminology.hl7.org/CodeSystem/crd-coverage-detail",
        Parts =
        [
            new("coverage", 1, 1, ["Reference"]),
            new("covered", 1, 1, ["code"], "covered", "not-covered", "conditional", "indeterminate"),
            new("pa-needed", 0, 1, ["code"], "no-auth", "auth-needed", "performpa", "satisfied", "conditional", "indeterminate"),
            new("doc-needed", 0, null, ["code"], "clinical", "admin", "patient", "conditional", "indeterminate"),
            new("doc-purpose", 0, null, ["code"], Purposes),
            new("info-needed", 0, null, ["code"], "performer", "location", "timeframe", "contract-window", "detail-code", "OTH"),
            new("billingCode", 0, null, ["Coding"]),
            new("reason", 0, null, ["CodeableConcept"]),
            new("detail", 0, null, []),
            new("detail.category", 1, 1, ["code"], "cat-limitation", "cat-decisional", "cat-other"),
            new("detail.code", 1, 1, ["CodeableConcept"]),
            new("detail.value", 1, 1, ["boolean", "string", "url", "Period", "Quantity"]),
            new("detail.qualification", 0, 1, ["string"]),
            new("dependency", 0, null, ["Reference"]),
            new("questionnaire", 0, null, ["canonical"]),
            new("date", 1, 1, ["date"]),
            new("coverage-assertion-id", 1, 1, ["string"]),
            new("satisfied-pa-id", 0, 1, ["string"]),
            new("contact", 0, null, ["ContactDetail"]),
            new("expiry-date", 0, 1, ["date"]),
        ],
        DetailCodes =
        [
            new("allowed-quantity", "valueQuantity", "cat-limitation"), new("allowed-period", "valuePeriod", "cat-limitation"),
            new("in-network-copay", "valueQuantity", "cat-decisional"), new("out-network-copay", "valueQuantity", "cat-decisional"),
            new("concurrent-review", "valueBoolean", "cat-decisional"), new("appropriate-use-needed", "valueBoolean", "cat-decisional"),
            new("policy-link", "valueUrl", "cat-other"), new("instructions", "valueString", Category: null),
        ],
        ReasonCodes = ["gold-card", "no-member-found", "no-active-coverage", "coverage-not-found", "auth-out-network", "technical"],
        DependencyTypes =
            ["Appointment", "CommunicationRequest", "DeviceRequest", "MedicationRequest", "NutritionOrder", "ServiceRequest", "VisionPrescription"],
    };

    /// <summary>"2.0" or "2.2".</summary>
    public required string Version { get; init; }

    public bool Is20 => Version == "2.0";

    public required string CardTypeSystem { get; init; }

    /// <summary>The status of a refusal: CRD 2.2.1 hook-13; CRD 2.0.1, hooks page; CDS Hooks 2.0 for 412 (crd.md section 8).</summary>
    public HttpStatusCode StatusOf(RefusedFor what) => (what, Is20) switch
    {
        (RefusedFor.Unobtainable, _) => HttpStatusCode.PreconditionFailed,
        (RefusedFor.Json, _) or (RefusedFor.HooksOrFhir, false) => HttpStatusCode.BadRequest,
        _ => HttpStatusCode.UnprocessableEntity,
    };

    /// <summary>ValueSet/cardType without coverage-info and its child: coverage information is never a card (resp-25).</summary>
    public IReadOnlyList<string> CardTypes { get; } =
    [
        "claim", "insurance", "limits", "network", "appropriate-use", "cost", "therapy-alternatives-opt", "therapy-alternatives-req",
        "clinical-reminder", "duplicate-therapy", "contraindication", "guideline", "off-guideline",
    ];

    /// <summary>The parts of <c>ext-coverage-information</c>, those of <c>detail</c> after it.</summary>
    public required IReadOnlyList<SubExtension> Parts { get; init; }

    public required string DetailSystem { get; init; }

    public required IReadOnlyList<DetailCode> DetailCodes { get; init; }

    /// <summary>Codes of <see cref="Temporary"/>; every other reason is text.</summary>
    public required IReadOnlyList<string> ReasonCodes { get; init; }

    public required IReadOnlyList<string> DependencyTypes { get; init; }

    public static CrdDialect Of(string version) => version switch
    {
        "2.0" => V20,
        "2.2" => V22,
        _ => throw new ArgumentException("The checker knows CRD 2.0 and 2.2.", nameof(version)),
    };
}
