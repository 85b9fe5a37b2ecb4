using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Resources;

namespace KetamineCrd.Checks;

/// <summary>Every extension of our own has a value of a type, and as often, as its StructureDefinition says.</summary>
internal static class ExtensionCheck
{
    public static IEnumerable<PolicyFinding> Run(IReadOnlyList<HeldResource> resources)
    {
        var definitions = resources
            .Where(r => r.Type == "StructureDefinition")
            .DistinctBy(r => r.Json.Text("url"u8), StringComparer.Ordinal)
            .ToDictionary(r => r.Json.Text("url"u8) ?? "", r => Definition.Read(r.Json), StringComparer.Ordinal);
        return
            from resource in resources
            from place in JsonPlaces.All(resource.Json)
            where place.Json.Member("extension"u8).ValueKind != JsonValueKind.Undefined
            from finding in Check(resource.File, JsonPlaces.Join(place.Path, "extension"), place.Json, definitions)
            select finding;
    }

    private static IEnumerable<PolicyFinding> Check(string file, string path, JsonElement element, Dictionary<string, Definition> definitions)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var position = -1;
        foreach (var item in element.Items("extension"u8))
        {
            position++;
            if (new Extension(item).Url is not { } url || !definitions.TryGetValue(OwnCanonical.WithoutVersion(url), out var definition))
            {
                continue; // of somebody else, or without a definition, which the check of canonicals says
            }

            var place = $"{path}[{position}]";
            counts[url] = counts.GetValueOrDefault(url) + 1;
            if (!definition.Repeats && counts[url] == 2)
            {
                yield return PolicyFinding.Error(file, place, "This extension may stand only once here.");
            }

            var members = item.EnumerateObject().Where(m => m.Name.StartsWith("value", StringComparison.Ordinal)).ToArray();
            if (definition.ValueMembers.Count > 0 && (members.Length != 1 || !definition.ValueMembers.Contains(members[0].Name, StringComparer.Ordinal)))
            {
                yield return PolicyFinding.Error(file, place, $"Expected: {string.Join(" or ", definition.ValueMembers)}.");
            }
            else if (members is [{ Name: "valueCode" } code] && definition.Codes.Count > 0 && !definition.Codes.Contains(code.Value.AsText(), StringComparer.Ordinal))
            {
                yield return PolicyFinding.Error(file, $"{place}.valueCode", $"Expected: one of {string.Join(", ", definition.Codes)}.");
            }
        }
    }

    /// <param name="ValueMembers">Empty where the definition does not restrict the value.</param>
    /// <param name="Codes">Those of a short description such as "ask | silence"; empty for any.</param>
    private sealed record Definition(IReadOnlyList<string> ValueMembers, bool Repeats, IReadOnlyList<string> Codes)
    {
        public static Definition Read(JsonElement json)
        {
            JsonElement Element(string path) => json.Member("differential"u8).Member("element"u8) is { ValueKind: JsonValueKind.Array } elements
                ? elements.EnumerateArray().FirstOrDefault(e => e.Text("path"u8) == path)
                : default;

            var value = Element("Extension.value[x]");
            var members = new List<string>();
            foreach (var type in value.Items("type"u8))
            {
                if (type.Text("code"u8) is { } code)
                {
                    members.Add($"value{char.ToUpperInvariant(code[0])}{code[1..]}");
                }
            }

            var codes = value.Text("short"u8)?.Split(" | ") ?? [];
            return new Definition(members, Element("Extension").Text("max"u8) != "1", codes.Length > 1 ? codes : []);
        }
    }
}
