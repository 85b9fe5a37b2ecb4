using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Period</c>; both ends are inclusive, an absent end is open.</summary>
/// <remarks>One whose end lies before its start is a slip, and neither of its ends is known.</remarks>
public readonly struct Period
{
    public Period(JsonElement json)
    {
        var (start, end) = (FhirDateTime.Read(json.Text("start"u8)), FhirDateTime.Read(json.Text("end"u8)));
        (Start, End) = start is { } first && end is { } last && last.IsBefore(first) ? (null, null) : (start, end);
    }

    public FhirDateTime? Start { get; }

    public FhirDateTime? End { get; }
}
