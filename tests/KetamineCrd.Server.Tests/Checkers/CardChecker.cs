using System.Text.Json;
using System.Text.RegularExpressions;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Checks one card: its parts (CDS Hooks 2.0 "Card"), and that it is of exactly one response type (crd.md sections 6 and 9).</summary>
internal static partial class CardChecker
{
    private static readonly string[] CardMembers =
        ["extension", "uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons", "links"];

    private static readonly string[] LinkMembers = ["label", "url", "type", "appContext", "autolaunchable"];

    public static void Check(JsonElement card, string path, Examination exam)
    {
        foreach (var member in Members(card))
        {
            exam.Require(CardMembers.Contains(member.Name), $"{path}.{member.Name}", "no member of a card (CDS Hooks 2.0)");
        }

        if (Has(card, "uuid") || !exam.Dialect.Is20)
        {
            exam.RequireOwnUuid(Text(card, "uuid"), $"{path}.uuid");
        }

        exam.Require(Text(card, "summary") is { Length: > 0 and < 140 }, $"{path}.summary", "1 to 139 characters (CDS Hooks 2.0)");
        exam.Require(Text(card, "summary")?.Contains('\n') is not true, $"{path}.summary", "one sentence, one line (CDS Hooks 2.0)");
        exam.Require(Text(card, "indicator") is "info" or "warning", $"{path}.indicator", "info or warning; critical only for clinical harm (CRD 2.2.1 resp-1)");
        exam.Require(!Html().IsMatch(Text(card, "detail") ?? ""), $"{path}.detail", "Markdown without HTML (CDS Hooks 2.0)");
        CheckSource(Member(card, "source"), $"{path}.source", exam);
        foreach (var (index, reason) in Items(card, "overrideReasons").Index())
        {
            exam.Require(
                Text(reason, "system") is not null && Text(reason, "code") is not null && Text(reason, "display") is not null, $"{path}.overrideReasons[{index}]",
                "system, code and display (CDS Hooks 2.0)");
        }

        CheckAssociatedResources(Member(card, "extension"), $"{path}.extension", exam);
        CheckType(card, path, exam);
    }

    private static void CheckSource(JsonElement source, string path, Examination exam)
    {
        exam.Require(!string.IsNullOrWhiteSpace(Text(source, "label")), $"{path}.label", "required (CRD 2.2.1 resp-4)");
        foreach (var member in new[] { "url", "icon" })
        {
            exam.Require(!Has(source, member) || IsWebAddress(Text(source, member)), $"{path}.{member}", "an absolute web address (CDS Hooks 2.0)");
        }

        var topic = Member(source, "topic");
        exam.Require(Text(topic, "system") == exam.Dialect.CardTypeSystem, $"{path}.topic.system", $"{exam.Dialect.CardTypeSystem} (CRD 2.2.1 resp-5)");
        exam.Require(
            exam.Dialect.CardTypes.Contains(Text(topic, "code"), StringComparer.Ordinal), $"{path}.topic.code", "a card type other than coverage information (CRD 2.2.1 resp-5, resp-25)");
        exam.Require(!exam.Call.IsSwitchedOff(Text(topic, "code")), $"{path}.topic.code", "the client switched this type off (CRD 2.2.1 dev-5)");
    }

    // 2.0.1 has strings, 2.2.1 has References.
    private static void CheckAssociatedResources(JsonElement extension, string path, Examination exam)
    {
        var at = $"{path}.davinci-crd.associated-resource";
        foreach (var item in Items(extension, "davinci-crd.associated-resource"))
        {
            var reference = exam.Dialect.Is20 ? Text(item) : Text(item, "reference");
            exam.Require(reference is not null, at, exam.Dialect.Is20 ? "an array of strings (CRD 2.0.1)" : "an array of References (CRD 2.2.1 dev-25)");
            exam.Require(reference is null || exam.Call.Subjects.Contains(reference), at, "associated resources are those of the call (CRD 2.2.1 dev-25)");
        }
    }

    // crd.md section 9: what tells the response types apart.
    private static void CheckType(JsonElement card, string path, Examination exam)
    {
        var suggestions = Items(card, "suggestions");
        var types = Items(card, "links").Index().Select(link => CheckLink(link.Item, $"{path}.links[{link.Index}]", exam))
            .Concat(suggestions.Index().Select(s => SuggestionChecker.Check(s.Item, $"{path}.suggestions[{s.Index}]", exam)))
            .Distinct(StringComparer.Ordinal).ToArray();
        exam.Require(types.Length <= 1, path, $"one response type on one card, not {string.Join(" and ", types)} (CRD 2.2.1 section 9)");
        exam.Require(types.Length > 0 || Text(card, "detail") is not null, $"{path}.detail", "required without links and suggestions (Instructions, CRD 2.2.1 section 9)");
        if (suggestions.Length == 0)
        {
            return;
        }

        var behavior = Text(card, "selectionBehavior");
        exam.Require(behavior is "at-most-one" or "any", $"{path}.selectionBehavior", "required with suggestions (CDS Hooks 2.0)");
        exam.Require(
            behavior == "any" || suggestions.Count(s => Member(s, "isRecommended").ValueKind == JsonValueKind.True) <= 1, $"{path}.suggestions",
            "one recommendation where at most one can be taken (CDS Hooks 2.0)");
        if (types.Contains(SuggestionChecker.UpdateCoverage))
        {
            exam.Require(suggestions.Length == 1, $"{path}.suggestions", "a single suggestion updates the Coverage (CRD 2.2.1 section 9)");
            exam.Require(exam.Call.Hook is not ("order-sign" or "order-select"), path, "the Coverage is not updated by a card on a clinician's hook (CRD 2.2.1 resp-70)");
        }
    }

    private static string CheckLink(JsonElement link, string path, Examination exam)
    {
        foreach (var member in Members(link))
        {
            exam.Require(LinkMembers.Contains(member.Name), $"{path}.{member.Name}", "no member of a link (CDS Hooks 2.0)");
        }

        var type = Text(link, "type");
        exam.Require(Text(link, "label") is not null, $"{path}.label", "required (CDS Hooks 2.0)");
        exam.Require(type is "absolute" or "smart", $"{path}.type", "absolute or smart (CDS Hooks 2.0; CRD 2.2.1 resp-19)");
        exam.Require(IsWebAddress(Text(link, "url")), $"{path}.url", "an absolute web address (CDS Hooks 2.0)");
        exam.Require(!Has(link, "appContext") || type == "smart", $"{path}.appContext", "not on an absolute link (CDS Hooks 2.0)");
        exam.Require(!Has(link, "appContext") || Text(link, "appContext") is not null, $"{path}.appContext", "a string (CDS Hooks 2.0)");
        return type == "smart" ? "Launch SMART App" : "External Reference";
    }

    [GeneratedRegex("<[A-Za-z/!]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Html();
}
