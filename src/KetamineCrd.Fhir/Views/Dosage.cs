using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Dosage</c>.</summary>
public readonly struct Dosage(JsonElement json)
{
    public Timing Timing => new(json.Member("timing"u8));

    public CodeableConcept Route => new(json.Member("route"u8));

    /// <summary>How it is given, such as "IV push".</summary>
    public CodeableConcept Method => new(json.Member("method"u8));

    /// <summary>What the drug is taken for when needed.</summary>
    public CodeableConcept AsNeeded => new(json.Member("asNeededCodeableConcept"u8));
}
