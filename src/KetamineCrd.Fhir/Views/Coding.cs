using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Coding</c>, valid while its <see cref="JsonDocument"/> is open.</summary>
/// <remarks>The default value reads as an empty Coding: every property is null and <see cref="Is"/> is false.</remarks>
public readonly struct Coding(JsonElement json)
{
    public string? System => json.Text("system"u8);

    public string? Code => json.Text("code"u8);

    public string? Display => json.Text("display"u8);

    /// <summary>Compares in UTF-8 without allocating. FHIR codes are case-sensitive.</summary>
    public bool Is(ReadOnlySpan<byte> system, ReadOnlySpan<byte> code) => json.HasText("system"u8, system) && json.HasText("code"u8, code);
}
