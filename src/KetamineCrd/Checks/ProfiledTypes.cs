using System.Collections.Frozen;

namespace KetamineCrd.Checks;

/// <summary>The elements of all that the data files are made of, as the profiles and extensions of fhir-resources/StructureDefinition have them.</summary>
/// <remarks>
/// For a start and a reload, which have no validator and wait for no objects of FHIR. The text is made of the definitions by
/// <c>dotnet run --project src/KetamineCrd.Definitions -- elements fhir-resources/StructureDefinition src/KetamineCrd/Checks/elements.txt</c>.
/// </remarks>
internal static class ProfiledTypes
{
    private const string File = "elements.txt";
    private const string Repeated = "*";

    private static readonly FrozenDictionary<string, ProfiledElement[]> ByType = Read();

    /// <summary>The elements of a type, or of an extension by its canonical; null when it is primitive or not described here.</summary>
    public static IReadOnlyList<ProfiledElement>? ElementsOf(string type) => ByType.GetValueOrDefault(type) ?? ByType.GetValueOrDefault(type + Repeated);

    /// <summary>True for the canonical of an extension that may stand only once at its place.</summary>
    public static bool StandsOnce(string extension) => ByType.ContainsKey(extension) && extension.Contains(':', StringComparison.Ordinal);

    private static FrozenDictionary<string, ProfiledElement[]> Read()
    {
        using var text = new StreamReader(typeof(ProfiledTypes).Assembly.GetManifestResourceStream(File)!);
        return text.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToFrozenDictionary(words => words[0][..^1], words => words[1..].Select(ProfiledElement.Parse).ToArray(), StringComparer.Ordinal);
    }
}
