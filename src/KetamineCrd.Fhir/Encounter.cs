using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>A read-only view of a FHIR R4 <c>Encounter</c>.</summary>
public readonly struct Encounter(JsonElement json)
{
    public Period Period => new(json.Member("period"u8));
}
