using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Server.FhirApi;

/// <summary>One parameter of a search as a test on a resource: true when any of its values matches.</summary>
internal static class Criterion
{
    private const string PublicationStatus = "http://hl7.org/fhir/publication-status";

    private static readonly string[] Prefixes = ["eq", "ne", "gt", "ge", "lt", "le"];

    /// <param name="parameter">What is searched by.</param>
    /// <param name="modifier">Of a string: <c>exact</c>, <c>contains</c> or empty.</param>
    /// <param name="values">At least one, each still escaped.</param>
    /// <param name="expected">What the values should have been, when the answer is null.</param>
    public static Func<IndexedResource, bool>? For(SearchParameter parameter, string modifier, IReadOnlyList<string> values, out string? expected)
    {
        expected = null;
        switch (parameter.Type)
        {
            case SearchParameterType.Date:
                var dates = values.Select(ReadDate).ToArray();
                expected = "a date such as 2026, 2026-11 or 2026-11-21, or a time with it, after eq, ne, gt, ge, lt, le or nothing";
                return dates.Contains(null) ? null : r => r.Values(parameter.Name).Any(v =>
                    DateInterval.Read(v.AsText()) is { } date && Array.Exists(dates, d => Compares(d!.Value.Prefix, d.Value.Date, date)));
            case SearchParameterType.Token:
                var tokens = values.Select(ReadToken).ToArray();
                expected = "a code, |code, system| or system|code";
                return tokens.Contains(null) ? null : r => TokensOf(r, parameter.Name).Any(t => Array.Exists(tokens, wanted => IsSame(wanted!.Value, t, parameter.Name)));
            case SearchParameterType.Uri:
                var uris = values.Select(SearchValue.Unescape).ToArray();
                return r => r.Values(parameter.Name).Any(v => uris.Contains(v.AsText(), StringComparer.Ordinal));
            default:
                var texts = values.Select(SearchValue.Unescape).ToArray();
                return ForText(parameter.Name, modifier, texts);
        }
    }

    private static Func<IndexedResource, bool> ForText(string name, string modifier, string[] texts)
    {
        if (modifier == "exact")
        {
            return r => TextsOf(r, name).Any(texts.Contains);
        }

        var folded = Array.ConvertAll(texts, FoldedText.Of);
        return modifier == "contains"
            ? r => TextsOf(r, name).Select(FoldedText.Of).Any(text => Array.Exists(folded, f => text.Contains(f, StringComparison.Ordinal)))
            : r => TextsOf(r, name).Select(FoldedText.Of).Any(text => Array.Exists(folded, f => text.StartsWith(f, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> TextsOf(IndexedResource resource, string name) => resource.Values(name).Select(v => v.AsText()).OfType<string>();

    private static IEnumerable<(string? System, string? Code)> TokensOf(IndexedResource resource, string name) => resource.Values(name).Select(value =>
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return (name == "status" ? PublicationStatus : null, value.AsText());
        }

        var identifier = new Identifier(value);
        return (identifier.System, identifier.Value);
    });

    // Ids and publication-status are case-sensitive; for the rest R4 says to ignore case when in doubt.
    private static bool IsSame((string? System, string? Code) wanted, (string? System, string? Code) held, string name) =>
        held.Code is not null
        && (wanted.System is null || wanted.System == (held.System ?? ""))
        && (wanted.Code is null || held.Code.Equals(wanted.Code, name is "_id" or "status" ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase));

    // System null: any; empty: the token has none. Code null: any.
    private static (string? System, string? Code)? ReadToken(string value)
    {
        var parts = SearchValue.SplitAt(value, '|').Select(SearchValue.Unescape).ToArray();
        return parts switch
        {
            [var code] => (null, code),
            [{ Length: > 0 } system, ""] => (system, null),
            [var system, { Length: > 0 } code] => (system, code),
            _ => null,
        };
    }

    private static (string Prefix, DateInterval Date)? ReadDate(string value)
    {
        var prefix = value.Length > 2 && char.IsAsciiLetter(value[0]) ? value[..2] : "";
        return (prefix.Length == 0 || Prefixes.Contains(prefix)) && DateInterval.Read(value[prefix.Length..]) is { } date ? (prefix, date) : null;
    }

    // R4 search.html, "Prefixes": the value in the resource is an interval too.
    private static bool Compares(string prefix, DateInterval wanted, DateInterval held) => prefix switch
    {
        "ne" => !wanted.Contains(held),
        "gt" => held.ReachesAfter(wanted),
        "ge" => held.ReachesAfter(wanted) || wanted.Contains(held),
        "lt" => held.StartsBefore(wanted),
        "le" => held.StartsBefore(wanted) || wanted.Contains(held),
        _ => wanted.Contains(held),
    };
}
