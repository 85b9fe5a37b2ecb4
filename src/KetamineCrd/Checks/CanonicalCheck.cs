using KetamineCrd.Fhir;
using KetamineCrd.Resources;

namespace KetamineCrd.Checks;

/// <summary>Every canonical URL of our own, wherever it stands, is that of a resource held.</summary>
internal static class CanonicalCheck
{
    public static IEnumerable<PolicyFinding> Run(ResourceLibrary data)
    {
        var held = data.Resources.Select(r => r.Json.Text("url"u8)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (file, json) in data.Resources.Select(r => (r.File, r.Json)).Concat(data.Cards.Select(c => ($"cards/{c.Key}", c.Value))))
        {
            foreach (var place in JsonPlaces.All(json))
            {
                if (place.Json.AsText() is { } text && OwnCanonical.Is(text) && !held.Contains(OwnCanonical.WithoutVersion(text)))
                {
                    yield return PolicyFinding.Error(file, place.Path, $"No file holds {text}.");
                }
            }
        }

        foreach (var repeated in data.Resources
            .Where(r => r.Type is "CodeSystem" or "StructureDefinition")
            .GroupBy(r => r.Json.Text("url"u8), StringComparer.Ordinal)
            .SelectMany(g => g.Skip(1)))
        {
            yield return PolicyFinding.Error(repeated.File, "url", "Another file has the same url.");
        }
    }
}
