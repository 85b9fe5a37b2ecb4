namespace KetamineCrd.Checks;

/// <summary>The canonical URLs that this data itself defines.</summary>
internal static class OwnCanonical
{
    private const string Base = "https://ketaminecrd.example/fhir/";

    public static bool Is(string? text) => text is not null && text.StartsWith(Base, StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal);

    /// <summary>Without <c>|version</c>.</summary>
    public static string WithoutVersion(string canonical) => canonical.Split('|')[0];
}
