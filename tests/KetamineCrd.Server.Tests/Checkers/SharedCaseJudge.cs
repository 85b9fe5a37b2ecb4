using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Applies the rules of <c>tests/data/cases/README.md</c> to one answer.</summary>
internal sealed class SharedCaseJudge(JsonNode expected, string request, HookAnswer answer)
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    private string Outcome => (string)expected["outcome"]!;

    private string Order => (string)expected["order"]!;

    private CoverageInformationPart[] OrderStatements =>
        [.. answer.Actions.Where(a => ReferenceOf(a!["resource"]!) == Order).SelectMany(Added)];

    private string ReasonTexts => string.Join('\n', OrderStatements.Select(s => s.ReasonText));

    private IEnumerable<string> CardTexts => answer.Cards.Select(c =>
        $"{c!["summary"]}\n{c["detail"]}\n{string.Join('\n', (c["links"]?.AsArray() ?? []).Select(l => (string?)l!["label"]))}");

    public void Judge()
    {
        Require((int)answer.Status == (int)(expected["httpStatus"] ?? 200), $"status {(int)answer.Status}: {answer.Text}");
        if ((int)answer.Status != 200)
        {
            return;
        }

        _problems.AddRange(ResponseChecker.Check(request, answer.Text));
        JudgeStatement();
        JudgeOtherOrders();
        JudgeCard();
        JudgeWords();
    }

    /// <summary><c>shouldName</c>: a missing one is a blemish.</summary>
    public IReadOnlyList<string> MissingRemarks() =>
        [.. Patterns("shouldName").Where(p => !Matches($"{string.Join('\n', CardTexts)}\n{ReasonTexts}", p)).Select(p => $"shouldName /{p}/")];

    private static string ReferenceOf(JsonNode resource) => $"{resource["resourceType"]}/{resource["id"]}";

    private static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.Multiline, TimeSpan.FromSeconds(1));

    private static bool Is(string? reference, string expected) => reference is not null && (reference == expected || reference.EndsWith("/" + expected, StringComparison.Ordinal));

    // What the order did not say before.
    private IEnumerable<CoverageInformationPart> Added(JsonNode? action)
    {
        var resource = action!["resource"]!;
        var sent = Given.Parse(request).At("context", "draftOrders", "entry").AsArray()
            .Select(e => e!["resource"]!)
            .First(r => ReferenceOf(r) == ReferenceOf(resource));
        var before = (sent["extension"]?.AsArray() ?? []).Select(e => e!.ToJsonString()).ToHashSet(StringComparer.Ordinal);
        return CoverageInformationPart.Of(resource).Where(s => !before.Contains(s.Json.ToJsonString()));
    }

    private string[] Patterns(string member) => [.. (expected[member]?.AsArray() ?? []).Select(p => (string)p!)];

    private void Require(bool holds, string problem)
    {
        if (!holds)
        {
            _problems.Add(problem);
        }
    }

    private void JudgeStatement()
    {
        var codes = expected["covered"] is JsonObject any ? any["anyOf"]!.AsArray().Select(c => (string)c!).ToArray() : [(string)expected["covered"]!];
        var mayBeSilent = expected["covered"] is JsonObject && (bool?)expected["covered"]!["orNoStatement"] is true;
        if (OrderStatements is not [var statement])
        {
            Require(OrderStatements.Length == 0 && mayBeSilent, $"{OrderStatements.Length} statements on {Order}");
            Require(Outcome is not ("refer-to-other-policy" or "defer-to-other-program") || answer.Cards.Any(c => (string?)c!["indicator"] == "info"), "neither statement nor info card");
            return;
        }

        Require(codes.Contains(statement.Covered, StringComparer.Ordinal), $"covered={statement.Covered}");
        Require(Is(statement.Coverage, (string)expected["coverage"]!), "the statement is about another Coverage");
        Require(statement.Covered != "conditional" || statement.InformationNeeded.Count > 0, "conditional without info-needed");
        Require(
            !(statement.Covered == "indeterminate" || statement.InformationNeeded.Contains("OTH", StringComparer.Ordinal)) || statement.ReasonText.Length > 0, "indeterminate, or OTH, without a reason");
        Require((string?)expected["reasonCode"] is not { } code || statement.ReasonCodes.Contains(code, StringComparer.Ordinal), $"reason codes {string.Join(',', statement.ReasonCodes)}");
        if (Outcome is "needs-info" or "refer-to-other-policy" or "defer-to-other-program" or "medical-necessity-review")
        {
            Require(statement.ReasonText.Length > 0, "no reason text");
        }

        var authorization = statement.PriorAuthorizationNeeded;
        var fits = (string)expected["paNeeded"]! switch
        {
            "absent" => authorization is null,
            "never no-auth" => authorization != "no-auth",
            "never no-auth or auth-needed" => authorization is not ("no-auth" or "auth-needed"),
            "auth-needed" => authorization == "auth-needed",
            "no-auth, or said in words" => authorization == "no-auth" || Matches(statement.ReasonText, "authori[sz]ation"),
            "any" => true,
            var other => throw new InvalidOperationException($"The rule '{other}' for paNeeded is not known to this test."),
        };
        Require(fits, $"pa-needed={authorization}");
    }

    // Other orders of the Bundle get no statement, or an indeterminate one.
    private void JudgeOtherOrders()
    {
        foreach (var action in answer.Actions.Where(a => ReferenceOf(a!["resource"]!) != Order))
        {
            Require(Added(action).All(s => s.Covered == "indeterminate"), "a statement on another order");
        }
    }

    private void JudgeCard()
    {
        Require(answer.Cards.All(c => (string?)c!["indicator"] != "critical"), "a critical card");
        switch ((string)expected["card"]!)
        {
            case "required":
                Require(answer.Cards.Count > 0, "no card");
                break;
            case "optional":
                break;
            case "none":
                Require(answer.Cards.Count == 0, "a card");
                break;
            case "none, or one with indicator info":
                Require(answer.Cards.All(c => (string?)c!["indicator"] == "info") && answer.Cards.Count <= 1, "a card that is no info card");
                break;
            case var other:
                throw new InvalidOperationException($"The rule '{other}' for card is not known to this test.");
        }

        if (Outcome == "not-covered")
        {
            foreach (var card in answer.Cards)
            {
                Require(Matches((string)card!["source"]!["label"]!, (string)expected["cardSource"]!), "source.label does not name the payer");
                Require((string?)card["indicator"] is "warning" or "info", "indicator");
                Require(((string)card["summary"]!).Length < 140, "summary of 140 characters or more");
                Require((card["links"]?.AsArray() ?? []).Any(l => (string?)l!["type"] == "absolute"), "no absolute link");
                Require(
                    Matches($"{card["summary"]}\n{card["detail"]}", "investigational|experimental|not medically necessary|not covered"), "the card does not carry the payer's ground");
            }
        }
    }

    private void JudgeWords()
    {
        foreach (var pattern in Patterns("mustName"))
        {
            var found = CardTexts.Any(card => Matches(card, pattern)) || (Outcome != "not-covered" && Matches(ReasonTexts, pattern));
            Require(found, $"mustName /{pattern}/ not found");
        }

        foreach (var pattern in Patterns("mustNotAssert"))
        {
            Require(!answer.Cards.Any(c => Matches((string)c!["summary"]!, pattern)) && !Matches(ReasonTexts, pattern), $"mustNotAssert /{pattern}/ found");
        }
    }
}
