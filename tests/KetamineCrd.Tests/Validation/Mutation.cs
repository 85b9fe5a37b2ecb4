using System.Text.Json.Nodes;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace KetamineCrd.Tests.Validation;

/// <summary>A valid resource with one rule broken, and what must be said of it.</summary>
internal sealed record Mutation(string Rule, string Place, JsonObject Resource)
{
    private static readonly Dictionary<string, string> Wrong = new(StringComparer.Ordinal)
    {
        ["date"] = "2026-02-30",
        ["dateTime"] = "2026-13-45",
        ["instant"] = "2026-11-20",
        ["time"] = "25:00",
        ["id"] = "a b",
        ["uri"] = "a b",
        ["canonical"] = "a b",
        ["code"] = " a",
        ["positiveInt"] = "0",
        ["unsignedInt"] = "-1",
    };

    /// <summary>All that can be broken in it, element by element, by the metadata of the SDK.</summary>
    public static IEnumerable<Mutation> Of(JsonObject resource)
    {
        var type = ModelInfo.ModelInspector.FindClassMapping((string)resource["resourceType"]!)!;
        foreach (var path in Objects(resource, type, []))
        {
            foreach (var mutation in OfObject(resource, path.Steps, path.Type))
            {
                yield return mutation;
            }
        }
    }

    private static IEnumerable<Mutation> OfObject(JsonObject resource, object[] steps, ClassMapping type)
    {
        yield return Changed(resource, steps, "unknown-member", "zzUnknown", json => json["zzUnknown"] = 1);
        foreach (var (name, value) in At(resource, steps).Where(member => member.Key != "resourceType").ToList())
        {
            var element = (type.FindMappedElementByName(name) ?? type.FindMappedElementByChoiceName(name))!;
            var valueType = TypeOf(element, name);
            yield return Changed(resource, steps, "null", name, json => json[name] = null);
            if (element.IsMandatoryElement && At(resource, steps).Count > (type.IsResource ? 2 : 1)) // an object of nothing is another fault
            {
                yield return Changed(resource, steps, "required", element.Choice == ChoiceType.DatatypeChoice ? $"{element.Name}[x]" : name, json => json.Remove(name));
            }

            if (element.Choice == ChoiceType.DatatypeChoice)
            {
                yield return Changed(resource, steps, "choice", $"{element.Name}Zz", json => json[$"{element.Name}Zz"] = "x");
                if (element.FhirTypeMappings.FirstOrDefault(allowed => allowed != valueType) is { } second)
                {
                    var twice = element.Name + char.ToUpperInvariant(second.Name[0]) + second.Name[1..];
                    yield return Changed(resource, steps, "choice", twice, json => json[twice] = second.IsFhirPrimitive ? "2026-01-01" : new JsonObject { ["id"] = "a" });
                }
            }

            if (element.IsCollection)
            {
                yield return Changed(resource, steps, "empty", name, json => json[name] = new JsonArray());
                yield return Changed(resource, steps, "kind", name, json => json[name] = json[name]![0]!.DeepClone());
                yield return Changed(resource, steps, "null", $"{name}[{value!.AsArray().Count}]", json => json[name]!.AsArray().Add(null));
            }
            else
            {
                yield return Changed(resource, steps, "kind", name, json => json[name] = new JsonArray(json[name]!.DeepClone(), json[name]!.DeepClone())); // too many
            }

            var at = element.IsCollection ? $"{name}[0]" : name;
            if (!valueType.IsFhirPrimitive)
            {
                yield return Changed(resource, steps, "kind", at, json => Put(json, name, element, "text"));
                yield return Changed(resource, steps, valueType.IsResource ? "resource-type" : "empty", at, json => Put(json, name, element, new JsonObject()));
                continue;
            }

            yield return Changed(resource, steps, "kind", at, json => Put(json, name, element, new JsonObject { ["a"] = 1 }));
            if (Wrong.TryGetValue(valueType.Name, out var wrong))
            {
                yield return Changed(resource, steps, "format", at, json => Put(json, name, element, valueType.Name.EndsWith("Int", StringComparison.Ordinal) ? int.Parse(wrong, null) : wrong));
            }

            if (valueType.EnumType is not null || element.PropertyTypeMapping.EnumType is not null || element.ImplementingType is { IsGenericType: true })
            {
                yield return Changed(resource, steps, "code", at, json => Put(json, name, element, "zz-unknown"));
            }
        }
    }

    private static void Put(JsonObject json, string name, PropertyMapping element, JsonNode value)
    {
        if (element.IsCollection)
        {
            json[name]![0] = value;
        }
        else
        {
            json[name] = value;
        }
    }

    private static Mutation Changed(JsonObject resource, object[] steps, string rule, string member, Action<JsonObject> change)
    {
        var copy = resource.DeepClone().AsObject();
        change(At(copy, steps));
        var place = string.Concat(steps.Select(step => step is int index ? $"[{index}]" : $".{step}")).TrimStart('.');
        return new(rule, place.Length == 0 ? member : $"{place}.{member}", copy);
    }

    private static JsonObject At(JsonObject resource, object[] steps) =>
        steps.Aggregate((JsonNode)resource, (json, step) => step is int index ? json[index]! : json[(string)step]!).AsObject();

    private static IEnumerable<(object[] Steps, ClassMapping Type)> Objects(JsonObject json, ClassMapping type, object[] steps)
    {
        yield return (steps, type);
        foreach (var (name, value) in json)
        {
            if ((type.FindMappedElementByName(name) ?? type.FindMappedElementByChoiceName(name)) is not { } element || TypeOf(element, name) is not { IsFhirPrimitive: false } valueType)
            {
                continue;
            }

            if (valueType.IsResource)
            {
                valueType = ModelInfo.ModelInspector.FindClassMapping((string)value!["resourceType"]!)!;
            }

            var below = value switch
            {
                JsonObject only => Objects(only, valueType, [.. steps, name]),
                JsonArray items => items.Index().SelectMany(item => Objects(item.Item!.AsObject(), valueType, [.. steps, name, item.Index])),
                _ => [],
            };
            foreach (var found in below)
            {
                yield return found;
            }
        }
    }

    private static ClassMapping TypeOf(PropertyMapping element, string name) =>
        element.Choice == ChoiceType.DatatypeChoice ? ModelInfo.ModelInspector.FindClassMapping(name[element.Name.Length..])! : element.PropertyTypeMapping;
}
