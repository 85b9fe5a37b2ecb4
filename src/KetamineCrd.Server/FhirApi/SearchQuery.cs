using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace KetamineCrd.Server.FhirApi;

/// <summary>A search as it was understood (FHIR R4 search.html).</summary>
internal sealed class SearchQuery
{
    private const string NotSupported = "not-supported";

    private readonly List<Func<IndexedResource, bool>> _criteria = [];
    private readonly List<(string Name, string Value)> _used = [];

    private SearchQuery()
    {
    }

    /// <summary>The parameters that took effect, in the order of the request, without <c>_offset</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Used => _used;

    /// <summary>The most entries on a page; null for all.</summary>
    public int? Count { get; private set; }

    /// <summary>How many matches stand before this page. A parameter of our own, for the link to the next page.</summary>
    public int Offset { get; private set; }

    /// <summary>Only the number of matches is wanted.</summary>
    public bool IsCountOnly { get; private set; }

    /// <summary>Repeated parameters are AND, values with commas between them OR.</summary>
    public bool Matches(IndexedResource resource) => _criteria.TrueForAll(c => c(resource));

    /// <summary>Null, with an issue, when a value is malformed, or when <paramref name="isStrict"/> and a parameter is not known.</summary>
    public static SearchQuery? Read(string type, string? queryString, bool isStrict, out SearchIssue? issue)
    {
        var query = new SearchQuery();
        var number = 0;
        issue = null;
        foreach (var pair in new QueryStringEnumerable(queryString))
        {
            number++;
            var name = pair.DecodeName().ToString();
            var value = pair.DecodeValue().ToString();
            issue = name switch
            {
                "_format" or "_pretty" => null, // about the answer's form, not part of the search
                "_count" or "_offset" or "_summary" => query.ReadControl(name, value),
                _ => query.ReadCriterion(type, number, name, value),
            };
            if (issue is { Code: NotSupported } && !isStrict)
            {
                issue = null;
            }

            if (issue is not null)
            {
                return null;
            }
        }

        return query;
    }

    private SearchIssue? ReadControl(string name, string value)
    {
        if (_used.Exists(u => u.Name == name) || (name == "_offset" && Offset > 0))
        {
            return Malformed(name, "at most once");
        }

        if (name == "_summary")
        {
            return ReadSummary(value);
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return Malformed(name, "a whole number, 0 or more");
        }

        if (name == "_offset")
        {
            Offset = number;
            return null;
        }

        Count = number;
        IsCountOnly |= number == 0;
        _used.Add((name, value));
        return null;
    }

    private SearchIssue? ReadSummary(string value)
    {
        switch (value)
        {
            case "count" or "false":
                IsCountOnly |= value == "count";
                _used.Add(("_summary", value));
                return null;
            case "true" or "text" or "data":
                return new SearchIssue(NotSupported, "_summary", "Of the values of the parameter '_summary', only 'count' and 'false' are served.");
            default:
                return Malformed("_summary", "'count' or 'false'");
        }
    }

    // A name that is not ours is what the caller wrote, so its place is told instead.
    private SearchIssue? ReadCriterion(string type, int number, string name, string value)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var (code, modifier) = colon < 0 ? (name, "") : (name[..colon], name[(colon + 1)..]);
        if (SearchParameter.Of(type).FirstOrDefault(p => p.Name == code) is not { } parameter)
        {
            return new SearchIssue(NotSupported, $"parameter {number}", $"Parameter {number} of the search is not one by which this type can be searched; GET {FhirEndpoints.Base}/metadata lists them.");
        }

        // R4 search.html, "Modifiers": what is not supported is refused, since leaving it out would find something else.
        if (modifier.Length > 0 && !(parameter.Type == SearchParameterType.String && modifier is "exact" or "contains"))
        {
            return new SearchIssue("invalid", code, $"The parameter '{code}' does not take this modifier; 'exact' and 'contains' go with name and title.");
        }

        var values = SearchValue.SplitAt(value, ',').Where(v => v.Length > 0).ToArray();
        if (values.Length == 0)
        {
            return new SearchIssue(NotSupported, code, $"The parameter '{code}' has no value.");
        }

        if (Criterion.For(parameter, modifier, values, out var expected) is not { } criterion)
        {
            return Malformed(code, expected!);
        }

        _criteria.Add(criterion);
        _used.Add((name, value));
        return null;
    }

    private static SearchIssue Malformed(string parameter, string expected) => new("invalid", parameter, $"The parameter '{parameter}' was expected {Preposition(expected)}{expected}.");

    private static string Preposition(string expected) => expected.StartsWith("at ", StringComparison.Ordinal) ? "" : "to be ";
}
