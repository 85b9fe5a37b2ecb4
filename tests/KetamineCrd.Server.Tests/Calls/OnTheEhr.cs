using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Doubles;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>Calls in which one fact that the answer turns on is only on the EHR. Answered rightly, all are "not covered".</summary>
internal static class OnTheEhr
{
    public static readonly string[] Types = ["Organization", "Medication", "Condition", "Coverage"];

    public static JsonObject Organization { get; } = Given.Parse("""
        { "resourceType": "Organization", "id": "organization-1", "active": true, "name": "Excellus BlueCross BlueShield" }
        """);

    public static JsonObject Medication { get; } = Given.Parse("""
        {
          "resourceType": "Medication", "id": "medication-1", "status": "active",
          "code": { "coding": [ { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "238082", "display": "ketamine 10 MG/ML Injectable Solution" } ] }
        }
        """);

    public static JsonObject Condition { get; } = Given.Parse("""
        {
          "resourceType": "Condition", "id": "condition-1", "subject": { "reference": "Patient/patient-1" },
          "code": { "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" } ] }
        }
        """);

    /// <summary>Takes the fact out of the call, so that only a read can tell it.</summary>
    public static JsonObject Call(params string[] types)
    {
        var call = Given.Call();
        if (types.Contains("Organization", StringComparer.Ordinal))
        {
            call.TheCoverage()["payor"] = new JsonArray(Reference("Organization/organization-1"));
        }

        if (types.Contains("Medication", StringComparer.Ordinal))
        {
            call.TheOrder().Remove("medicationCodeableConcept");
            call.TheOrder()["medicationReference"] = Reference("Medication/medication-1");
        }

        if (types.Contains("Condition", StringComparer.Ordinal))
        {
            call.TheOrder().Remove("reasonCode");
            call.TheOrder()["reasonReference"] = new JsonArray(Reference("Condition/condition-1"));
        }

        if (types.Contains("Coverage", StringComparer.Ordinal))
        {
            call.At("prefetch").AsObject().Remove("coverage");
        }

        return call;
    }

    public static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    /// <summary>An EHR that has all of it.</summary>
    public static Task<EhrServer> StartAsync() => EhrServer.StartAsync(Organization, Medication, Condition, Given.CoverageResource());
}
