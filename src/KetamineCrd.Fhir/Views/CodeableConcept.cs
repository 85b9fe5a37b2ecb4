using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>CodeableConcept</c>. The default value has no codings and no text.</summary>
public readonly struct CodeableConcept(JsonElement json)
{
    public JsonElement Json => json;

    public bool IsPresent => json.ValueKind == JsonValueKind.Object;

    /// <summary>Each item is a <see cref="Coding"/>.</summary>
    public JsonItems Codings => json.Items("coding"u8);

    public string? Text => json.Text("text"u8);

    /// <summary>Each item is an <see cref="Extension"/>.</summary>
    public JsonItems Extensions => json.Items("extension"u8);
}
