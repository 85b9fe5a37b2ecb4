using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of any FHIR R4 resource.</summary>
public readonly struct Resource(JsonElement json)
{
    public JsonElement Json => json;

    public string? Type => json.Text("resourceType"u8);

    public string? Id => json.Text("id"u8);

    /// <summary><c>Type/id</c>; null when either is missing.</summary>
    public string? Reference => Type is { } type && Id is { } id ? $"{type}/{id}" : null;

    /// <summary>The same; null as well when it has not the shape of R4, so that no answer can name it.</summary>
    public string? PlainReference => Fhir.PlainReference.Of(Reference);

    /// <summary>Each item is a resource.</summary>
    public JsonItems Contained => json.Items("contained"u8);

    /// <summary>Compares the type in UTF-8 without allocating.</summary>
    public bool Is(ReadOnlySpan<byte> type) => json.HasText("resourceType"u8, type);
}
