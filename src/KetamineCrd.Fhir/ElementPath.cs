using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>Tells the place of an element within the document it stands in, such as <c>context.draftOrders.entry[0].resource</c>. Names are those of <see cref="MemberName.InPath"/>.</summary>
public static class ElementPath
{
    /// <summary>The path from <paramref name="root"/> to <paramref name="element"/>; empty for the root itself, null when the element stands elsewhere.</summary>
    /// <remarks>Elements are told apart by where their bytes lie, so that equal content elsewhere is not taken for it.</remarks>
    public static string? Of(JsonElement root, JsonElement element)
    {
        if (root.ValueKind == JsonValueKind.Undefined || element.ValueKind == JsonValueKind.Undefined || !Holds(root, JsonMarshal.GetRawUtf8Value(element)))
        {
            return null;
        }

        var path = new StringBuilder();
        var at = root;
        while (!IsSame(at, element) && TryStep(at, element, path, out var next))
        {
            at = next;
        }

        return path.ToString();
    }

    private static bool TryStep(JsonElement at, JsonElement element, StringBuilder path, out JsonElement next)
    {
        var inner = JsonMarshal.GetRawUtf8Value(element);
        if (at.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in at.EnumerateObject())
            {
                if (Holds(member.Value, inner))
                {
                    path.Append(path.Length > 0 ? "." : "").Append(MemberName.InPath(MemberName.Of(member)));
                    next = member.Value;
                    return true;
                }
            }
        }
        else if (at.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            foreach (var item in at.EnumerateArray())
            {
                if (Holds(item, inner))
                {
                    path.Append(CultureInfo.InvariantCulture, $"[{i}]");
                    next = item;
                    return true;
                }

                i++;
            }
        }

        next = default;
        return false;
    }

    private static bool Holds(JsonElement outer, ReadOnlySpan<byte> inner)
    {
        var raw = JsonMarshal.GetRawUtf8Value(outer);
        return raw.Overlaps(inner, out var offset) && offset >= 0 && offset + inner.Length <= raw.Length;
    }

    private static bool IsSame(JsonElement a, JsonElement b) => JsonMarshal.GetRawUtf8Value(a) == JsonMarshal.GetRawUtf8Value(b);
}
