using System.Text.Json;
using System.Text.RegularExpressions;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>What a FHIR R4 <c>ValueSet</c> composes. Systems are canonical URIs, codes and prefixes normalized for comparison.</summary>
public sealed record ValueSet
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    public required string Title { get; init; }

    /// <summary>Codes named one by one, with the display and the code as they are written in the file.</summary>
    public required IReadOnlyList<ValueSetCode> Codes { get; init; }

    /// <summary>Codes that stand for themselves and everything below them.</summary>
    public required IReadOnlyList<(string System, string Prefix)> Prefixes { get; init; }

    public required IReadOnlyList<(string System, string Prefix)> ExcludedPrefixes { get; init; }

    public required IReadOnlyList<(string System, Regex Pattern)> Patterns { get; init; }

    /// <summary>Canonical URLs of value sets whose content this one includes whole.</summary>
    public required IReadOnlyList<string> Includes { get; init; }

    /// <summary>Reads a ValueSet. What it cannot honour is an error, since a code left out silently would be a wrong answer.</summary>
    /// <param name="json">The resource.</param>
    /// <param name="validPeriod">The extension of a concept whose <c>valuePeriod</c> says when its code was valid.</param>
    /// <param name="report">Takes a place, and what is wrong there.</param>
    public static ValueSet? Read(JsonElement json, string validPeriod, Action<string, string> report)
    {
        var codes = new List<ValueSetCode>();
        var prefixes = new List<(string, string)>();
        var excluded = new List<(string, string)>();
        var patterns = new List<(string, Regex)>();
        var includes = new List<string>();
        var compose = json.Member("compose"u8);
        var position = -1;
        foreach (var include in compose.Items("include"u8))
        {
            position++;
            var path = $"compose.include[{position}]";
            foreach (var valueSet in include.Items("valueSet"u8))
            {
                includes.Add(valueSet.AsText() ?? "");
            }

            if (include.Items("valueSet"u8).Count > 0)
            {
                if (include.Items("valueSet"u8).Count > 1 || include.Text("system"u8) is not null)
                {
                    report(path, "An include may name one value set and nothing else: FHIR intersects what stands in one include.");
                }

                continue;
            }

            if (include.Text("system"u8) is not { } system)
            {
                report(path, "An include needs a system or a valueSet.");
                continue;
            }

            system = CodeSystems.Canonical(system);
            ReadConcepts(include, system, path, validPeriod, codes, report);
            ReadFilters(include, system, path, prefixes, patterns, report);
        }

        position = -1;
        foreach (var exclude in compose.Items("exclude"u8))
        {
            position++;
            ReadFilters(exclude, CodeSystems.Canonical(exclude.Text("system"u8) ?? ""), $"compose.exclude[{position}]", excluded, null, report);
            if (exclude.Items("concept"u8).Count > 0)
            {
                report($"compose.exclude[{position}].concept", "Only is-a filters can be excluded.");
            }
        }

        if (codes.Count + prefixes.Count + patterns.Count + includes.Count == 0)
        {
            report("compose", "The value set is empty.");
        }

        if (json.Text("url"u8) is not { } url || json.Text("id"u8) is not { } id)
        {
            report("url", "A value set needs id and url.");
            return null;
        }

        return new ValueSet
        {
            Id = id,
            Url = url,
            Title = json.Text("title"u8) ?? id,
            Codes = codes,
            Prefixes = prefixes,
            ExcludedPrefixes = excluded,
            Patterns = patterns,
            Includes = includes,
        };
    }

    private static void ReadConcepts(
        JsonElement include, string system, string path, string validPeriod, List<ValueSetCode> codes, Action<string, string> report)
    {
        foreach (var concept in include.Items("concept"u8))
        {
            if (concept.Text("code"u8) is { } code)
            {
                var valid = ReadValidPeriod(concept, validPeriod, $"{path}.concept", report);
                codes.Add(new ValueSetCode(
                    system, CodeSystems.Normalize(system, code), code, concept.Text("display"u8) ?? code, valid.Start?.Written.First, valid.End?.Written.Last));
            }
            else
            {
                report($"{path}.concept", "A concept needs a code.");
            }
        }
    }

    private static Period ReadValidPeriod(JsonElement concept, string validPeriod, string path, Action<string, string> report)
    {
        foreach (var item in concept.Items("extension"u8))
        {
            var extension = new Extension(item);
            if (extension.Url == validPeriod)
            {
                var period = new Period(extension.Value("valuePeriod"u8));
                if (period.Start is null && period.End is null)
                {
                    report($"{path}.extension[{validPeriod[(validPeriod.LastIndexOf('/') + 1)..]}]", "valuePeriod needs a start or an end.");
                }

                return period;
            }
        }

        return default;
    }

    private static void ReadFilters(
        JsonElement include,
        string system,
        string path,
        List<(string, string)> prefixes,
        List<(string, Regex)>? patterns,
        Action<string, string> report)
    {
        var seen = 0;
        foreach (var filter in include.Items("filter"u8))
        {
            seen++;
            var value = filter.Text("value"u8) ?? "";
            if (filter.HasText("op"u8, "is-a"u8) && CodeSystems.IsHierarchicalByPrefix(system) && value.Length > 0)
            {
                // An NDC prefix is labeler and product, which Normalize leaves as they are.
                prefixes.Add((system, CodeSystems.Normalize(system, value)));
            }
            else if (filter.HasText("op"u8, "regex"u8) && patterns is not null && value.Length > 0)
            {
                try
                {
                    patterns.Add((system, new Regex($"^(?:{value})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)));
                }
                catch (ArgumentException)
                {
                    report($"{path}.filter", "The regular expression cannot be read.");
                }
            }
            else
            {
                report($"{path}.filter", "Only is-a (ICD-10-CM, NDC) and, in an include, regex filters are understood.");
            }
        }

        if (seen > 1)
        {
            report($"{path}.filter", "One filter an include: FHIR intersects several.");
        }
    }
}
