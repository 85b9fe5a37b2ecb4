using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Identifier</c>.</summary>
public readonly struct Identifier(JsonElement json)
{
    public string? System => json.Text("system"u8);

    public string? Value => json.Text("value"u8);

    public CodeableConcept Type => new(json.Member("type"u8));
}
