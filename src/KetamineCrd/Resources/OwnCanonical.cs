
namespace KetamineCrd.Resources;

/// <summary>The canonical URLs that this data itself defines.</summary>
public static class OwnCanonical
{
    private const string Base = "https://ketaminecrd.example/fhir/";

    /// <summary>Begins those of our extensions.</summary>
    public const string Extension = $"{Base}StructureDefinition/";

    /// <summary>Begins those of our code systems.</summary>
    public const string CodeSystem = $"{Base}CodeSystem/";

    /// <summary>The system of words as they stand in free text.</summary>
    public const string Words = $"{CodeSystem}words";

    public static bool Is(string? text) => text is not null && text.StartsWith(Base, StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal);

    /// <summary>Without <c>|version</c>.</summary>
    public static string WithoutVersion(string canonical) => canonical.Split('|')[0];
}
