using System.Text.Json;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Checks one suggestion, and tells which response type it makes of its card (crd.md section 9).</summary>
internal static class SuggestionChecker
{
    public const string UpdateCoverage = "Update Coverage Records";

    private static readonly string[] SuggestionMembers = ["label", "uuid", "isRecommended", "actions", "extension"];

    /// <summary>The response type.</summary>
    public static string Check(JsonElement suggestion, string path, Examination exam)
    {
        foreach (var member in Members(suggestion))
        {
            exam.Require(SuggestionMembers.Contains(member.Name), $"{path}.{member.Name}", "no member of a suggestion (CDS Hooks 2.0)");
        }

        exam.Require(!string.IsNullOrWhiteSpace(Text(suggestion, "label")), $"{path}.label", "required (CDS Hooks 2.0)");
        exam.RequireOwnUuid(Text(suggestion, "uuid"), $"{path}.uuid");
        var actions = Items(suggestion, "actions");
        exam.Require(actions.Length > 0, $"{path}.actions", "at least one (CRD 2.2.1 section 9)");
        foreach (var (index, action) in actions.Index())
        {
            CheckAction(action, $"{path}.actions[{index}]", exam);
        }

        return CheckType(actions, $"{path}.actions", exam);
    }

    private static void CheckAction(JsonElement action, string path, Examination exam)
    {
        ResponseChecker.CheckAction(action, path, exam);
        var resource = Member(action, "resource");
        var sent = ReferenceTo(resource) is { } reference && exam.Call.Targets.TryGetValue(reference, out var order) ? Statements(order) : [];
        exam.Require(
            Statements(resource).All(s => sent.Contains(s, StringComparer.Ordinal)), $"{path}.resource.extension", "coverage information is never in a card (CRD 2.2.1 resp-25)");
    }

    private static string[] Statements(JsonElement resource) =>
        [.. Items(resource, "extension").Where(e => Text(e, "url") == CoverageInformationPart.Url).Select(e => e.GetRawText())];

    private static string CheckType(JsonElement[] actions, string path, Examination exam)
    {
        var types = actions.Select(a => Text(Member(a, "resource"), "resourceType")).ToArray();
        if (types.Contains("Coverage"))
        {
            exam.Require(actions.Length == 1, path, "a single update (CRD 2.2.1 section 9, Update Coverage Records)");
            CoverageRecordChecker.Check(actions[0], $"{path}[0]", exam);
            return UpdateCoverage;
        }

        if (types.Any(t => t is "Task" or "Questionnaire"))
        {
            exam.Require(types.Count(t => t == "Task") == 1, path, "one Task (CRD 2.2.1 section 9, Request Form Completion)");
            FormChecker.Check(actions, path, exam);
            return "Request Form Completion";
        }

        return OrderChecker.Check(actions, path, exam);
    }
}
