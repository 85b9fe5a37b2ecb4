using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>MedicationRequest</c>.</summary>
public readonly struct MedicationRequest(JsonElement json)
{
    public CodeableConcept Medication => new(json.Member("medicationCodeableConcept"u8));

    public Reference MedicationReference => new(json.Member("medicationReference"u8));

    /// <summary>True when both forms of <c>medication[x]</c> say something, of which FHIR allows one.</summary>
    public bool HasTwoMedications => IsSaid(json.Member("medicationCodeableConcept"u8)) && IsSaid(json.Member("medicationReference"u8));

    /// <summary>Each item is a <see cref="Dosage"/>.</summary>
    public JsonItems DosageInstructions => json.Items("dosageInstruction"u8);

    /// <summary>When it may be dispensed; null when that is not said.</summary>
    public Plan? Validity => Plan.In(json.Member("dispenseRequest"u8).Member("validityPeriod"u8));

    /// <summary>Each item is a <see cref="Reference"/>.</summary>
    public JsonItems SupportingInformation => json.Items("supportingInformation"u8);

    private static bool IsSaid(JsonElement medication) => medication.ValueKind == JsonValueKind.Object && medication.EnumerateObject().Any();
}
