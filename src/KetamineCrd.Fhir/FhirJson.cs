using System.Text;
using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>Reads members of untrusted FHIR JSON. Nothing here throws on what a client sent: absent and wrong-kind read the same.</summary>
public static class FhirJson
{
    /// <summary>The member, or the default element (<see cref="JsonValueKind.Undefined"/>) when absent or when this is no object.</summary>
    public static JsonElement Member(this JsonElement json, ReadOnlySpan<byte> name)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        try
        {
            return json.TryGetProperty(name, out var member) ? member : default;
        }
        catch (InvalidOperationException)
        {
            return MemberAmongUnreadable(json, name);
        }
    }

    /// <summary>The member's text; null when it is absent, empty or not a string.</summary>
    public static string? Text(this JsonElement json, ReadOnlySpan<byte> name) => json.Member(name).AsText();

    /// <summary>The member's text as a code of FHIR's own, all of which are in small letters: without blanks around it and in small letters, however it was sent.</summary>
    public static string? Code(this JsonElement json, ReadOnlySpan<byte> name) => json.Text(name)?.Trim().ToLowerInvariant() is { Length: > 0 } code ? code : null;

    /// <summary>The string value; null when this is empty, not a string, or not readable as UTF-16 (a lone surrogate).</summary>
    public static string? AsText(this JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return json.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Compares in UTF-8 without allocating.</summary>
    public static bool HasText(this JsonElement json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        json.Member(name).IsText(value);

    /// <summary>True for a string with this value. A string that is not readable as UTF-16 equals nothing.</summary>
    public static bool IsText(this JsonElement json, ReadOnlySpan<byte> value)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String && json.ValueEquals(value);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <inheritdoc cref="IsText(JsonElement, ReadOnlySpan{byte})"/>
    public static bool IsText(this JsonElement json, ReadOnlySpan<char> value)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String && json.ValueEquals(value);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The boolean member; null when absent or not a boolean.</summary>
    public static bool? Flag(this JsonElement json, ReadOnlySpan<byte> name) => json.Member(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The whole-number member; null when absent, not a number, or outside 32 bits.</summary>
    public static int? WholeNumber(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out var number) ? number : null;

    /// <summary>The items of a repeating member. An object (or text) where an array belongs reads as an array of one; null as none.</summary>
    public static JsonItems Items(this JsonElement json, ReadOnlySpan<byte> name) => new(json.Member(name));

    // The search compares with every name, and gives up at one that is not readable as UTF-16.
    private static JsonElement MemberAmongUnreadable(JsonElement json, ReadOnlySpan<byte> name)
    {
        var wanted = Encoding.UTF8.GetString(name);
        JsonElement found = default;
        foreach (var member in json.EnumerateObject())
        {
            if (MemberName.Of(member) == wanted)
            {
                found = member.Value;
            }
        }

        return found;
    }
}
