using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>One thing that real clients do to a call.</summary>
/// <param name="Hook">The hook of the call.</param>
/// <param name="Change">Turns the clean call into the client's.</param>
/// <param name="Repairs">What the explanation must report: <c>path code</c>.</param>
internal sealed record Quirk(string Hook, Action<JsonObject> Change, params string[] Repairs)
{
    /// <summary>Stands in every text that a quirk brings along; no answer and no explanation may hold it.</summary>
    public const string Mark = "Marker7391";

    private const string Order = "context.draftOrders.entry[0].resource";

    public static IReadOnlyDictionary<string, Quirk> All { get; } = new Dictionary<string, Quirk>(StringComparer.Ordinal)
    {
        ["objects where the order has arrays"] = new(
            "order-sign",
            call => ToSingle(call.TheOrder(), "reasonCode", "dosageInstruction"),
            $"{Order}.reasonCode array-expected", $"{Order}.dosageInstruction array-expected"),
        ["an object where codings are an array"] = new(
            "order-sign",
            call => ToSingle(call.TheOrder().At("medicationCodeableConcept").AsObject(), "coding"),
            $"{Order}.medicationCodeableConcept.coding array-expected"),
        ["a text where events are an array"] = new(
            "order-sign",
            call => ToSingle(call.TheOrder().At("dosageInstruction", 0, "timing").AsObject(), "event"),
            $"{Order}.dosageInstruction[0].timing.event array-expected"),
        ["objects where bundles have arrays"] = new(
            "order-sign",
            call =>
            {
                ToSingle(call.At("prefetch", "coverage").AsObject(), "entry");
                call.At("prefetch", "coverage", "entry", "resource")["payor"] = call.At("prefetch", "coverage", "entry", "resource", "payor", 0).DeepClone();
            },
            "prefetch.coverage.entry array-expected", "prefetch.coverage.entry.resource.payor array-expected"),
        ["bundles without type"] = new(
            "order-sign",
            call =>
            {
                call.At("context", "draftOrders").AsObject().Remove("type");
                call.At("prefetch", "coverage").AsObject().Remove("type");
            },
            "context.draftOrders bundle-without-type", "prefetch.coverage bundle-without-type"),
        ["entries without fullUrl"] = new(
            "order-sign",
            call =>
            {
                call.At("context", "draftOrders", "entry", 0).AsObject().Remove("fullUrl");
                call.At("prefetch", "coverage", "entry", 0).AsObject().Remove("fullUrl");
            },
            "context.draftOrders.entry[0] entry-without-full-url", "prefetch.coverage.entry[0] entry-without-full-url"),
        ["empty codings"] = new(
            "order-sign",
            call =>
            {
                call.TheOrder().At("medicationCodeableConcept", "coding").AsArray().Insert(0, new JsonObject());
                call.TheOrder().At("reasonCode", 0, "coding").AsArray().Add((JsonNode)new JsonObject { ["system"] = Mark, ["code"] = "", ["display"] = "" });
                call.TheCoverage().At("type", "coding").AsArray().Insert(0, new JsonObject { ["system"] = Mark });
            },
            $"{Order}.medicationCodeableConcept.coding[0] empty-coding",
            $"{Order}.reasonCode[0].coding[1] empty-coding",
            "prefetch.coverage.entry[0].resource.type.coding[0] empty-coding"),
        ["no codings in the array"] = new(
            "order-sign",
            call => call.TheOrder()["statusReason"] = new JsonObject { ["coding"] = new JsonArray() },
            $"{Order}.statusReason.coding empty-coding"),
        ["a selection of another order"] = new(
            "order-select",
            call => call.At("context")["selections"] = new JsonArray(Given.Order, $"MedicationRequest/{Mark}"),
            "context.selections[1] selection-not-among-draft-orders"),
        ["no selection of any order"] = new(
            "order-select",
            call => call.At("context")["selections"] = new JsonArray($"MedicationRequest/{Mark}"),
            "context.selections no-selection-matches", "context.selections[0] selection-not-among-draft-orders"),
        ["no selections in the array"] = new(
            "order-select",
            call => call.At("context")["selections"] = new JsonArray(),
            "context.selections no-selection-matches"),
        ["a text where selections are an array"] = new(
            "order-select",
            call => call.At("context")["selections"] = Given.Order,
            "context.selections array-expected"),
        ["a hook instance that is no uuid"] = new(
            "order-sign",
            call => call["hookInstance"] = Mark,
            "hookInstance hook-instance-no-uuid"),
        ["an empty access token"] = new(
            "order-sign",
            call => call.At("fhirAuthorization")["access_token"] = "",
            "fhirAuthorization.access_token empty-access-token"),
        ["a blank access token"] = new(
            "order-sign",
            call => call.At("fhirAuthorization")["access_token"] = " \t",
            "fhirAuthorization.access_token empty-access-token"),
        ["members that FHIR does not have"] = new(
            "order-sign",
            call =>
            {
                call.TheOrder()["vendorName"] = Mark;
                call.TheOrder()["_reasonCode"] = new JsonArray(new JsonObject { ["id"] = Mark });
                call.TheOrder()["occurrenceDateTime"] = Mark;
                call.TheOrder()["_status"] = new JsonObject { ["id"] = Mark };
            },
            $"{Order}.vendorName member-not-fhir", $"{Order}._reasonCode member-not-fhir", $"{Order}.occurrenceDateTime member-not-fhir"),
        ["nulls"] = new(
            "order-sign",
            call =>
            {
                call["extension"] = null;
                call.At("context")["encounterId"] = null;
                call.TheOrder()["note"] = null;
                call.TheOrder().At("reasonCode").AsArray().Add((JsonNode?)null);
            },
            "extension null-member", "context.encounterId null-member", $"{Order}.note null-member", $"{Order}.reasonCode[1] null-member"),
        ["a reference for the patient's id"] = new(
            "order-sign",
            call => call.At("context")["patientId"] = "Patient/patient-1",
            "context.patientId patient-id-is-reference"),
        ["prefetch templates sent back"] = new(
            "order-sign",
            call => call.At("prefetch")["practitioner"] = $"Practitioner/{{{{context.userId}}}}?{Mark}",
            "prefetch.practitioner unresolved-prefetch-token"),
        ["prefetch that is no resource"] = new(
            "order-sign",
            call =>
            {
                call.At("prefetch")["practitioner"] = Mark;
                call.At("prefetch")["device"] = new JsonObject { ["id"] = Mark };
            },
            "prefetch.practitioner prefetch-not-a-resource", "prefetch.device prefetch-not-a-resource"),
        ["an array of coverages for their bundle"] = new(
            "order-sign",
            call => call.At("prefetch")["coverage"] = new JsonArray(call.TheCoverage().DeepClone()),
            "prefetch.coverage prefetch-not-a-resource"),
        ["prefetch that failed"] = new(
            "order-sign",
            call => call.At("prefetch")["device"] = Given.Parse($$"""
                { "resourceType": "OperationOutcome", "issue": [ { "severity": "error", "code": "exception", "diagnostics": "{{Mark}}" } ] }
                """),
            "prefetch.device prefetch-operation-outcome"),
        ["an array of orders for their bundle"] = new(
            "order-sign",
            call => call.At("context")["draftOrders"] = new JsonArray(call.TheOrder().DeepClone()),
            "context.draftOrders bundle-expected"),
        ["one order for its bundle"] = new(
            "order-sign",
            call => call.At("context")["draftOrders"] = call.TheOrder().DeepClone(),
            "context.draftOrders bundle-expected"),
    };

    private static void ToSingle(JsonObject parent, params string[] members)
    {
        foreach (var member in members)
        {
            parent[member] = Assert.Single(parent[member]!.AsArray())!.DeepClone();
        }
    }
}
