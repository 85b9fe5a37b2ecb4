using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Resources;

namespace KetamineCrd.Checks;

/// <summary>Every element is one that the profiles have at its place, stands as often as they say, and has a value of its type.</summary>
internal static class ElementCheck
{
    private const string Extension = "Extension";
    private const string Sibling = "Element";

    public static IEnumerable<PolicyFinding> Run(IEnumerable<HeldResource> resources)
    {
        var findings = new List<PolicyFinding>();
        foreach (var resource in resources)
        {
            Check(resource.File, resource.Type, new JsonPlace(resource.Json, null, "", 0), findings);
        }

        return findings;
    }

    private static void Check(string file, string type, JsonPlace place, List<PolicyFinding> findings)
    {
        var extension = type == Extension ? place.Json.Text("url"u8) : null;
        if (((extension is null ? null : ProfiledTypes.ElementsOf(extension)) ?? ProfiledTypes.ElementsOf(type)) is { } elements)
        {
            if (place.Json.ValueKind == JsonValueKind.Object && place.Json.EnumerateObject().MoveNext())
            {
                CheckMembers(file, elements, place, findings);
                CheckPresence(file, elements, place, findings);
            }
            else
            {
                findings.Add(PolicyFinding.Error(file, place.Path, $"Expected: an object with the elements of {type}."));
            }
        }
        else if (char.IsLower(type[0]) && R4Primitive.Expectation(type, place.Json) is { } expected)
        {
            findings.Add(PolicyFinding.Error(file, place.Path, $"Expected: {expected}."));
        }
    }

    private static void CheckMembers(string file, IReadOnlyList<ProfiledElement> elements, JsonPlace parent, List<PolicyFinding> findings)
    {
        foreach (var member in parent.Json.EnumerateObject())
        {
            var place = new JsonPlace(member.Value, parent, member.Name, 0);
            var (element, type) = Find(elements, member.Name);
            if (element is null)
            {
                Add(elements.FirstOrDefault(e => e.Begins(member.Name)) is { IsUnread: false } choice
                    ? $"Expected: {string.Join(" or ", choice.Members.Select(m => m.Member))}."
                    : $"R4 has no such element here.{NearName.Suggest(member.Name, elements.SelectMany(e => e.Members).Select(m => m.Member))}");
            }
            else if (element.IsUnread)
            {
                Add("R4 has this element, but it has no effect here; what it says would be lost.");
            }
            else if (element.IsList != (member.Value.ValueKind == JsonValueKind.Array))
            {
                Add(element.IsList ? "Expected: an array." : "Expected: a single value, not an array.");
            }
            else
            {
                CheckValues(file, element, type, place, findings);
            }

            void Add(string message) => findings.Add(PolicyFinding.Error(file, place.Path, message));
        }
    }

    private static void CheckValues(string file, ProfiledElement element, string type, JsonPlace place, List<PolicyFinding> findings)
    {
        if (!element.IsList)
        {
            CheckValue(file, element, type, place, findings);
            return;
        }

        if (place.Json.GetArrayLength() == 0)
        {
            findings.Add(PolicyFinding.Error(file, place.Path, "An array must not be empty; leave the element out."));
        }

        var position = 0;
        var extensions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in place.Json.EnumerateArray())
        {
            // Beside a list of primitives, null stands for a value without id and extensions (FHIR R4, "JSON representation of primitive elements").
            var at = new JsonPlace(item, place, null, position++);
            if (type != Sibling || item.ValueKind != JsonValueKind.Null)
            {
                CheckValue(file, element, type, at, findings);
            }

            if (type == Extension && item.Text("url"u8) is { } url && ProfiledTypes.StandsOnce(url) && !extensions.Add(url))
            {
                findings.Add(PolicyFinding.Error(file, at.Path, "This extension may stand only once here."));
            }
        }
    }

    private static void CheckValue(string file, ProfiledElement element, string type, JsonPlace place, List<PolicyFinding> findings)
    {
        Check(file, type, place, findings);
        if (element.Codes.Count > 0 && place.Json.AsText() is { } code && !element.Codes.Contains(code, StringComparer.Ordinal))
        {
            findings.Add(PolicyFinding.Error(file, place.Path, $"Expected: one of {string.Join(", ", element.Codes)}."));
        }
    }

    private static void CheckPresence(string file, IReadOnlyList<ProfiledElement> elements, JsonPlace place, List<PolicyFinding> findings)
    {
        foreach (var element in elements)
        {
            var present = 0;
            foreach (var (member, _) in element.Members)
            {
                present += place.Json.TryGetProperty(member, out _) ? 1 : 0;
            }

            if (present == 0 && element.IsRequired && !place.Json.EnumerateObject().Any(member => element.Begins(member.Name)))
            {
                findings.Add(PolicyFinding.Error(file, JsonPlaces.Join(place.Path, element.Name), "This element is required."));
            }
            else if (present > 1)
            {
                findings.Add(PolicyFinding.Error(file, JsonPlaces.Join(place.Path, element.Name), "Only one of its types may stand here."));
            }
        }
    }

    // A primitive may have a sibling with its id and extensions, under its name with an underscore.
    private static (ProfiledElement? Element, string Type) Find(IReadOnlyList<ProfiledElement> elements, string member)
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

                if (isSibling && name == member[1..] && char.IsLower(type[0]))
                {
                    return (element with { Codes = [] }, Sibling);
                }
            }
        }

        return (null, "");
    }
}
