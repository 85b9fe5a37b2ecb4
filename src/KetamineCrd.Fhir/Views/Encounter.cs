using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Encounter</c>.</summary>
public readonly struct Encounter(JsonElement json)
{
    /// <summary>That of its period; null when it has none.</summary>
    public Plan? Plan => Plan.In(json.Member("period"u8));
}
