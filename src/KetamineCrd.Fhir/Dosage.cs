using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>A read-only view of a FHIR R4 <c>Dosage</c>.</summary>
public readonly struct Dosage(JsonElement json)
{
    public string? Text => json.Text("text"u8);

    public string? PatientInstruction => json.Text("patientInstruction"u8);

    public Timing Timing => new(json.Member("timing"u8));

    public CodeableConcept Route => new(json.Member("route"u8));

    /// <summary>What the drug is taken for when needed.</summary>
    public CodeableConcept AsNeeded => new(json.Member("asNeededCodeableConcept"u8));
}
