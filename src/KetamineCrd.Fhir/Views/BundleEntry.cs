using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of one entry of a <see cref="Bundle"/>.</summary>
public readonly struct BundleEntry(JsonElement json)
{
    public string? FullUrl => json.Text("fullUrl"u8);

    public JsonElement Resource => json.Member("resource"u8);
}
