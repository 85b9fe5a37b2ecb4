using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>A read-only view of a FHIR R4 <c>Period</c>; both ends are inclusive, an absent end is open.</summary>
public readonly struct Period(JsonElement json)
{
    public FhirDate? Start => FhirDate.Read(json.Text("start"u8));

    public FhirDate? End => FhirDate.Read(json.Text("end"u8));
}
