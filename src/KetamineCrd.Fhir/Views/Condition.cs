using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Condition</c>.</summary>
public readonly struct Condition(JsonElement json)
{
    /// <summary>False when it was refuted, entered in error, or is over.</summary>
    public bool IsCurrent =>
        !HasCode("verificationStatus"u8, "refuted", "entered-in-error") && !HasCode("clinicalStatus"u8, "inactive", "remission", "resolved");

    /// <summary>Whose it is: a Patient.</summary>
    public Reference Subject => new(json.Member("subject"u8));

    public CodeableConcept Code => new(json.Member("code"u8));

    /// <summary>The latest day on which it may have begun; null when not said as a date.</summary>
    public DateOnly? OnsetByLatest =>
        FhirDate.Read(json.Text("onsetDateTime"u8))?.Last ?? new Period(json.Member("onsetPeriod"u8)).Start?.Written.Last;

    private bool HasCode(ReadOnlySpan<byte> member, params ReadOnlySpan<string> codes)
    {
        foreach (var item in json.Member(member).Items("coding"u8))
        {
            if (item.Code("code"u8) is { } code && codes.Contains(code))
            {
                return true;
            }
        }

        return false;
    }
}
