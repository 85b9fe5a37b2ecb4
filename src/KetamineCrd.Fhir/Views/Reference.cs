using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Reference</c>. A bare string, which some clients send, reads as its <c>reference</c>.</summary>
public readonly struct Reference(JsonElement json)
{
    public JsonElement Json => json;

    /// <summary>Relative (<c>Medication/1</c>), absolute, <c>urn:uuid:…</c> or contained (<c>#med</c>); null when there is none.</summary>
    public string? Literal => json.ValueKind == JsonValueKind.String ? json.AsText() : json.Text("reference"u8);

    public string? Display => json.Text("display"u8);

    public Identifier Identifier => new(json.Items("identifier"u8).First);
}
