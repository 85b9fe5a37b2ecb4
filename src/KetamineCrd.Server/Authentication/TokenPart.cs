using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Fhir;

namespace KetamineCrd.Server.Authentication;

/// <summary>A member of a pasted token as it came, for the visitor who pasted it: never for a log, or for anyone else.</summary>
/// <param name="Name">A header parameter of RFC 7515 or a claim of RFC 7519.</param>
/// <param name="Value">Null when it is not there. Characters that could hide or reorder others are replaced.</param>
/// <param name="Meaning">What a time is in UTC; null otherwise.</param>
public sealed record TokenPart(string Name, JsonNode? Value, string? Meaning)
{
    private const int MostItems = 20;

    /// <summary>For a page.</summary>
    public string Text => Value switch
    {
        null => "(not there)",
        JsonArray items => string.Join(", ", items.Select(i => i?.ToString())),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.ToString(),
        _ => Value.ToJsonString(),
    };

    internal static TokenPart Of(string name, JsonElement member, string? meaning = null) => new(name, Shown(member), meaning);

    private static JsonNode? Shown(JsonElement member) => member.ValueKind switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.String => Visible(member.AsText() ?? ""),
        JsonValueKind.Number => JsonNode.Parse(member.GetRawText()),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => new JsonArray([.. member.EnumerateArray().Take(MostItems).Select(Shown)]),
        _ => "(neither a text nor a number)",
    };

    private static string Visible(string text) => string.Concat(text.EnumerateRunes().Select(r => IsVisible(r) ? r.ToString() : "\uFFFD"));

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
