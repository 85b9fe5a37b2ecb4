using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>A read-only view of a FHIR R4 <c>Condition</c>.</summary>
public readonly struct Condition(JsonElement json)
{
    /// <summary>False when it was refuted, entered in error, or is over.</summary>
    public bool IsCurrent =>
        !HasCode("verificationStatus"u8, "refuted"u8) && !HasCode("verificationStatus"u8, "entered-in-error"u8)
        && !HasCode("clinicalStatus"u8, "inactive"u8) && !HasCode("clinicalStatus"u8, "remission"u8) && !HasCode("clinicalStatus"u8, "resolved"u8);

    /// <summary>Whose it is: a Patient.</summary>
    public Reference Subject => new(json.Member("subject"u8));

    public CodeableConcept Code => new(json.Member("code"u8));

    /// <summary>The latest day on which it may have begun; null when not said as a date.</summary>
    public DateOnly? OnsetByLatest =>
        FhirDate.Read(json.Text("onsetDateTime"u8))?.Last ?? new Period(json.Member("onsetPeriod"u8)).Start?.Last;

    private bool HasCode(ReadOnlySpan<byte> member, ReadOnlySpan<byte> code)
    {
        foreach (var item in json.Member(member).Items("coding"u8))
        {
            if (item.HasText("code"u8, code))
            {
                return true;
            }
        }

        return false;
    }
}
