using System.Runtime.InteropServices;
using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>Finds members that stand twice in one object, which JSON readers disagree about, so that such a resource is never passed on.</summary>
/// <remarks>Checked on the resources that go back only: letting the parser check the whole body costs half as much again as parsing it.</remarks>
public static class RepeatedMembers
{
    /// <summary>True when any object in the element has a member twice.</summary>
    public static bool Exist(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => ExistInObject(json),
        JsonValueKind.Array => ExistInArray(json),
        _ => false,
    };

    private static bool ExistInArray(JsonElement json)
    {
        foreach (var item in json.EnumerateArray())
        {
            if (Exist(item))
            {
                return true;
            }
        }

        return false;
    }

    // Objects are small; one with many members is compared through a set.
    private static bool ExistInObject(JsonElement json)
    {
        const int Few = 24;
        var count = json.GetPropertyCount();
        var many = count > Few ? new HashSet<string>(count, StringComparer.Ordinal) : null;
        var position = 0;
        foreach (var member in json.EnumerateObject())
        {
            if (many is null ? StandsBefore(json, member, position) : !many.Add(member.Name))
            {
                return true;
            }

            if (Exist(member.Value))
            {
                return true;
            }

            position++;
        }

        return false;
    }

    private static bool StandsBefore(JsonElement json, JsonProperty member, int position)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        var isEscaped = name.Contains((byte)'\\');
        foreach (var other in json.EnumerateObject())
        {
            if (position-- == 0)
            {
                return false;
            }

            if (isEscaped ? other.NameEquals(member.Name) : other.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }
}
