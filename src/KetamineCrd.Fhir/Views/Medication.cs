using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Medication</c>.</summary>
public readonly struct Medication(JsonElement json)
{
    public CodeableConcept Code => new(json.Member("code"u8));

    public CodeableConcept Form => new(json.Member("form"u8));

    /// <summary>Each item has <c>itemCodeableConcept</c> or <c>itemReference</c>.</summary>
    public JsonItems Ingredients => json.Items("ingredient"u8);
}
