using System.Text.Json.Nodes;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Tests.Validation;

/// <summary>Valid resources with one rule broken in each: the rule is named, at its place.</summary>
public sealed class MutationTests
{
    private const string Coding = """[{ "system": "http://a.example/codes", "code": "a" }]""";

    private static readonly string[] Valid =
    [
        Given.Order().ToJsonString(),
        Given.Infusion().ToJsonString(),
        Given.Appointment().ToJsonString(),
        Given.Coverage().ToJsonString(),
        """{ "resourceType": "Patient", "id": "p", "birthDate": "1980-02-03", "gender": "female", "name": [{ "use": "official", "family": "A", "given": ["B"] }], "contact": [{ "name": { "text": "C" } }] }""",
        """{ "resourceType": "Encounter", "status": "planned", "class": { "system": "http://a.example/codes", "code": "AMB" }, "period": { "start": "2026-01-01" }, "location": [{ "location": { "reference": "Location/1" } }] }""",
        """{ "resourceType": "Task", "status": "ready", "intent": "order", "for": { "reference": "Patient/1" }, "input": [{ "type": { "text": "a" }, "valueCanonical": "http://a.example/q" }] }""",
        """{ "resourceType": "Questionnaire", "status": "active", "url": "http://a.example/q", "item": [{ "linkId": "1", "type": "group", "item": [{ "linkId": "2", "type": "string", "maxLength": 3 }] }] }""",
        """{ "resourceType": "OperationOutcome", "issue": [{ "severity": "error", "code": "invalid", "expression": ["a"] }] }""",
        """{ "resourceType": "Bundle", "type": "collection", "entry": [{ "fullUrl": "http://a.example/Patient/1", "resource": { "resourceType": "Patient", "id": "1", "active": true } }] }""",
    ];

    public static TheoryData<string> Resources => [.. Valid];

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task A_broken_rule_is_found_at_its_place(string json)
    {
        var validator = await Validators.Of(CrdGuide.Version221);
        var valid = JsonNode.Parse(json)!.AsObject();
        var mutations = Mutation.Of(valid).ToList();

        Assert.Empty(validator.Validate(valid).Errors());
        Assert.True(mutations.Count >= 20, $"only {mutations.Count} mutations");
        Assert.Empty(
            from mutation in mutations
            let errors = validator.Validate(mutation.Resource).Errors().ToList()
            where !errors.Exists(error => error.Rule == mutation.Rule && error.Place == mutation.Place)
            select $"{mutation.Rule} at {mutation.Place}: {string.Join("; ", errors)}");
    }

    [Fact]
    public void There_are_more_than_three_hundred_of_nine_kinds()
    {
        var mutations = Valid.SelectMany(json => Mutation.Of(JsonNode.Parse(json)!.AsObject())).ToList();

        Assert.True(mutations.Count >= 300, $"only {mutations.Count}");
        Assert.Equal(
            ["choice", "code", "empty", "format", "kind", "null", "required", "resource-type", "unknown-member"],
            mutations.Select(mutation => mutation.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("per-1", "period", """{ "resourceType": "Coverage", "status": "active", "beneficiary": { "reference": "Patient/1" }, "payor": [{ "display": "a" }], "period": { "start": "2026-05-01", "end": "2025-01-01" } }""")]
    [InlineData("tim-5", "dosageInstruction[0].timing.repeat", """{ "resourceType": "MedicationRequest", "status": "draft", "intent": "order", "medicationCodeableConcept": { "text": "a" }, "subject": { "reference": "Patient/1" }, "dosageInstruction": [{ "timing": { "repeat": { "period": -1, "periodUnit": "d" } } }] }""")]
    [InlineData("qty-3", "dispenseRequest.quantity", """{ "resourceType": "MedicationRequest", "status": "draft", "intent": "order", "medicationCodeableConcept": { "text": "a" }, "subject": { "reference": "Patient/1" }, "dispenseRequest": { "quantity": { "value": 1, "code": "mg" } } }""")]
    [InlineData("ext-1", "extension[0]", """{ "resourceType": "Patient", "extension": [{ "url": "http://a.example/e" }] }""")]
    [InlineData("ref-1", "generalPractitioner[0]", """{ "resourceType": "Patient", "generalPractitioner": [{ "reference": "#nobody" }] }""")]
    [InlineData("dom-3", "", """{ "resourceType": "Patient", "contained": [{ "resourceType": "Organization", "id": "a", "name": "b" }] }""")]
    [InlineData("pat-1", "contact[0]", """{ "resourceType": "Patient", "contact": [{ "gender": "male" }] }""")]
    [InlineData("cpt-2", "telecom[0]", """{ "resourceType": "Patient", "telecom": [{ "value": "1" }] }""")]
    [InlineData("app-3", "", """{ "resourceType": "Appointment", "status": "booked", "participant": [{ "actor": { "reference": "Patient/1" }, "status": "accepted" }] }""")]
    [InlineData("que-2", "", """{ "resourceType": "Questionnaire", "status": "active", "item": [{ "linkId": "1", "type": "string" }, { "linkId": "1", "type": "string" }] }""")]
    [InlineData("que-6", "item[0]", """{ "resourceType": "Questionnaire", "status": "active", "item": [{ "linkId": "1", "type": "display", "required": true }] }""")]
    [InlineData("org-1", "", """{ "resourceType": "Organization", "id": "o", "active": true }""")]
    [InlineData("bdl-1", "", """{ "resourceType": "Bundle", "type": "collection", "total": 1 }""")]
    public async Task A_broken_invariant_is_named_with_its_words(string key, string place, string json)
    {
        var finding = Assert.Single((await Validators.Of(CrdGuide.Version221)).Validate(json).Errors(), error => error.Rule == key);

        Assert.Equal(place, finding.Place);
        Assert.NotEmpty(finding.Expected);
    }

    [Fact]
    public async Task Places_and_expectations_are_those_that_an_integrator_knows()
    {
        var order = Given.Order(json =>
        {
            json["medicationCodeableConcept"]!["coding"]!.AsArray().Add(new JsonObject { ["system"] = "x y" });
            json["status"] = "odd";
            json.Remove("subject");
            json["requester"] = Given.ReferenceTo("Location/1");
        });

        Assert.Equal(
            [
                new("reference-target", FindingSeverity.Error, "requester.reference", "Reference(Practitioner | PractitionerRole | Organization | Patient | RelatedPerson | Device)"),
                new("format", FindingSeverity.Error, "medicationCodeableConcept.coding[1].system", "uri"),
                new("required", FindingSeverity.Error, "subject", "MedicationRequest.subject 1..1 Reference(Patient | Group)"),
                new("code", FindingSeverity.Error, "status", "a code of http://hl7.org/fhir/ValueSet/medicationrequest-status|4.0.1"),
            ],
            (await Validators.Of(CrdGuide.Version221)).Validate(order).Errors().OrderBy(finding => finding.Place == "status").ThenBy(finding => finding.Place == "subject")
                .ThenByDescending(finding => finding.Place, StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_item_that_was_left_out_does_not_shift_the_places_after_it()
    {
        var coverage = Given.Coverage(json => json["class"] = Given.Json($$"""[null, { "value": "1", "type": { "coding": {{Coding}} } }, { "value": "2" }]"""));

        Assert.Equal(["class[0]", "class[2].type"], (await Validators.Of(CrdGuide.Version221)).Validate(coverage).Errors().Select(error => error.Place), StringComparer.Ordinal);
    }
}
