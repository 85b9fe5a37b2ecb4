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

    // Objects are small: a hash of each name is compared with those before it, and only equal hashes make the names themselves compared.
    private static bool ExistInObject(JsonElement json)
    {
        const int Few = 64;
        var count = json.GetPropertyCount();
        if (count > Few)
        {
            var names = new HashSet<string>(count, StringComparer.Ordinal);
            foreach (var member in json.EnumerateObject())
            {
                if (!names.Add(MemberName.Of(member)) || Exist(member.Value))
                {
                    return true;
                }
            }

            return false;
        }

        Span<int> hashes = stackalloc int[Few];
        var position = 0;
        foreach (var member in json.EnumerateObject())
        {
            var hash = Hash(member);
            if ((hashes[..position].Contains(hash) && StandsBefore(json, member, position)) || Exist(member.Value))
            {
                return true;
            }

            hashes[position++] = hash;
        }

        return false;
    }

    // A name written with escapes is hashed as what it stands for.
    private static int Hash(JsonProperty member)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        if (name.Contains((byte)'\\'))
        {
            var unescaped = System.Text.Encoding.UTF8.GetBytes(MemberName.Of(member));
            return Hash(unescaped);
        }

        return Hash(name);
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.AddBytes(name);
        return hash.ToHashCode();
    }

    private static bool StandsBefore(JsonElement json, JsonProperty member, int position)
    {
        foreach (var other in json.EnumerateObject())
        {
            if (position-- == 0)
            {
                return false;
            }

            if (MemberName.Of(other) == MemberName.Of(member))
            {
                return true;
            }
        }

        return false;
    }
}
