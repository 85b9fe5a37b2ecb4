using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>A read-only view of a FHIR R4 <c>Condition</c>.</summary>
public readonly struct Condition(JsonElement json)
{
    public CodeableConcept Code => new(json.Member("code"u8));

    /// <summary>The latest day on which it may have begun; null when not said as a date.</summary>
    public DateOnly? OnsetByLatest =>
        FhirDate.Read(json.Text("onsetDateTime"u8))?.Last ?? new Period(json.Member("onsetPeriod"u8)).Start?.Last;
}
