using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Checks;

/// <summary>Every element is one that R4 has at its place, stands as often as R4 says, and has a value of its type.</summary>
internal static class ElementCheck
{
    public static IEnumerable<PolicyFinding> Run(IEnumerable<HeldResource> resources) =>
        resources.SelectMany(r => Check(r.File, r.Type, r.Json, ""));

    private static IEnumerable<PolicyFinding> Check(string file, string type, JsonElement json, string path)
    {
        if (R4Types.ElementsOf(type) is not { } elements)
        {
            return type != "any" && char.IsLower(type[0]) && R4Primitive.Expectation(type, json) is { } expected
                ? [PolicyFinding.Error(file, path, $"Expected: {expected}.")]
                : [];
        }

        return json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Any()
            ? [.. CheckMembers(file, elements, json, path), .. CheckPresence(file, elements, json, path)]
            : [PolicyFinding.Error(file, path, $"Expected: an object with the elements of {type}.")];
    }

    private static IEnumerable<PolicyFinding> CheckMembers(string file, IReadOnlyList<R4Element> elements, JsonElement json, string path)
    {
        foreach (var member in json.EnumerateObject())
        {
            var place = JsonPlaces.Join(path, member.Name);
            var (element, type) = Find(elements, member.Name);
            if (element is null)
            {
                yield return PolicyFinding.Error(file, place, $"R4 has no such element here.{NearName.Suggest(member.Name, elements.SelectMany(e => e.Members).Select(m => m.Member))}");
            }
            else if (element.IsUnread)
            {
                yield return PolicyFinding.Error(file, place, "R4 has this element, but it has no effect here; what it says would be lost.");
            }
            else if (element.IsList != (member.Value.ValueKind == JsonValueKind.Array))
            {
                yield return PolicyFinding.Error(file, place, element.IsList ? "Expected: an array." : "Expected: a single value, not an array.");
            }
            else
            {
                foreach (var finding in CheckValues(file, element, type, member.Value, place))
                {
                    yield return finding;
                }
            }
        }
    }

    private static IEnumerable<PolicyFinding> CheckValues(string file, R4Element element, string type, JsonElement json, string path)
    {
        if (!element.IsList)
        {
            return CheckValue(file, element, type, json, path);
        }

        return json.GetArrayLength() == 0
            ? [PolicyFinding.Error(file, path, "An array must not be empty; leave the element out.")]
            : json.EnumerateArray().SelectMany((item, position) => CheckValue(file, element, type, item, $"{path}[{position}]"));
    }

    private static IEnumerable<PolicyFinding> CheckValue(string file, R4Element element, string type, JsonElement json, string path)
    {
        foreach (var finding in Check(file, type, json, path))
        {
            yield return finding;
        }

        if (element.Codes.Count > 0 && json.AsText() is { } code && !element.Codes.Contains(code, StringComparer.Ordinal))
        {
            yield return PolicyFinding.Error(file, path, $"Expected: one of {string.Join(", ", element.Codes)}.");
        }
    }

    private static IEnumerable<PolicyFinding> CheckPresence(string file, IReadOnlyList<R4Element> elements, JsonElement json, string path)
    {
        foreach (var element in elements)
        {
            var present = element.Members.Count(m => json.TryGetProperty(m.Member, out _));
            if (present == 0 && element.IsRequired)
            {
                yield return PolicyFinding.Error(file, JsonPlaces.Join(path, element.Name), "This element is required.");
            }
            else if (present > 1)
            {
                yield return PolicyFinding.Error(file, JsonPlaces.Join(path, element.Name), "Only one of its types may stand here.");
            }
        }
    }

    // A primitive may have a sibling with its id and extensions, under its name with an underscore.
    private static (R4Element? Element, string Type) Find(IReadOnlyList<R4Element> elements, string member)
    {
        var isSibling = member.StartsWith('_');
        foreach (var element in elements)
        {
            foreach (var (name, type) in element.Members)
            {
                if (name == member)
                {
                    return (element, type);
                }

                if (isSibling && name == member[1..] && char.IsLower(type[0]) && type != "any")
                {
                    return (element with { Codes = [] }, "Element");
                }
            }
        }

        return (null, "");
    }
}
