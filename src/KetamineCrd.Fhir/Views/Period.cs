using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Period</c>; both ends are inclusive, an absent end is open.</summary>
/// <remarks>One whose end lies before its start is a slip, and neither of its ends is known.</remarks>
public readonly struct Period
{
    public Period(JsonElement json)
        : this(json.Text("start"u8), json.Text("end"u8))
    {
    }

    public Period(string? start, string? end)
    {
        (Start, End) = (FhirDateTime.Read(start), FhirDateTime.Read(end));
        if (Start is { } first && End is { } last && last.IsBefore(first))
        {
            (Start, End) = (null, null);
        }
    }

    public FhirDateTime? Start { get; }

    public FhirDateTime? End { get; }
}
