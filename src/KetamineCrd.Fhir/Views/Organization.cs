using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Organization</c>.</summary>
public readonly struct Organization(JsonElement json)
{
    public string? Name => json.Text("name"u8);

    /// <summary>Each item is a text.</summary>
    public JsonItems Aliases => json.Items("alias"u8);

    /// <summary>Each item is an <see cref="Identifier"/>.</summary>
    public JsonItems Identifiers => json.Items("identifier"u8);

    /// <summary>Each item is a <c>ContactPoint</c>.</summary>
    public JsonItems Telecoms => json.Items("telecom"u8);

    /// <summary>Each item is an <see cref="Extension"/>.</summary>
    public JsonItems Extensions => json.Items("extension"u8);
}
