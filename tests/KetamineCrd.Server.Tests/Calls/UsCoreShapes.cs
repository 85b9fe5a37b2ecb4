using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>
/// One patient's order as EHRs of three US Core versions write it: ketamine by vein for CRPS, under an Excellus PPO. Each resource has what its
/// profile makes mandatory or must-support; US Core has no Coverage profile before 6.0.0, so 3.1.1 sends a plain one.
/// </summary>
internal static class UsCoreShapes
{
    public static readonly string[] Versions = ["3.1.1", "6.1.0", "7.0.0"];

    public static JsonObject Order(string version)
    {
        var order = Given.Parse("""
            {
              "resourceType": "MedicationRequest", "id": "order-1", "status": "draft", "intent": "order", "reportedBoolean": false,
              "medicationReference": { "reference": "Medication/medication-1" },
              "subject": { "reference": "Patient/patient-1" }, "encounter": { "reference": "Encounter/encounter-1" },
              "authoredOn": "2025-06-01T10:00:00-04:00", "requester": { "reference": "Practitioner/practitioner-1" },
              "reasonReference": [ { "reference": "Condition/condition-1" } ],
              "dosageInstruction": [ {
                "text": "0.5 mg/kg over 40 minutes",
                "timing": { "event": [ "2025-06-09T09:00:00-04:00" ] },
                "route": { "coding": [ { "system": "http://snomed.info/sct", "code": "47625008", "display": "Intravenous route" } ] }
              } ]
            }
            """);
        if (version != "3.1.1")
        {
            order["category"] = new JsonArray(Concept("http://terminology.hl7.org/CodeSystem/medicationrequest-category", "outpatient"));
            order.At("dosageInstruction", 0)["doseAndRate"] = JsonNode.Parse("""[ { "doseQuantity": { "value": 0.50, "unit": "mg/kg", "system": "http://unitsofmeasure.org", "code": "mg/kg" } } ]""");
            order["dispenseRequest"] = JsonNode.Parse("""{ "numberOfRepeatsAllowed": 0, "quantity": { "value": 1, "unit": "vial" } }""");
        }

        if (version == "7.0.0")
        {
            order["extension"] = JsonNode.Parse("""
                [ {
                  "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-medication-adherence",
                  "extension": [
                    { "url": "medicationAdherence", "valueCodeableConcept": { "coding": [ { "system": "http://snomed.info/sct", "code": "1156699004" } ] } },
                    { "url": "dateAsserted", "valueDateTime": "2025-05-30" }
                  ]
                } ]
                """);
        }

        return WithProfile(order, version, "us-core-medicationrequest");
    }

    public static JsonObject Medication(string version) => WithProfile(OnTheEhr.Medication.DeepClone().AsObject(), version, "us-core-medication");

    public static JsonObject Condition(string version)
    {
        var condition = Given.Parse("""
            {
              "resourceType": "Condition", "id": "condition-1",
              "clinicalStatus": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" } ] },
              "verificationStatus": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed" } ] },
              "category": [ { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": "problem-list-item" } ] } ],
              "code": {
                "coding": [
                  { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511", "display": "Complex regional pain syndrome I of right upper limb" }
                ],
                "text": "CRPS I, right arm"
              },
              "subject": { "reference": "Patient/patient-1" }
            }
            """);
        if (version == "3.1.1")
        {
            return WithProfile(condition, version, "us-core-condition");
        }

        condition["extension"] = JsonNode.Parse("""[ { "url": "http://hl7.org/fhir/StructureDefinition/condition-assertedDate", "valueDateTime": "2024-11-04" } ]""");
        condition.At("category").AsArray().Add((JsonNode)Concept("http://hl7.org/fhir/us/core/CodeSystem/us-core-category", "sdoh"));
        condition["onsetDateTime"] = "2024-10";
        condition["recordedDate"] = "2024-11-04T11:20:00-05:00";
        if (version == "7.0.0")
        {
            condition["bodySite"] = new JsonArray(Concept("http://snomed.info/sct", "368208006"));
        }

        return WithProfile(condition, version, "us-core-condition-problems-health-concerns");
    }

    public static JsonObject Coverage(string version)
    {
        var coverage = Given.CoverageResource();
        coverage["payor"] = new JsonArray(OnTheEhr.Reference("Organization/organization-1"));
        if (version == "3.1.1")
        {
            return coverage;
        }

        coverage["identifier"] = JsonNode.Parse("""
            [
              { "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MB" } ] }, "system": "https://payer.example.org/member", "value": "M0000001" },
              { "use": "secondary", "value": "00804" }
            ]
            """);
        coverage["class"] = JsonNode.Parse("""
            [
              { "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/coverage-class", "code": "group" } ] }, "value": "G-77", "name": "Lakeside Employees" },
              { "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/coverage-class", "code": "plan" } ] }, "value": "P-2", "name": "Gold PPO" }
            ]
            """);
        return WithProfile(coverage, version, "us-core-coverage");
    }

    public static JsonObject Organization(string version)
    {
        var organization = OnTheEhr.Organization.DeepClone().AsObject();
        organization["telecom"] = JsonNode.Parse("""[ { "system": "phone", "value": "555-0100" } ]""");
        organization["address"] = JsonNode.Parse("""[ { "line": [ "1 Main Street" ], "city": "Rochester", "state": "NY", "postalCode": "14604", "country": "US" } ]""");
        if (version != "3.1.1")
        {
            organization["type"] = new JsonArray(Concept("http://terminology.hl7.org/CodeSystem/organization-type", "pay"));
        }

        return WithProfile(organization, version, "us-core-organization");
    }

    // 3.1.1 profiles are named without a version.
    private static JsonObject WithProfile(JsonObject resource, string version, string profile)
    {
        resource["meta"] = new JsonObject
        {
            ["profile"] = new JsonArray($"http://hl7.org/fhir/us/core/StructureDefinition/{profile}" + (version == "3.1.1" ? "" : $"|{version}")),
        };
        return resource;
    }

    private static JsonObject Concept(string system, string code) => new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
