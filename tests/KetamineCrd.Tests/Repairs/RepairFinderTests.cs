using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Repairs;

namespace KetamineCrd.Tests.Repairs;

/// <summary>Each place where a call is not as CDS Hooks 2.0 (cds-hooks.md sections 3 to 6) and FHIR R4 have it, and no place where it is.</summary>
public sealed class RepairFinderTests
{
    private const string Order = "context.draftOrders.entry[0].resource";

    [Theory]
    [InlineData("order-sign")]
    [InlineData("order-select")]
    public void A_call_as_the_standards_have_it_needs_no_repair(string hook) => Assert.Empty(Find(_ => { }, hook));

    [Fact]
    public void Whatever_the_standards_allow_is_no_repair() => Assert.Empty(Find(call =>
    {
        call["unknown"] = Given.Json("""{ "a": null, "coding": {} }""");
        call["extension"] = Given.Json("""{ "davinci-crd.configuration": { "max-cards": 3 } }""");
        call["prefetch"]!["nothingFound"] = null;
        call["prefetch"]!["patient"] = Given.Json(
            """
            {
              "resourceType": "Patient", "id": "pat-1",
              "name": [{ "given": [null, "A"], "_given": [{ "extension": [{ "url": "https://example.org/x", "valueCode": "y" }] }, null] }]
            }
            """);
        var order = OrderOf(call);
        order["_status"] = Given.Json("""{ "extension": [{ "url": "https://example.org/x", "valueCode": "y" }] }""");
        order["category"] = Given.Json("""[{ "coding": [{ "system": "https://example.org/x", "_code": { "id": "absent" } }], "text": "{{ words }}" }]""");
        order["contained"] = Given.Json("""[{ "resourceType": "Medication", "id": "m", "ingredient": [{ "itemCodeableConcept": { "text": "x" } }] }]""");
        order["supportingInformation"] = Given.Json("""[{ "identifier": { "system": "https://example.org/x", "value": "y" }, "type": "Coverage" }]""");
    }));

    [Theory]
    [InlineData("reasonCode", """{ "text": "x" }""")]
    [InlineData("dosageInstruction", """{ "text": "x" }""")]
    [InlineData("insurance", """{ "reference": "Coverage/cov-1" }""")]
    [InlineData("note", """{ "text": "words" }""")]
    [InlineData("supportingInformation", """{ "reference": "Condition/1" }""")]
    [InlineData("basedOn", """{ "reference": "ServiceRequest/1" }""")]
    [InlineData("contained", """{ "resourceType": "Medication", "id": "m" }""")]
    [InlineData("extension", """{ "url": "https://example.org/x", "valueCode": "y" }""")]
    public void One_value_where_R4_has_an_array(string member, string value) =>
        Assert.Equal([$"{Order}.{member} array-expected"], Find(call => OrderOf(call)[member] = Given.Json(value)), StringComparer.Ordinal);

    [Theory]
    [InlineData("subject", """[{ "reference": "Patient/1" }]""", ".subject single-expected")]
    [InlineData("subject", """[{ "reference": "Patient/1" }, { "reference": "Patient/2" }]""", ".subject single-expected")]
    [InlineData("subject", "{}", ".subject empty-element")]
    [InlineData("reasonCode", "[]", ".reasonCode empty-element")]
    [InlineData("reasonCode", "[{}]", ".reasonCode[0] empty-element")]
    [InlineData("subject", "\"Patient/1\"", ".subject text-for-reference")]
    [InlineData("reasonCode", "[\"pain\"]", ".reasonCode[0] other-kind")]
    [InlineData("status", """{ "value": "active" }""", ".status other-kind")]
    [InlineData("reasonCode", """[{ "text": { "value": "pain" } }]""", ".reasonCode[0].text other-kind")]
    [InlineData("reasonCode", """[{ "txt": "pain" }]""", ".reasonCode[0].txt member-not-fhir")]
    [InlineData("reportedReference", """{ "reference": "Patient/1" }""", ".reportedReference choice-twice")]
    public void A_value_of_another_shape(string member, string value, string repair) => Assert.Equal(
        [$"{Order}{repair}"],
        Find(call =>
        {
            OrderOf(call)["reportedBoolean"] = true;
            OrderOf(call)[member] = Given.Json(value);
        }),
        StringComparer.Ordinal);

    [Fact]
    public void What_is_below_a_single_value_is_looked_at_too() => Assert.Equal(
        [$"{Order}.reasonCode array-expected", $"{Order}.reasonCode.coding array-expected", $"{Order}.reasonCode.coding empty-coding"],
        Find(call => OrderOf(call)["reasonCode"] = Given.Json("""{ "coding": {} }""")),
        StringComparer.Ordinal);

    [Theory]
    [InlineData("Coverage", "class", """{ "value": "x" }""", true)]
    [InlineData("Coverage", "type", """{ "text": "x" }""", false)]
    [InlineData("Encounter", "class", """{ "code": "AMB" }""", false)]
    [InlineData("Organization", "alias", "\"A\"", true)]
    [InlineData("Organization", "identifier", """{ "value": "x" }""", true)]
    public void One_value_is_judged_by_the_type_it_stands_in(string type, string member, string value, bool isRepaired) => Assert.Equal(
        isRepaired ? [$"prefetch.more.{member} array-expected"] : [],
        Find(call => call["prefetch"]!["more"] = new JsonObject { ["resourceType"] = type, [member] = Given.Json(value) }),
        StringComparer.Ordinal);

    [Theory]
    [InlineData("MedicationRequest", "status", "\"CANCELLED\"", "status")]
    [InlineData("ServiceRequest", "status", "\" active\"", "status")]
    [InlineData("Appointment", "status", "\"Booked\"", "status")]
    [InlineData("Encounter", "status", "\"In-Progress\"", "status")]
    [InlineData("Coverage", "status", "\"Active\"", "status")]
    [InlineData("Coverage", "status", "\"active\"", null)]
    [InlineData("Coverage", "status", "\"In force\"", null)] // no code in any letters: not read at all
    [InlineData("Condition", "clinicalStatus", """{ "coding": [{ "code": "Resolved" }] }""", "clinicalStatus.coding[0].code")]
    [InlineData("Condition", "verificationStatus", """{ "coding": [{ "code": "refuted" }, { "code": "REFUTED " }] }""", "verificationStatus.coding[1].code")]
    public void A_status_in_other_letters(string type, string member, string value, string? path) => Assert.Equal(
        path is null ? [] : [$"prefetch.more.{path} status-in-other-letters"],
        Find(call => call["prefetch"]!["more"] = new JsonObject { ["resourceType"] = type, [member] = Given.Json(value) }),
        StringComparer.Ordinal);

    [Theory]
    [InlineData("urn:oid:2.16.840.1.113883.6.90", true)]
    [InlineData("http://hl7.org/fhir/sid/icd-10", true)]
    [InlineData("https://hl7.org/fhir/sid/icd-10-cm/", true)]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm", false)]
    [InlineData("https://ehr.example.org/local", false)]
    public void A_code_system_under_another_name(string system, bool isRepaired) => Assert.Equal(
        isRepaired ? [$"{Order}.reasonCode[0].coding[1].system code-system-under-another-name"] : [],
        Find(call => OrderOf(call)["reasonCode"] = Given.Json($$"""[{ "coding": [{ "system": "http://snomed.info/sct", "code": "1" }, { "system": "{{system}}", "code": "G90.511" }] }]""")),
        StringComparer.Ordinal);

    [Theory]
    [InlineData("dispatchedOrders", """[{ "resourceType": "MedicationRequest", "id": "1" }]""", true)]
    [InlineData("dispatchedOrders", """["MedicationRequest/1"]""", false)]
    [InlineData("dispatched-orders", """[{ "reference": "MedicationRequest/1" }]""", false)]
    public void An_order_where_a_reference_belongs(string member, string value, bool isRepaired) => Assert.Equal(
        isRepaired ? [$"context.{member} reference-expected"] : [],
        Find(call => call["context"]![member] = Given.Json(value)),
        StringComparer.Ordinal);

    [Theory]
    [InlineData("note", "null", ".note")]
    [InlineData("reasonReference", "[null]", ".reasonReference[0]")]
    [InlineData("subject", """{ "display": null }""", ".subject.display")]
    public void Null_in_a_resource(string member, string value, string path) =>
        Assert.Equal([$"{Order}{path} null-member"], Find(call => OrderOf(call)[member] = JsonNode.Parse(value)), StringComparer.Ordinal);

    [Theory]
    [InlineData("MedicationRequest", "medicationText")]
    [InlineData("MedicationRequest", "code")]
    [InlineData("MedicationRequest", "_subject")]
    [InlineData("MedicationRequest", "MEDICATIONREFERENCE")]
    [InlineData("ServiceRequest", "dosageInstruction")]
    [InlineData("Appointment", "subject")]
    [InlineData("Encounter", "reason")]
    [InlineData("DeviceRequest", "deviceReference")]
    [InlineData("CommunicationRequest", "intent")]
    [InlineData("NutritionOrder", "subject")]
    [InlineData("VisionPrescription", "intent")]
    public void A_member_that_R4_does_not_have_for_the_type(string type, string member) =>
        Assert.Contains($"{Order}.{member} member-not-fhir", FindIn(type, member), StringComparer.Ordinal);

    [Theory]
    [InlineData("MedicationRequest", "reportedReference")]
    [InlineData("MedicationRequest", "_authoredOn")]
    [InlineData("ServiceRequest", "asNeededCodeableConcept")]
    [InlineData("Appointment", "_minutesDuration")]
    [InlineData("Encounter", "class")]
    [InlineData("DeviceRequest", "codeReference")]
    [InlineData("CommunicationRequest", "payload")]
    [InlineData("NutritionOrder", "_dateTime")]
    [InlineData("VisionPrescription", "lensSpecification")]
    [InlineData("SupplyRequest", "anyMember")]
    public void A_member_that_R4_has_or_of_a_type_that_is_not_known(string type, string member) => Assert.DoesNotContain($"{Order}.{member} member-not-fhir", FindIn(type, member), StringComparer.Ordinal);

    [Theory]
    [InlineData("\"9a21b6cd525d4c19a2eddb020d379fda\"")]
    [InlineData("\"{9a21b6cd-525d-4c19-a2ed-db020d379fda}\"")]
    [InlineData("\"1\"")]
    public void A_hook_instance_that_is_no_uuid(string instance) =>
        Assert.Equal(["hookInstance hook-instance-no-uuid"], Find(call => call["hookInstance"] = Given.Json(instance)));

    [Fact]
    public void A_prefetch_link_that_holds_a_template() => Assert.Equal(
        ["prefetch.coverage.link[0].url unresolved-prefetch-token"],
        Find(call => call["prefetch"]!["coverage"]!["link"] = Given.Json("""[{ "relation": "self", "url": "Coverage?patient={{context.patientId}}" }]""")));

    [Fact]
    public void Prefetch_that_is_no_object() => Assert.Equal(["prefetch prefetch-not-a-resource"], Find(call => call["prefetch"] = new JsonArray()));

    [Fact]
    public void Selections_count_at_order_select_only()
    {
        Assert.Empty(Find(call => call["context"]!["selections"] = new JsonArray("MedicationRequest/unknown")));
        Assert.Equal(
            ["context.selections no-selection-matches", "context.selections[0] selection-not-among-draft-orders"],
            Find(call => call["context"]!["selections"] = new JsonArray("MedicationRequest/unknown"), "order-select"));
    }

    [Fact]
    public void Members_that_stand_twice_are_named_at_every_depth()
    {
        var body = Call("order-sign").ToJsonString()
            .Replace("\"hook\":", "\"hook\":\"x\",\"hook\":", StringComparison.Ordinal)
            .Replace("\"route\":", "\"route\":{},\"rout\\u0065\":", StringComparison.Ordinal);

        Assert.Equal(
            ["hook duplicate-member", $"{Order}.dosageInstruction[0].route duplicate-member"],
            Found(RepairFinder.Find(JsonElement.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = true }))),
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{ "context": 7, "prefetch": null, "fhirAuthorization": [] }""")]
    [InlineData("""{ "context": { "draftOrders": { "entry": 5, "\ud800": "\ud800", "link": "x" } }, "hookInstance": "\ud800" }""")]
    public void No_call_is_too_odd(string body) => Assert.All(RepairFinder.Find(JsonElement.Parse(body)), repair => Assert.NotEmpty(repair.Code));

    [Fact]
    public void A_fault_many_times_is_told_a_thousand_times() => Assert.Equal(
        RepairFinder.Most,
        Find(call => OrderOf(call)["reasonReference"] = new JsonArray([.. Enumerable.Repeat<JsonNode?>(null, RepairFinder.Most + 1)])).Length);

    private static string[] FindIn(string type, string member) => Find(call =>
    {
        var order = new JsonObject { ["resourceType"] = type, ["id"] = "1", ["status"] = "draft", [member] = new JsonArray() };
        call["context"]!["draftOrders"]!["entry"]![0]!["resource"] = order;
    });

    private static string[] Find(Action<JsonObject> change, string hook = "order-sign")
    {
        var call = Call(hook);
        change(call);
        return Found(RepairFinder.Find(Given.Element(call)));
    }

    private static string[] Found(IReadOnlyList<Repair> repairs) => [.. repairs.Select(r => $"{r.Path} {r.Code}")];

    private static JsonObject OrderOf(JsonObject call) => call["context"]!["draftOrders"]!["entry"]![0]!["resource"]!.AsObject();

    private static JsonObject Call(string hook) => new()
    {
        ["hook"] = hook,
        ["hookInstance"] = "9a21b6cd-525d-4c19-a2ed-db020d379fda",
        ["fhirServer"] = "https://ehr.example.org/fhir/r4",
        ["fhirAuthorization"] = new JsonObject { ["access_token"] = "example", ["token_type"] = "Bearer" },
        ["context"] = new JsonObject
        {
            ["userId"] = "Practitioner/1",
            ["patientId"] = "pat-1",
            ["selections"] = new JsonArray("MedicationRequest/ketamine-1"),
            ["draftOrders"] = Bundle("collection", Given.Order()),
        },
        ["prefetch"] = new JsonObject { ["coverage"] = Bundle("searchset", Given.Coverage()) },
    };

    private static JsonObject Bundle(string type, JsonObject resource) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = type,
        ["entry"] = new JsonArray(new JsonObject
        {
            ["fullUrl"] = $"https://ehr.example.org/fhir/r4/{resource["resourceType"]}/{resource["id"]}",
            ["resource"] = resource,
        }),
    };
}
