using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>Answers that keep every rule, written by hand, each with its call; a test of the checker breaks one fact of them.</summary>
internal static class GoodAnswers
{
    private const string Draft = """{ "draftOrders": { "resourceType": "Bundle", "entry": [ { "resource": ORDER } ] } }""";

    private const string Order = """
        {
          "resourceType": "MedicationRequest", "id": "order-1",
          "extension": [
            { "url": "https://ehr.example.org/priority", "valueInteger": 3 },
            {
              "url": "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information",
              "extension": [
                { "url": "coverage", "valueReference": { "reference": "Coverage/another-payers" } },
                { "url": "covered", "valueCode": "covered" },
                { "url": "date", "valueDate": "2026-11-01" },
                { "url": "coverage-assertion-id", "valueString": "ANOTHER-1" }
              ]
            }
          ],
          "status": "draft", "intent": "order", "medicationCodeableConcept": { "text": "ketamine" },
          "subject": { "reference": "Patient/patient-1" }, "authoredOn": "2026-11-20", "requester": { "reference": "Practitioner/practitioner-1" },
          "dispenseRequest": { "quantity": { "value": 0.50 } }
        }
        """;

    private const string ServiceOrder = """
        {
          "resourceType": "ServiceRequest", "id": "service-1", "status": "active", "intent": "order", "code": { "text": "infusion" },
          "subject": { "reference": "Patient/patient-1" }, "authoredOn": "2026-11-20", "requester": { "reference": "Practitioner/practitioner-1" }
        }
        """;

    private const string Coverage = """
        {
          "resourceType": "Coverage", "id": "coverage-1", "status": "active", "subscriberId": "M0000001",
          "beneficiary": { "reference": "Patient/patient-1" }, "period": { "start": "2020-01-01" }, "payor": [ { "display": "A payer" } ]
        }
        """;

    private const string Appointment = """
        {
          "resourceType": "Appointment", "id": "appointment-1", "status": "proposed", BASIS
          "participant": [ { "actor": { "reference": "Patient/patient-1" }, "status": "accepted" } ]
        }
        """;

    private const string Encounter = """
        { "resourceType": "Encounter", "id": "encounter-1", "status": "in-progress", "subject": { "reference": "Patient/patient-1" } }
        """;

    // Every part of 2.2.1 in two statements of one set, told apart by billing code.
    private const string Statements22 = """
        { "url": "covered", "valueCode": "covered" },
        { "url": "pa-needed", "valueCode": "satisfied" },
        { "url": "satisfied-pa-id", "valueString": "PA-1" },
        { "url": "doc-needed", "valueCode": "clinical" },
        { "url": "doc-needed", "valueCode": "patient" },
        { "url": "doc-purpose", "valueCode": "retain-doc" },
        { "url": "questionnaire", "valueCanonical": "https://payer.example/Questionnaire/ketamine|1.0" },
        { "url": "billingCode", "valueCoding": { "system": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J3490" } },
        { "url": "reason", "valueCodeableConcept": { "coding": [ { "system": "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp", "code": "gold-card" } ], "text": "Gold card" } },
        { "url": "detail", "extension": [
          { "url": "category", "valueCode": "cat-limitation" },
          { "url": "code", "valueCodeableConcept": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/crd-coverage-detail", "code": "allowed-quantity" } ] } },
          { "url": "value", "valueQuantity": { "value": 6 } },
          { "url": "qualification", "valueString": "sessions a year" } ] },
        { "url": "detail", "extension": [
          { "url": "category", "valueCode": "cat-other" },
          { "url": "code", "valueCodeableConcept": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/crd-coverage-detail", "code": "policy-link" } ] } },
          { "url": "value", "valueUrl": "https://payer.example/policies/1" } ] },
        { "url": "dependency", "valueReference": { "reference": "ServiceRequest/service-1" } },
        { "url": "contact", "valueContactDetail": { "name": "Authorizations", "telecom": [ { "system": "phone", "value": "555-0100" } ] } },
        { "url": "expiry-date", "valueDate": "2026-12-31" }
        """;

    private const string Conditional22 = """
        { "url": "covered", "valueCode": "conditional" },
        { "url": "info-needed", "valueCode": "OTH" },
        { "url": "reason", "valueCodeableConcept": { "text": "The reason of the order is missing" } }
        """;

    private const string Statements20 = """
        { "url": "covered", "valueCode": "covered" },
        { "url": "pa-needed", "valueCode": "auth-needed" },
        { "url": "doc-needed", "valueCode": "both" },
        { "url": "questionnaire", "valueCanonical": "https://payer.example/Questionnaire/ketamine|1.0" },
        { "url": "response", "valueReference": { "reference": "QuestionnaireResponse/response-1" } },
        { "url": "reason", "valueCodeableConcept": { "text": "Reviewed before the service" } },
        { "url": "detail", "extension": [
          { "url": "code", "valueCodeableConcept": { "coding": [ { "system": "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp", "code": "auth-out-network-only" } ] } },
          { "url": "value", "valueBoolean": true } ] },
        { "url": "contact", "valueContactPoint": { "system": "phone", "value": "555-0100" } }
        """;

    private const string Task = """
        {
          "resourceType": "Task", "id": "task-1", "basedOn": [ { "reference": "MedicationRequest/order-1" } ], "status": "ready", "intent": "order",
          "code": { "coding": [ { "system": "http://hl7.org/fhir/uv/sdc/CodeSystem/temp", "code": "complete-questionnaire" } ] },
          "for": { "reference": "Patient/patient-1" }, "authoredOn": "2026-11-21", "requester": { "reference": "Organization/payer-1" },
          "input": [ {
            "type": { "coding": [ { "system": "http://hl7.org/fhir/uv/sdc/CodeSystem/temp", "code": "questionnaire" } ], "text": "questionnaire" },
            "valueCanonical": "https://payer.example/Questionnaire/ketamine|1.0" } AFTER ]
        }
        """;

    private const string Form = $$"""
        { "type": "create", "description": "Adds the form",
          "extension": { "davinci-crd.if-none-exist": "url=https://payer.example/Questionnaire/ketamine&version=1.0" },
          "resource": { "resourceType": "Questionnaire", "id": "form-1", "url": "https://payer.example/Questionnaire/ketamine", "version": "1.0", "status": "active" } },
        { "type": "create", "description": "Asks for the form", "resource": {{Task}} }
        """;

    private const string After = """
        , { "type": { "coding": [ { "system": "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp", "code": "after-completion-action" } ] },
            "valueCodeableConcept": { "coding": [ { "system": "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp", "code": "prior-auth-include" } ] } }
        """;

    private const string Absolute = """ "links": [ { "label": "The policy", "url": "https://payer.example/policies/1", "type": "absolute" } ] """;

    private const string Smart = """ "links": [ { "label": "Helper", "url": "https://payer.example/launch", "type": "smart", "appContext": "{\"a\":1}" } ] """;

    private const string Create = """{ "type": "create", "description": "Adds it", "resource": ORDER }""";

    private const string Delete = """{ "type": "delete", "description": "Removes the order", "resourceId": "MedicationRequest/order-1" }""";

    /// <summary>By name: the version, the call, the answer, and what the mock EHR serves.</summary>
    public static IReadOnlyDictionary<string, Func<(string Version, JsonObject Call, JsonObject Answer, string[] Served)>> All { get; } =
        new Dictionary<string, Func<(string, JsonObject, JsonObject, string[])>>(StringComparer.Ordinal)
        {
            ["silence"] = () => On("order-sign", Sign, []),
            ["order-sign"] = () => On("order-sign", Sign, [], Update(Order, Statements22, Conditional22)),
            ["order-sign 2.0"] = () => On("order-sign", Sign, [Card(Absolute, "2.0")], "2.0", [], Update(Order, Statements20)),
            ["order-select"] = () => On("order-select", Sign, [], Update(Order, Conditional22)),
            ["order-dispatch"] = () => On("order-dispatch", """{ "dispatchedOrders": [ "ServiceRequest/service-1" ] }""", [], Update(ServiceOrder, Conditional22)),
            ["order-dispatch, served"] = () =>
                On("order-dispatch", """{ "order": "MedicationRequest/order-1" }""", [], "2.2", [Compact(Order)], Update(Order, Conditional22)),
            ["appointment-book"] = () => On("appointment-book", Book(""), [], Update(Appointment.Replace("BASIS", "", StringComparison.Ordinal), Conditional22)),
            ["appointment-book, with order"] = () => On("appointment-book", Book(BasedOn), [], Update(ServiceOrder, Conditional22)),
            ["encounter-start"] = () => On("encounter-start", """{ "encounterId": "encounter-1" }""", [], Update(Encounter, Conditional22)),
            ["External Reference"] = () => On("order-sign", Sign, [Card(Absolute)]),
            ["Instructions"] = () => On("order-sign", Sign, [Card("")]),
            ["Launch SMART App"] = () => On("order-sign", Sign, [Card(Smart)]),
            ["Alternate"] = () => On("order-sign", Sign, [Suggests($"{Delete}, {Create.Replace("ORDER", New, StringComparison.Ordinal)}")]),
            ["Alternate by update"] = () => On("order-sign", Sign, [Suggests(
                $$"""{ "type": "update", "description": "Halves the dose", "resource": {{Order.Replace("0.50", "0.25", StringComparison.Ordinal)}} }""")]),
            ["Additional Orders"] = () => On("order-sign", Sign, [Suggests(Create.Replace("ORDER", New, StringComparison.Ordinal))]),
            ["Form"] = () => On("order-sign", Sign, [Suggests(Form.Replace("AFTER", "", StringComparison.Ordinal))]),
            ["Form alone"] = () => On("order-sign", Sign, [], Form.Replace("AFTER", "", StringComparison.Ordinal)),
            ["Form 2.0"] = () => On("order-sign", Sign, [Suggests(Form.Replace("AFTER", After, StringComparison.Ordinal), "2.0")], "2.0", []),
            ["Update Coverage"] = () => On("encounter-start", """{ "encounterId": "encounter-1" }""", [Suggests(CoverageUpdate)]),
            ["Update Coverage alone"] = () => On("order-sign", Sign, [], CoverageUpdate),
        };

    private static string Sign => Draft.Replace("ORDER", Order, StringComparison.Ordinal);

    private static string BasedOn => """ "basedOn": [ { "reference": "ServiceRequest/service-1" } ], """;

    private static string New => ServiceOrder.Replace("active", "draft", StringComparison.Ordinal).Replace("service-1", "new-1", StringComparison.Ordinal);

    private static string CoverageUpdate =>
        $$"""{ "type": "update", "description": "Ends the Coverage", "resource": {{Coverage.Replace("2020-01-01\"", "2020-01-01\", \"end\": \"2026-12-31\"", StringComparison.Ordinal)}} }""";

    private static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString();

    private static string Book(string basis) =>
        $$"""{ "appointments": { "resourceType": "Bundle", "entry": [ { "resource": {{Appointment.Replace("BASIS", basis, StringComparison.Ordinal)}} } ] } }""";

    private static string Update(string resource, params string[] statements)
    {
        var updated = Given.Parse(resource);
        if (!updated.ContainsKey("extension"))
        {
            updated["extension"] = new JsonArray();
        }

        foreach (var statement in statements)
        {
            updated["extension"]!.AsArray().Add(JsonNode.Parse($$"""
                {
                  "url": "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information",
                  "extension": [
                    { "url": "coverage", "valueReference": { "reference": "Coverage/coverage-1" } },
                    { "url": "date", "valueDate": "2026-11-21" },
                    { "url": "coverage-assertion-id", "valueString": "ID-1" },
                    {{statement}}
                  ]
                }
                """));
        }

        return $$"""{ "type": "update", "description": "Records coverage information", "resource": {{updated.ToJsonString()}} }""";
    }

    private static string Card(string parts, string version = "2.2") => $$"""
        {
          "uuid": "0a6b0d0e-7b0d-4e0a-9d0e-2d6d8c3c1b11", "summary": "Ketamine needs a first-line trial first", "indicator": "info", "detail": "**Ketamine**: see section 4.",
          "source": { "label": "A payer", "topic": { "code": "guideline",
            "system": "{{(version == "2.0" ? "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp" : "http://terminology.hl7.org/CodeSystem/cdshooks-card-type")}}" } }
          {{(parts.Length == 0 ? "" : $", {parts}")}}
        }
        """;

    private static string Suggests(string actions, string version = "2.2") => Card(
        $$""" "selectionBehavior": "at-most-one", "suggestions": [ { "label": "Do it", "uuid": "5b1f0a52-0f5c-4c26-8f3a-7d7e0a1a9c01", "actions": [ {{actions}} ] } ] """, version);

    private static (string Version, JsonObject Call, JsonObject Answer, string[] Served) On(string hook, string context, string[] cards, params string[] systemActions) =>
        On(hook, context, cards, "2.2", [], systemActions);

    private static (string Version, JsonObject Call, JsonObject Answer, string[] Served) On(
        string hook, string context, string[] cards, string version, string[] served, params string[] systemActions)
    {
        var call = Given.Parse($$"""
            {
              "hook": "{{hook}}", "hookInstance": "5f0c2f1e-6f0b-4a31-9a55-0f6a3d8c7b21", "context": {{context}}, "extension": { "davinci-crd.configuration": {} },
              "prefetch": { "coverage": { "resourceType": "Bundle", "entry": [ { "resource": {{Coverage}} } ] }, "encounter": {{Encounter}}, "devices": null }
            }
            """);
        call["context"]!["patientId"] = "patient-1";
        if (hook is "order-dispatch" or "appointment-book")
        {
            call["prefetch"]!["serviceRequests"] = JsonNode.Parse($$"""{ "resourceType": "Bundle", "entry": [ { "resource": {{ServiceOrder}} } ] }""");
        }

        var answer = Given.Parse($$"""{ "cards": [ {{string.Join(',', cards)}} ] }""");
        if (systemActions.Length > 0)
        {
            answer["systemActions"] = JsonNode.Parse($"[ {string.Join(',', systemActions)} ]");
        }

        return (version, call, answer, served);
    }
}
