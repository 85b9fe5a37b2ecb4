using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using KetamineCrd.Validation.Definitions;
using KetamineCrd.Validation.Places;

namespace KetamineCrd.Validation;

/// <summary>Tells an issue of the validator without its words, which quote the resource: by its number, its place and the definition.</summary>
internal sealed partial class FindingReader(DefinitionSet definitions)
{
    private const string Extra = "http://hl7.org/fhir/StructureDefinition/operationoutcome-";

    public ValidationFinding Read(OperationOutcome.IssueComponent issue, JsonElement resource, IReadOnlyDictionary<string, List<int>> leftOut)
    {
        var number = int.TryParse(issue.Details?.Coding.FirstOrDefault()?.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;
        var place = JsonPlace.Of(resource, issue.Expression.FirstOrDefault() ?? "", leftOut);
        var elements = DefinedElement.Along(issue.Diagnostics, definitions);
        if (Rules.IsUnavailable(number))
        {
            return new(Rules.NotJudged, FindingSeverity.NotEvaluated, place, elements is [var unjudged, ..] ? Definition(unjudged) : "a definition that is not held");
        }

        var severity = issue.SeverityElement?.JsonValue is "error" or "fatal" ? FindingSeverity.Error : FindingSeverity.Warning;
        var source = Text(issue, "issue-source");
        if (Text(issue, "message-id") is { } key && elements.SelectMany(element => element.Constraint).FirstOrDefault(constraint => constraint.Key == key) is { } constraint)
        {
            return new(key, severity, place, constraint.Human ?? "");
        }

        if (source == "ExtensionContextValidator")
        {
            return new(Rules.ExtensionContext, severity, place, $"a place where {Text(issue, "authority")} may stand");
        }

        // Its text names the member that is missing; a member that the definition has.
        if (source == "RequiredValidator" && issue.Details?.Text is { } text && Missing().Match(text) is { Success: true } match
            && DefinedElement.Below(issue.Diagnostics ?? "", match.Groups["name"].Value, definitions) is { } missing)
        {
            var path = missing.Path ?? "";
            var name = path[(path.LastIndexOf('.') + 1)..];
            return new(Rules.Required, severity, place.Length == 0 ? name : $"{place}.{name}", Definition(missing));
        }

        var rule = Rules.Named(number);
        return rule == Rules.Cardinality && elements is [{ Max: "0" } unwanted, ..]
            ? new(rule, severity, Unwanted(issue, unwanted, resource, leftOut), unwanted.Short ?? Definition(unwanted))
            : new(rule, severity, place, Expected(rule, elements));
    }

    // The validator names the element that has it.
    private static string Unwanted(OperationOutcome.IssueComponent issue, ElementDefinition unwanted, JsonElement resource, IReadOnlyDictionary<string, List<int>> leftOut)
    {
        var name = (unwanted.Path ?? "").Split('.')[^1].Split('[')[0];
        var place = JsonPlace.Of(resource, $"{issue.Expression.FirstOrDefault() ?? ""}.{name}", leftOut);
        return place.EndsWith("[0]", StringComparison.Ordinal) ? place[..^"[0]".Length] : place;
    }

    private static string Expected(string rule, IReadOnlyList<ElementDefinition> elements)
    {
        if (elements is not [var innermost, ..])
        {
            return "";
        }

        if (rule == Rules.Code && elements.FirstOrDefault(element => element.Binding is not null)?.Binding is { } binding)
        {
            return $"a code of {binding.ValueSet}";
        }

        return rule == Rules.Format ? innermost.Path ?? "" : Definition(innermost);
    }

    private static string Definition(ElementDefinition element)
    {
        var types = element.Type.Select(type => type.TargetProfile.Any() ? $"{type.Code}({string.Join(" | ", type.TargetProfile.Select(Name))})" : Name(type.Code));
        return $"{element.Path} {element.Min}..{element.Max} {string.Join(" | ", types)}".TrimEnd();
    }

    private static string Name(string? url) => url?[(url.LastIndexOf('/') + 1)..] ?? "";

    // Of the definition: the key of an invariant, the address of a profile.
    private static string? Text(OperationOutcome.IssueComponent issue, string name) => issue.GetExtensionValue<PrimitiveType>(Extra + name)?.JsonValue as string;

    [GeneratedRegex("^Missing required member: '(?<name>[A-Za-z0-9]{1,64})'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Missing();
}
