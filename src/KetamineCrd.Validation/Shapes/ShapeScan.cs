using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using KetamineCrd.Fhir;

namespace KetamineCrd.Validation.Shapes;

/// <summary>Compares JSON with the shape that FHIR gives it, by the metadata of the SDK: names, arrays, kinds of values, formats, targets of references.</summary>
/// <remarks>Knows the place of each fault in what was sent, which the SDK's own reading does not, and leaves to the validator what no object could hold without harm.</remarks>
internal sealed class ShapeScan
{
    private readonly List<ValidationFinding> _findings = [];
    private readonly Dictionary<string, List<int>> _leftOut = new(StringComparer.Ordinal);

    private ShapeScan() { }

    /// <param name="resource">An object with a known <c>resourceType</c>.</param>
    public static Shape Of(JsonElement resource, ClassMapping type)
    {
        var scan = new ShapeScan();
        var mended = scan.Object(resource, type, "");
        return new(mended, scan._findings, scan._leftOut);
    }

    private JsonObject? Object(JsonElement json, ClassMapping type, string place)
    {
        var copy = new JsonObject();
        var choices = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            var name = MemberName.Of(member);
            var at = place.Length == 0 ? MemberName.InPath(name) : $"{place}.{MemberName.InPath(name)}";
            if (copy.ContainsKey(name))
            {
                Find(Rules.RepeatedMember, at, "one member of this name");
            }

            if (name == "resourceType" && type.IsResource)
            {
                copy[name] = type.Name;
            }
            else if (ValueType(type, name, choices, at) is { } value && Member(json, member, value, at) is { } kept)
            {
                copy[name] = kept;
            }
        }

        if (copy.Count > (type.IsResource ? 1 : 0))
        {
            return copy;
        }

        if (!json.EnumerateObject().Any(member => !member.NameEquals("resourceType"u8)))
        {
            Find(Rules.Empty, place, $"{type.Name} with at least one member");
        }

        return null;
    }

    // The element that a member is, and the type of its value; null when there is none, which is said.
    private (PropertyMapping Element, ClassMapping Type)? ValueType(ClassMapping type, string name, Dictionary<string, string> choices, string at)
    {
        var plain = name.StartsWith('_') ? name[1..] : name;
        if ((type.FindMappedElementByName(plain) ?? type.FindMappedElementByChoiceName(plain)) is not { } element)
        {
            Find(Rules.UnknownMember, at, $"a member of {type.Name}");
            return null;
        }

        if (element.Choice != ChoiceType.DatatypeChoice)
        {
            return (element, element.PropertyTypeMapping);
        }

        if (Types.Chosen(element, plain[element.Name.Length..]) is not { } chosen)
        {
            Find(Rules.Choice, at, Types.ChoiceOf(element));
            return null;
        }

        if (!choices.TryAdd(element.Name, plain) && choices[element.Name] != plain)
        {
            Find(Rules.Choice, at, $"one {element.Name}[x]");
            return null;
        }

        return (element, chosen);
    }

    private JsonNode? Member(JsonElement owner, JsonProperty member, (PropertyMapping Element, ClassMapping Type) value, string at)
    {
        var json = member.Value;
        var (element, type) = value;
        if (json.ValueKind == JsonValueKind.Null)
        {
            Find(Rules.Null, at, "a value, or no such member");
            return null;
        }

        if (MemberName.Of(member) is ['_', .. var plain])
        {
            return type.IsFhirPrimitive ? Beside(owner, plain, json, element, at) : Refuse(Rules.UnknownMember, at, $"{type.Name} has no member beside it");
        }

        if (!element.IsCollection)
        {
            if (json.ValueKind != JsonValueKind.Array)
            {
                return Item(json, element, type, at);
            }

            Find(Rules.Kind, at, $"one {type.Name}, no array");
            return json.GetArrayLength() == 1 ? Item(json[0], element, type, $"{at}[0]") : null;
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            Find(Rules.Kind, at, $"an array of {type.Name}");
            return Item(json, element, type, at) is { } only ? new JsonArray(only) : null;
        }

        return Items(json, type.IsFhirPrimitive && owner.Member(System.Text.Encoding.UTF8.GetBytes("_" + member.Name)).ValueKind == JsonValueKind.Array, element, type, at);
    }

    private JsonArray? Items(JsonElement json, bool areBeside, PropertyMapping element, ClassMapping type, string at)
    {
        if (json.GetArrayLength() == 0)
        {
            Find(Rules.Empty, at, $"at least one {type.Name}, or no such member");
            return null;
        }

        var copy = new JsonArray();
        foreach (var (index, item) in json.EnumerateArray().Index())
        {
            var place = $"{at}[{index}]";
            if (item.ValueKind == JsonValueKind.Null && areBeside)
            {
                copy.Add(null);
            }
            else if (Item(item, element, type, place) is { } kept)
            {
                copy.Add(kept);
            }
            else
            {
                if (!_leftOut.TryGetValue(at, out var left))
                {
                    _leftOut.Add(at, left = []);
                }

                left.Add(index);
            }
        }

        return copy.Count > 0 ? copy : null;
    }

    // Id and extensions of a value, in the member of its name with an underscore.
    private JsonNode? Beside(JsonElement owner, string plain, JsonElement json, PropertyMapping element, string at)
    {
        if (!element.IsCollection)
        {
            return json.ValueKind == JsonValueKind.Object ? Object(json, Types.Element, at) : Refuse(Rules.Kind, at, "an object with id or extension");
        }

        if (json.ValueKind != JsonValueKind.Array || _leftOut.ContainsKey($"{at[..^(plain.Length + 1)]}{plain}"))
        {
            return Refuse(Rules.Kind, at, $"an array beside {plain}, item by item");
        }

        var values = owner.Member(System.Text.Encoding.UTF8.GetBytes(plain));
        var copy = new JsonArray();
        foreach (var (index, item) in json.EnumerateArray().Index())
        {
            var isThere = item.ValueKind == JsonValueKind.Null || item.ValueKind == JsonValueKind.Object;
            if (!isThere)
            {
                return Refuse(Rules.Kind, $"{at}[{index}]", "an object with id or extension, or null");
            }

            var isNothing = values.ValueKind != JsonValueKind.Array || index >= values.GetArrayLength() || values[index].ValueKind == JsonValueKind.Null;
            if (item.ValueKind == JsonValueKind.Null && isNothing)
            {
                return Refuse(Rules.Null, $"{at}[{index}]", "a value, or id or extension of none");
            }

            copy.Add(item.ValueKind == JsonValueKind.Null ? null : Object(item, Types.Element, $"{at}[{index}]"));
        }

        return copy;
    }

    private JsonNode? Item(JsonElement json, PropertyMapping element, ClassMapping type, string at)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return Refuse(Rules.Null, at, $"a {type.Name}");
        }

        if (type.IsFhirPrimitive)
        {
            return Primitive(json, type, at);
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return Refuse(Rules.Kind, at, $"{type.Name}, an object");
        }

        if (type.IsResource && (type = Types.OfResource(json)!) is null)
        {
            return Refuse(Rules.ResourceType, at, "a resource of FHIR R4, named in resourceType");
        }

        if (type.NativeType == typeof(ResourceReference))
        {
            Target(json, element, at);
        }

        return Object(json, type, at);
    }

    private JsonNode? Primitive(JsonElement json, ClassMapping type, string at)
    {
        var kind = Primitives.KindOf(type.Name);
        if (json.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return Refuse(Rules.Kind, at, $"{type.Name}, a {kind}");
        }

        if (json.ValueKind == JsonValueKind.String && !Primitives.IsReadable(json))
        {
            return Refuse(Rules.Text, at, "a text of whole characters");
        }

        if (!Primitives.IsOfKind(json, kind))
        {
            Find(Rules.Kind, at, $"{type.Name}, a {kind}");
        }
        else if (json.ValueKind == JsonValueKind.String && json.ValueEquals(""u8))
        {
            return Refuse(Rules.Empty, at, $"{type.Name} of at least one character");
        }
        else if (!Primitives.IsValid(json, type.Name))
        {
            Find(Rules.Format, at, type.Name);
        }

        return JsonNode.Parse(json.GetRawText());
    }

    private void Target(JsonElement reference, PropertyMapping element, string at)
    {
        if (Types.TargetsOf(element) is { Count: > 0 } targets
            && PlainReference.OfType(reference.Text("reference"u8)) is { } target
            && target[..target.IndexOf('/', StringComparison.Ordinal)] is var type
            && Types.Inspector.FindClassMapping(type) is { IsResource: true }
            && !targets.Contains(type, StringComparer.Ordinal))
        {
            Find(Rules.ReferenceTarget, $"{at}.reference", $"Reference({string.Join(" | ", targets)})");
        }
    }

    private JsonNode? Refuse(string rule, string at, string expected)
    {
        Find(rule, at, expected);
        return null;
    }

    private void Find(string rule, string at, string expected) => _findings.Add(new(rule, FindingSeverity.Error, at, expected));
}
