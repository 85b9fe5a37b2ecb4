
namespace KetamineCrd.Resources;

/// <summary>A data file: <c>fhir-resources/Type/id.json</c> or <c>cards/name.language.json</c>, with forward slashes.</summary>
public sealed record ResourceFile(string Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>Why the content was not read; null when it was.</summary>
    public string? Refusal { get; init; }
}
