using System.Text.Json;
using Hl7.Fhir.Introspection;

namespace KetamineCrd.Fhir.Objects;

/// <summary>What is read of sent JSON, and what is wrong with the rest: the one place that knows how a shape is mended, for whoever reads and whoever tells.</summary>
public static class SentShape
{
    // Above it, names are looked up: an object may have 10,000 members.
    private const int Few = 16;

    /// <summary>Told of a fault: the member as a path may name it (<see cref="MemberName.InPath"/>), with an index where it is one item (<c>coding[1]</c>), and what it is.</summary>
    public delegate void Fault(string place, ShapeFault fault);

    /// <summary>The members of an object that are read, in their order.</summary>
    /// <param name="json">An object.</param>
    /// <param name="type">Its type; null where FHIR's word on its members is not known.</param>
    /// <param name="fault">Is told of the others. A member of another shape is among those that are read; <see cref="Items"/> tells of it.</param>
    public static IReadOnlyList<SentMember> Members(JsonElement json, ClassMapping? type, Fault fault)
    {
        var members = new List<SentMember>(json.GetPropertyCount());
        var places = members.Capacity > Few ? new Dictionary<string, int>(members.Capacity, StringComparer.Ordinal) : null;
        foreach (var property in json.EnumerateObject())
        {
            var name = MemberName.Of(property);
            var before = places is null ? members.FindIndex(m => m.Name == name) : places.GetValueOrDefault(name, -1);
            if (before >= 0)
            {
                fault(MemberName.InPath(name), ShapeFault.MemberTwice);
                members[before] = default;
                _ = places?.Remove(name);
            }

            if (FaultOf(property, name, type, members, out var shape) is { } wrong)
            {
                fault(MemberName.InPath(name), wrong);
                continue;
            }

            _ = places?.TryAdd(name, members.Count);
            members.Add(new SentMember(name, property.Value, shape));
        }

        _ = members.RemoveAll(m => m.Name is null);
        return members;
    }

    private static ShapeFault? FaultOf(JsonProperty property, string name, ClassMapping? type, List<SentMember> before, out ElementShape? shape)
    {
        shape = null;
        if (property.Value.ValueKind == JsonValueKind.Null)
        {
            return ShapeFault.NullValue;
        }

        if (type is null || name == "resourceType")
        {
            return null;
        }

        var isBeside = name.StartsWith('_');
        if (ElementShape.Of(type, isBeside ? name[1..] : name) is not { } known || (isBeside && !known.IsPrimitive))
        {
            return ShapeFault.NotFhir;
        }

        if (isBeside)
        {
            return null;
        }

        shape = known;
        return known.Choice is { } choice && before.Exists(m => m.Shape?.Choice == choice) ? ShapeFault.ChoiceTwice : null;
    }

    /// <summary>True for a list of texts or numbers beside which their extensions stand: nulls keep the two in step (FHIR R4, JSON).</summary>
    public static bool IsExtended(SentMember member, IReadOnlyList<SentMember> besides)
    {
        if (member.Value.ValueKind == JsonValueKind.Array && member.Shape is { IsPrimitive: true })
        {
            foreach (var (name, _, _) in besides)
            {
                if (name.Length == member.Name.Length + 1 && name[0] == '_' && name.EndsWith(member.Name, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The values of a member that are read, each with its index as a path has it: none where it was sent without an array.</summary>
    /// <param name="member">A member whose shape is known.</param>
    /// <param name="isExtended">The member with <c>_</c> before its name stands beside it, so that its nulls keep the two in step and are no fault.</param>
    /// <param name="fault">Is told of what is mended or left out.</param>
    public static IReadOnlyList<(string Index, JsonElement Value)> Items(SentMember member, bool isExtended, Fault fault)
    {
        var (name, value, shape) = (member.Name, member.Value, member.Shape!.Value);
        var items = new List<(string, JsonElement)>(value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : 1);
        if (value.ValueKind != JsonValueKind.Array)
        {
            if (shape.IsCollection)
            {
                fault(name, ShapeFault.ArrayExpected);
            }

            Add("", value);
            return items;
        }

        if (value.GetArrayLength() == 0)
        {
            fault(name, ShapeFault.EmptyValue);
        }
        else if (!shape.IsCollection)
        {
            fault(name, ShapeFault.SingleExpected);
            if (value.GetArrayLength() == 1)
            {
                Add("[0]", value[0]);
            }
        }
        else
        {
            var i = 0;
            foreach (var item in value.EnumerateArray())
            {
                Add($"[{i++}]", item);
            }
        }

        return items;

        void Add(string index, JsonElement item)
        {
            if (shape.FaultOf(item) is { } wrong)
            {
                if (wrong != ShapeFault.NullValue || !isExtended)
                {
                    fault(name + index, wrong);
                }

                if (wrong != ShapeFault.ReferenceExpected)
                {
                    return;
                }
            }

            items.Add((index, item));
        }
    }
}

/// <summary>One member of a sent object.</summary>
/// <param name="Name">As it was sent.</param>
/// <param name="Value">As it was sent.</param>
/// <param name="Shape">What FHIR says of it; null where that is not known or does not matter.</param>
public readonly record struct SentMember(string Name, JsonElement Value, ElementShape? Shape);
