using System.Globalization;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Responses;

/// <summary>What coverage information says, so that one that was laid out anew is told from one that was altered.</summary>
/// <remarks>
/// The order of the parts, ids of elements, displays of codes and the base of a reference say nothing. The day of the assertion and of its expiry
/// may be others. The pages of this server have one address for each name of its host.
/// </remarks>
internal static class StatementMeaning
{
    /// <summary>True when both lists say the same, in whatever order.</summary>
    public static bool AreSame(IEnumerable<JsonElement> statements, IEnumerable<JsonElement> others) =>
        statements.Select(Of).Order(StringComparer.Ordinal).SequenceEqual(others.Select(Of).Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private static string Of(JsonElement extension)
    {
        var parts = new List<string>();
        foreach (var item in extension.Items("extension"u8))
        {
            if (new Extension(item).Url is { } url and not ("date" or "expiry-date"))
            {
                parts.Add($"{url}={(item.Items("extension"u8).Count > 0 ? Of(item) : Value(item))}");
            }
        }

        parts.Sort(StringComparer.Ordinal);
        return $"({string.Join('\n', parts)})";
    }

    private static string Value(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in part.EnumerateObject())
            {
                if (MemberName.Of(member).StartsWith("value", StringComparison.Ordinal))
                {
                    return Meaning(member.Value);
                }
            }
        }

        return "";
    }

    private static string Meaning(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value.AsText() ?? ""),
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number.ToString("0.##########", CultureInfo.InvariantCulture) : value.GetRawText(),
        JsonValueKind.Array => string.Join('|', value.EnumerateArray().Select(Meaning).Order(StringComparer.Ordinal)),
        JsonValueKind.Object => OfObject(value),
        _ => value.GetRawText(),
    };

    private static string OfObject(JsonElement value)
    {
        if (value.Member("reference"u8).ValueKind == JsonValueKind.String)
        {
            var literal = new Reference(value).Literal;
            return PlainReference.OfType(literal) ?? literal ?? "";
        }

        var members = new List<string>();
        foreach (var member in value.EnumerateObject())
        {
            if (MemberName.Of(member) is var name and not ("id" or "extension" or "display" or "userSelected" or "version"))
            {
                members.Add($"{name}:{Meaning(member.Value)}");
            }
        }

        members.Sort(StringComparer.Ordinal);
        return $"{{{string.Join('\n', members)}}}";
    }

    private static string Text(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.AbsolutePath.StartsWith("/policies/", StringComparison.Ordinal) && address.Scheme is "http" or "https"
            ? address.PathAndQuery + address.Fragment
            : text.Trim();
}
