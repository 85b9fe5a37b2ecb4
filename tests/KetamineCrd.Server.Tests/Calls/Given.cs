using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>A valid call to start from; a test changes one fact of it. Everybody in it is fictional.</summary>
internal static class Given
{
    public const string EhrBase = "https://ehr.example.org/fhir/r4";
    public const string AccessToken = "example-access-token";
    public const string Order = "MedicationRequest/order-1";
    public const string Coverage = "Coverage/coverage-1";

    /// <summary>IV ketamine for CRPS, Excellus commercial, all facts sent along: not covered, "investigational" (7.03.03).</summary>
    public static JsonObject Call(string hook = "order-sign")
    {
        var call = Parse($$$"""
            {
              "hook": "{{{hook}}}",
              "hookInstance": "5f0c2f1e-6f0b-4a31-9a55-0f6a3d8c7b21",
              "fhirServer": "{{{EhrBase}}}",
              "fhirAuthorization": {
                "access_token": "{{{AccessToken}}}", "token_type": "Bearer", "expires_in": 30,
                "scope": "patient/*.read user/Practitioner.read", "subject": "crd-service", "patient": "patient-1"
              },
              "context": {
                "userId": "Practitioner/practitioner-1",
                "patientId": "patient-1",
                "draftOrders": {
                  "resourceType": "Bundle", "type": "collection",
                  "entry": [ { "fullUrl": "{{{EhrBase}}}/{{{Order}}}" } ]
                }
              },
              "prefetch": {
                "patient": { "resourceType": "Patient", "id": "patient-1", "name": [ { "family": "Okonkwo", "given": [ "Ada" ] } ], "gender": "female", "birthDate": "1979-05-30" },
                "coverage": { "resourceType": "Bundle", "type": "searchset", "total": 1, "entry": [ { "fullUrl": "{{{EhrBase}}}/{{{Coverage}}}" } ] }
              }
            }
            """);
        if (hook == "order-select")
        {
            call.At("context")["selections"] = new JsonArray(Order);
        }

        call.At("context", "draftOrders", "entry", 0)["resource"] = MedicationOrder();
        call.At("prefetch", "coverage", "entry", 0)["resource"] = CoverageResource();
        return call;
    }

    public static JsonObject MedicationOrder(string id = "order-1") => Parse($$"""
        {
          "resourceType": "MedicationRequest", "id": "{{id}}", "status": "draft", "intent": "order",
          "medicationCodeableConcept": {
            "coding": [ { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "238082", "display": "ketamine 10 MG/ML Injectable Solution" } ]
          },
          "subject": { "reference": "Patient/patient-1" },
          "authoredOn": "2025-06-01T10:00:00-04:00",
          "requester": { "reference": "Practitioner/practitioner-1" },
          "reasonCode": [ { "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511", "display": "Complex regional pain syndrome I of right upper limb" } ] } ],
          "dosageInstruction": [ {
            "timing": { "event": [ "2025-06-09T09:00:00-04:00" ] },
            "route": { "coding": [ { "system": "http://snomed.info/sct", "code": "47625008", "display": "Intravenous route" } ] },
            "doseAndRate": [ { "doseQuantity": { "value": 0.50, "unit": "mg/kg", "system": "http://unitsofmeasure.org", "code": "mg/kg" } } ]
          } ]
        }
        """);

    /// <summary>An order that is none of this server's business.</summary>
    public static JsonObject OtherOrder(string id = "order-2") => Parse($$"""
        {
          "resourceType": "MedicationRequest", "id": "{{id}}", "status": "draft", "intent": "order",
          "medicationCodeableConcept": {
            "coding": [ { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "197591", "display": "diazepam 5 MG Oral Tablet" } ]
          },
          "subject": { "reference": "Patient/patient-1" }, "authoredOn": "2025-06-01T10:00:00-04:00"
        }
        """);

    public static JsonObject CoverageResource() => Parse("""
        {
          "resourceType": "Coverage", "id": "coverage-1", "status": "active",
          "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "PPO" } ] },
          "subscriberId": "M0000001",
          "beneficiary": { "reference": "Patient/patient-1" },
          "relationship": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/subscriber-relationship", "code": "self" } ] },
          "period": { "start": "2020-01-01" },
          "payor": [ { "display": "Excellus BlueCross BlueShield" } ]
        }
        """);

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    /// <summary>Goes down by member names and indexes.</summary>
    public static JsonNode At(this JsonNode node, params object[] path) =>
        path.Aggregate(node, (here, step) => (step is int index ? here[index] : here[(string)step])!);

    public static JsonObject TheOrder(this JsonObject call) => call.At("context", "draftOrders", "entry", 0, "resource").AsObject();

    public static JsonObject TheCoverage(this JsonObject call) => call.At("prefetch", "coverage", "entry", 0, "resource").AsObject();

    /// <summary>Adds an order to the draft set.</summary>
    public static void AddOrder(this JsonObject call, JsonObject order) =>
        call.At("context", "draftOrders", "entry").AsArray().Add((JsonNode)new JsonObject
        {
            ["fullUrl"] = $"{EhrBase}/{order["resourceType"]}/{order["id"]}",
            ["resource"] = order,
        });

    /// <summary>Puts another FHIR base wherever the example's stands.</summary>
    public static JsonObject At(this JsonObject call, Uri fhirBase) =>
        Parse(call.ToJsonString().Replace(EhrBase, fhirBase.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
}
