using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Extension</c>.</summary>
public readonly struct Extension(JsonElement json)
{
    public JsonElement Json => json;

    public string? Url => json.Text("url"u8);

    /// <summary>Compares the url in UTF-8 without allocating.</summary>
    public bool Is(ReadOnlySpan<byte> url) => json.HasText("url"u8, url);

    /// <summary>Each item is a nested <see cref="Extension"/>.</summary>
    public JsonItems Extensions => json.Items("extension"u8);

    /// <summary>The value of the given type, such as <c>valueCode</c>; the default element when it is of another type.</summary>
    public JsonElement Value(ReadOnlySpan<byte> member) => json.Member(member);
}
