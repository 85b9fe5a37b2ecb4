using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Hl7.Fhir.Introspection;

namespace KetamineCrd.Fhir.Objects;

/// <summary>Tells quickly whether a resource can be read as it was sent: <see cref="SentShape"/> finds nothing to mend in it. Nearly every one can.</summary>
internal static class TidyScan
{
    /// <summary>False also where it is not worth the time to be sure; then a copy is made for nothing.</summary>
    public static bool IsTidy(JsonElement resource)
    {
        var raw = JsonMarshal.GetRawUtf8Value(resource);
        return raw.IndexOf("\\u"u8) < 0 && Utf8.IsValid(raw) && !RepeatedMembers.Exist(resource) && ElementShape.TypeOf(resource) is { } type && IsTidy(resource, type);
    }

    private static bool IsTidy(JsonElement json, ClassMapping type)
    {
        var choices = default(Choices);
        foreach (var member in json.EnumerateObject())
        {
            var (name, value) = (member.Name, member.Value);
            if (value.ValueKind == JsonValueKind.Null)
            {
                return false;
            }

            if (name == "resourceType")
            {
                continue;
            }

            // The SDK would read a member in other letters, and fails over one without a name: it sees none that FHIR does not have, and
            // none that stands beside a text or a number, of which nothing is read.
            if (ElementShape.Of(type, name) is not { } shape || !(shape.IsCollection ? AreTidy(value, shape) : IsTidy(value, shape)))
            {
                return false;
            }

            if (shape.Choice is { } choice && !choices.TryAdd(choice))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreTidy(JsonElement value, ElementShape shape)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            return false;
        }

        foreach (var item in value.EnumerateArray())
        {
            if (!IsTidy(item, shape))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsTidy(JsonElement value, ElementShape shape) =>
        shape.FaultOf(value) is null && (value.ValueKind != JsonValueKind.Object || shape.TypeIn(value) is not { } type || IsTidy(value, type));

    /// <summary>The choices that one object has made.</summary>
    [InlineArray(Most)]
    private struct Choices
    {
        private const int Most = 4;

        private object? _first;

        /// <summary>False for one that is there, and where there is no room.</summary>
        public bool TryAdd(object choice)
        {
            for (var i = 0; i < Most; i++)
            {
                if (this[i] == choice)
                {
                    return false;
                }

                if (this[i] is null)
                {
                    this[i] = choice;
                    return true;
                }
            }

            return false;
        }
    }
}
