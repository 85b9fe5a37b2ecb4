using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Resources;

namespace KetamineCrd.Checks;

/// <summary>Every code of a code system of our own is in it, and goes by the display it has there.</summary>
/// <remarks>A code system whose content is not here (the words of free text) allows every code.</remarks>
internal static class CodingCheck
{
    public static IEnumerable<PolicyFinding> Run(ResourceLibrary data)
    {
        var systems = data.Resources
            .Where(r => r.Type == "CodeSystem" && r.Json.HasText("content"u8, "complete"u8))
            .DistinctBy(r => r.Json.Text("url"u8), StringComparer.Ordinal)
            .ToDictionary(r => r.Json.Text("url"u8) ?? "", r => Displays(r.Json), StringComparer.Ordinal);
        return
            from file in data.Resources.Select(r => (r.File, r.Json)).Concat(data.Cards.Select(c => (File: $"cards/{c.Key}", Json: c.Value)))
            from place in JsonPlaces.All(file.Json)
            let system = place.Json.Text("system"u8)
            where system is not null && systems.ContainsKey(OwnCanonical.WithoutVersion(system))
            from coding in Codings(place.Path, place.Json)
            let finding = Check(file.File, coding.Path, coding.Json, systems[OwnCanonical.WithoutVersion(system)])
            where finding is not null
            select finding;
    }

    // A Coding, or the concepts that an include of a value set lists.
    private static IEnumerable<(string Path, JsonElement Json)> Codings(string path, JsonElement json)
    {
        if (json.Text("code"u8) is not null)
        {
            yield return (path, json);
        }

        var position = 0;
        foreach (var concept in json.Items("concept"u8))
        {
            yield return ($"{path}.concept[{position++}]", concept);
        }
    }

    private static PolicyFinding? Check(string file, string path, JsonElement json, Dictionary<string, string?> system)
    {
        var coding = new Coding(json);
        if (coding.Code is not { } code || !system.TryGetValue(code, out var display))
        {
            return PolicyFinding.Error(file, JsonPlaces.Join(path, "code"), "The code system does not have this code.");
        }

        // In running text a display may start in lower case.
        return coding.Display is null || string.Equals(coding.Display, display, StringComparison.OrdinalIgnoreCase)
            ? null
            : PolicyFinding.Error(file, JsonPlaces.Join(path, "display"), $"The display is '{coding.Display}'; the code system has '{display}'.");
    }

    private static Dictionary<string, string?> Displays(JsonElement codeSystem)
    {
        var displays = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var place in JsonPlaces.All(codeSystem.Member("concept"u8)))
        {
            if (place.Json.Text("code"u8) is { } code)
            {
                displays.TryAdd(code, place.Json.Text("display"u8));
            }
        }

        return displays;
    }
}
