using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using KetamineCrd.Validation.Definitions;

namespace KetamineCrd.Validation.Places;

/// <summary>Finds what a definition says about an element, by the trace that the validator gives: <c>Coverage.period->Period</c>.</summary>
internal static partial class DefinedElement
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";
    private const string Prefix = "ElementDefinition trace: ";

    /// <summary>From the innermost out: the element itself, then those that its type was reached by. Empty when the trace leads nowhere.</summary>
    public static IReadOnlyList<ElementDefinition> Along(string? trace, DefinitionSet definitions)
    {
        if (trace is null || !trace.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return [];
        }

        return [.. trace[Prefix.Length..].Split("->").Reverse().Select(step => Find(step, definitions)).OfType<ElementDefinition>()];
    }

    /// <summary>The element of that name directly below another one, with its structure.</summary>
    public static ElementDefinition? Below(string trace, string name, DefinitionSet definitions) =>
        trace.StartsWith(Prefix, StringComparison.Ordinal) && Name().IsMatch(name) ? Find($"{trace[Prefix.Length..].Split("->")[^1]}.{name}", definitions) : null;

    private static ElementDefinition? Find(string step, DefinitionSet definitions)
    {
        var match = Step().Match(step);
        if (!match.Success)
        {
            return null;
        }

        var type = match.Groups["type"].Value;
        var url = match.Groups["profile"] is { Success: true } profile ? profile.Value : Core + type;
        if (definitions.Find(url) is not StructureDefinition { Snapshot.Element: { } elements })
        {
            return null;
        }

        var found = elements.FirstOrDefault();
        foreach (var part in Part().Matches(match.Groups["path"].Value).AsEnumerable())
        {
            var (name, slice) = (part.Groups["name"].Value, part.Groups["slice"].Value);
            var above = found?.ContentReference is { } reference ? elements.Find(element => element.ElementId == reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..]) : found;
            found = elements.Find(element => element.ElementId == $"{above?.ElementId}.{name}:{slice}")
                ?? elements.Find(element => element.Path == $"{above?.Path}.{name}")
                ?? elements.Find(element => element.Path == $"{above?.Path}.{name}[x]");
        }

        return found;
    }

    [GeneratedRegex(@"^(?<type>[A-Za-z0-9]+)(\((?<profile>[^)]+)\))?(?<path>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Step();

    [GeneratedRegex(@"\.(?<name>[A-Za-z0-9]+)(\[(?<slice>[^\]]*)\])?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    [GeneratedRegex("^[A-Za-z0-9]{1,64}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
