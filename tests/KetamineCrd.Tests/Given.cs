using System.Text.Json;
using System.Text.Json.Nodes;

namespace KetamineCrd.Tests;

/// <summary>Valid FHIR resources; a test changes one fact of one. JSON in, so that the views are exercised.</summary>
internal static class Given
{
    public const string RxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
    public const string Ndc = "http://hl7.org/fhir/sid/ndc";
    public const string SnomedCt = "http://snomed.info/sct";
    public const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";
    public const string Cpt = "http://www.ama-assn.org/go/cpt";
    public const string Hcpcs = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
    public const string Loinc = "http://loinc.org";
    public const string RouteV3 = "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration";
    public const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    public const string Sopt = "https://nahdo.org/sopt";
    public const string CoverageInformationUrl = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information";

    public const string Intravenous = "47625008";
    public const string Intramuscular = "78421000";
    public const string Subcutaneous = "34206005";
    public const string Oral = "26643006";
    public const string Nasal = "46713006";

    /// <summary>CRPS I of the right upper limb: chronic pain.</summary>
    public const string Crps = "G90.511";

    /// <summary>Ketamine by vein for CRPS on 2025-06-02.</summary>
    public static JsonObject Order(Action<JsonObject>? change = null) => Changed(
        """
        {
          "resourceType": "MedicationRequest",
          "id": "ketamine-1",
          "status": "draft",
          "intent": "order",
          "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130" }] },
          "subject": { "reference": "Patient/pat-1" },
          "authoredOn": "2025-05-27T15:41:00-05:00",
          "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" }] }],
          "dosageInstruction": [{
            "timing": { "event": ["2025-06-02T13:30:00-05:00"] },
            "route": { "coding": [{ "system": "http://snomed.info/sct", "code": "47625008" }] },
            "doseAndRate": [{ "doseQuantity": { "value": 0.50, "unit": "mg/kg" } }]
          }]
        }
        """,
        change);

    /// <summary>An infusion by vein that names no drug, for CRPS on 2025-06-02.</summary>
    public static JsonObject Infusion(Action<JsonObject>? change = null) => Changed(
        """
        {
          "resourceType": "ServiceRequest",
          "id": "infusion-1",
          "status": "draft",
          "intent": "order",
          "code": { "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365" }] },
          "subject": { "reference": "Patient/pat-1" },
          "authoredOn": "2025-05-27",
          "occurrenceDateTime": "2025-06-02",
          "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" }] }]
        }
        """,
        change);

    /// <summary>An infusion by vein that names no drug, booked for CRPS on 2025-06-09.</summary>
    public static JsonObject Appointment(Action<JsonObject>? change = null) => Changed(
        """
        {
          "resourceType": "Appointment",
          "id": "appointment-1",
          "status": "proposed",
          "serviceType": [{ "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365" }] }],
          "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" }] }],
          "start": "2025-06-09T09:00:00-05:00",
          "end": "2025-06-09T11:00:00-05:00",
          "participant": [{ "actor": { "reference": "Patient/pat-1" }, "status": "accepted" }]
        }
        """,
        change);

    /// <summary>A commercial PPO of Excellus, in force since 2015.</summary>
    public static JsonObject Coverage(Action<JsonObject>? change = null) => Changed(
        """
        {
          "resourceType": "Coverage",
          "id": "cov-1",
          "status": "active",
          "type": { "coding": [{ "system": "https://nahdo.org/sopt", "code": "512" }] },
          "beneficiary": { "reference": "Patient/pat-1" },
          "period": { "start": "2015-01-01" },
          "payor": [{ "display": "Excellus BlueCross BlueShield" }]
        }
        """,
        change);

    /// <summary>VA community care; being insured there says the product line.</summary>
    public static JsonObject VaCoverage(Action<JsonObject>? change = null) => Coverage(coverage =>
    {
        coverage.Remove("type");
        coverage["payor"] = Json("""[{ "display": "VA Community Care" }]""");
        change?.Invoke(coverage);
    });

    public static JsonNode Json(string json) => JsonNode.Parse(json)!;

    public static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());

    /// <summary>A CodeableConcept with one coding.</summary>
    public static JsonNode Coded(string system, string code, string? display = null, string? text = null)
    {
        var coding = new JsonObject { ["system"] = system, ["code"] = code };
        if (display is not null)
        {
            coding["display"] = display;
        }

        var concept = new JsonObject { ["coding"] = new JsonArray(coding) };
        if (text is not null)
        {
            concept["text"] = text;
        }

        return concept;
    }

    /// <summary>A CodeableConcept with words only.</summary>
    public static JsonNode Worded(string text) => new JsonObject { ["text"] = text };

    public static JsonNode ReferenceTo(string literal) => new JsonObject { ["reference"] = literal };

    /// <summary>ICD-10-CM codes as reasons; none removes the element.</summary>
    public static void SetReasons(JsonObject order, params ReadOnlySpan<string> codes)
    {
        order.Remove("reasonCode");
        if (codes.Length > 0)
        {
            var reasons = new JsonArray();
            foreach (var code in codes)
            {
                reasons.Add(Coded(Icd10Cm, code));
            }

            order["reasonCode"] = reasons;
        }
    }

    /// <summary>A SNOMED CT route; empty removes the element.</summary>
    public static void SetRoute(JsonObject order, string code)
    {
        var dosage = order["dosageInstruction"]![0]!.AsObject();
        dosage.Remove("route");
        if (code.Length > 0)
        {
            dosage["route"] = Coded(SnomedCt, code);
        }
    }

    /// <summary>The day on which it is to be given.</summary>
    public static void SetDate(JsonObject order, string date) => order["dosageInstruction"]![0]!["timing"] = Json($$"""{ "event": ["{{date}}"] }""");

    /// <summary><c>sopt:512</c>, <c>act:PUBLICPOL</c>, or <c>name:Essential Plan</c> (a class name and no type); empty says nothing.</summary>
    public static void SetLine(JsonObject coverage, string line)
    {
        coverage.Remove("type");
        var (kind, value) = line.Split(':', 2) is [var k, var v] ? (k, v) : ("", "");
        switch (kind)
        {
            case "sopt":
                coverage["type"] = Coded(Sopt, value);
                break;
            case "act":
                coverage["type"] = Coded(ActCode, value);
                break;
            case "name":
                coverage["class"] = new JsonArray(new JsonObject { ["value"] = "1", ["name"] = value });
                break;
            default:
                break;
        }
    }

    private static JsonObject Changed(string json, Action<JsonObject>? change)
    {
        var resource = Json(json).AsObject();
        change?.Invoke(resource);
        return resource;
    }
}
