using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Tools.Diff;

/// <summary>The rules added, removed and changed; a rule is the same where its id is.</summary>
internal static class RuleDiff
{
    public static IEnumerable<string> Of(HeldVersion a, HeldVersion b, CrdEngine engine)
    {
        var outcomes = new OutcomeWords(engine);
        var (before, after) = (Rules(a), Rules(b));
        foreach (var rule in after.Values.Where(r => !before.ContainsKey(r.Rule.Id)))
        {
            foreach (var line in Whole("Added", rule, outcomes))
            {
                yield return line;
            }
        }

        foreach (var rule in before.Values.Where(r => !after.ContainsKey(r.Rule.Id)))
        {
            foreach (var line in Whole("Removed", rule, outcomes))
            {
                yield return line;
            }
        }

        foreach (var now in after.Values.Where(r => before.ContainsKey(r.Rule.Id)))
        {
            var lines = Changed(before[now.Rule.Id], now, outcomes).ToList();
            if (lines.Count > 0)
            {
                yield return $"Changed, '{now.Rule.Id}': {now.Rule.Title}";
                foreach (var line in Changes.Indented(lines))
                {
                    yield return line;
                }
            }
        }

        string[] order = [.. a.Version.Rules.Select(r => r.Id).Where(after.ContainsKey)];
        string[] newOrder = [.. b.Version.Rules.Select(r => r.Id).Where(before.ContainsKey)];
        foreach (var line in Changes.OfValue("Order in which they are tried", string.Join(", ", order), string.Join(", ", newOrder)))
        {
            yield return line;
        }
    }

    private static Dictionary<string, (PolicyRule Rule, JsonElement Json)> Rules(HeldVersion version)
    {
        var actions = version.Resource.Json.Member("action"u8).EnumerateArray().ToDictionary(x => x.Text("id"u8) ?? "", StringComparer.Ordinal);
        return version.Version.Rules.ToDictionary(r => r.Id, r => (r, actions[r.Id]), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Whole(string what, (PolicyRule Rule, JsonElement Json) rule, OutcomeWords outcomes)
    {
        var (policy, json) = rule;
        return
        [
            $"{what}, '{policy.Id}': {policy.Title}",
            .. Changes.Indented(
            [
                $"Outcome: {outcomes.Of(json)}{(policy.Ground is { } ground ? $", {ground}" : "")}.",
                $"Drugs: {Titles(policy.Drugs)}.",
                $"Routes: {Titles(policy.Routes)}.",
                $"Reasons: {Titles(policy.Indications)}.",
                $"Product lines: {Titles(policy.ProductLines)}.",
                $"Statement: {policy.Statement}",
            ]),
        ];
    }

    private static IEnumerable<string> Changed((PolicyRule Rule, JsonElement Json) before, (PolicyRule Rule, JsonElement Json) after, OutcomeWords outcomes)
    {
        var (was, now) = (before.Rule, after.Rule);
        return
        [
            .. Changes.OfValue("Outcome", outcomes.Of(before.Json), outcomes.Of(after.Json)),
            .. Changes.OfValue("Ground", was.Ground, now.Ground),
            .. OfConcepts("Drugs", was.Drugs, now.Drugs),
            .. OfConcepts("Routes", was.Routes, now.Routes),
            .. OfConcepts("Reasons", was.Indications, now.Indications),
            .. OfConcepts("Product lines", was.ProductLines, now.ProductLines),
            .. Changes.OfText("Title", was.Title, now.Title),
            .. Changes.OfText("Statement", was.Statement, now.Statement),
            .. Changes.OfText("Reason on the order", was.Reason, now.Reason),
            .. Changes.OfText("Section", was.Section, now.Section),
            .. Changes.OfText("Note", was.Note, now.Note),
            .. Changes.OfText("What to do next", was.NextStep, now.NextStep),
            .. Changes.OfList("Links", was.Links.Select(Named), now.Links.Select(Named)),
            .. Changes.OfList("Hooks", Hooks(was), Hooks(now)),
            .. Changes.OfList("Asserts", was.Assertions.Select(Asserted), now.Assertions.Select(Asserted)),
            .. Changes.OfList("Cards of its own", was.Responses.Select(Named), now.Responses.Select(Named)),
        ];
    }

    // No condition is another thing than a list of all.
    private static IEnumerable<string> OfConcepts(string what, IReadOnlyCollection<Concept>? was, IReadOnlyCollection<Concept>? now) =>
        was is null || now is null
            ? Changes.OfValue(what, Titles(was), Titles(now))
            : Changes.OfList(what, was.Select(c => c.Title).Order(StringComparer.Ordinal), now.Select(c => c.Title).Order(StringComparer.Ordinal));

    private static string Titles(IReadOnlyCollection<Concept>? concepts) =>
        concepts is null ? "any" : string.Join("; ", concepts.Select(c => c.Title).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Hooks(PolicyRule rule) => Enum.GetValues<HookKind>().Where(rule.SpeaksAt).Select(CdsService.NameOf);

    private static string Asserted(CoverageAssertion assertion) =>
        string.Join(", ", new[] { assertion.Benefit.GetType().Name, assertion.Benefit.PriorAuthorization?.GetType().Name, assertion.Reason.Code, assertion.Reason.Text }.OfType<string>());

    private static string Named(RuleResponse response) => $"{response.Content.Topic.Display}: {response.Content.Summary}";

    private static string Named(PolicyLink link) => $"{link.Label ?? link.Text} <{link.Url}>";
}
