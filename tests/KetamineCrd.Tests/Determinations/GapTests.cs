using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Determinations;

/// <summary>Decision rule 3: "A denial is never taken from neighbours that disagree in ground or outcome." 7.03.03 is held for 2019 and from 2025-03-20 on.</summary>
public sealed class GapTests
{
    private const string InTheGap = "2022-06-01";
    private const string Commercial = "sopt:512";

    [Fact]
    public void Neighbors_that_deny_on_one_ground_deny() => Assert.Equal("investigational VersionNotHeld", Said(Engine.Instance));

    [Theory]
    [InlineData(Loading.Policy2025)]
    [InlineData(Loading.Policy2019)]
    public void Neighbors_that_deny_on_different_grounds_do_not_deny(string changed) =>
        Assert.Equal("silent", Said(With(changed, IsNotNecessary)));

    [Theory]
    [InlineData(Loading.Policy2025, "refer-to-other-policy", "other policy")]
    [InlineData(Loading.Policy2019, "refer-to-other-policy", "other policy")]
    [InlineData(Loading.Policy2025, "defer-to-other-program", "other program")]
    [InlineData(Loading.Policy2019, "medical-necessity-review", "medical necessity review")]
    [InlineData(Loading.Policy2025, "needs-information", "policy asks")]
    public void The_neighbor_that_leaves_it_to_others_is_followed_and_the_remark_says_that_they_differ(string changed, string outcome, string said) =>
        Assert.Equal($"{said} VersionNotHeldNeighborsDiffer", Said(With(changed, rule => Become(rule, outcome))));

    [Fact]
    public void A_neighbor_that_says_nothing_makes_silence() => Assert.Equal("silent", Said(Load(Loading.Policy2019, json =>
    {
        var filters = json["action"]!.AsArray().First(a => (string?)a!["id"] == "chronic-pain")!["input"]![0]!["codeFilter"]!.AsArray();
        filters.First(f => (string?)f!["path"] == "reasonCode")!["valueSet"] = "https://ketaminecrd.example/fhir/ValueSet/cancer-pain";
    })));

    // The text held is in force from March 20, 2025 on; what came before it is not held, and the text before that denies on another ground.
    [Theory]
    [InlineData("2025-03-20T03:30:00Z", "silent")]               // March 19 in New York, in the gap; written March 20
    [InlineData("2025-03-20T04:30:00Z", "not medically necessary")]
    [InlineData("2025-03-21T03:30:00Z", "not medically necessary")]
    [InlineData("2025-03-20T00:30:00-04:00", "not medically necessary")]
    public void No_text_denies_that_only_just_applies_by_one_reading_of_a_zone(string at, string said)
    {
        var engine = With(Loading.Policy2025, IsNotNecessary);

        Assert.Equal(said, (Call.Excellus(at, Commercial, Given.Intravenous, Given.Crps) with { Engine = engine }).Outcome());
    }

    // The text of Minnesota was replaced on January 27, 2025; by one reading of the zone its last day is still running.
    [Theory]
    [InlineData("2025-01-26T23:30:00Z", "experimental/investigative")]
    [InlineData("2025-01-27T03:30:00Z", "replaced")]
    [InlineData("2025-01-26T23:30:00-06:00", "experimental/investigative")] // a local time keeps its day
    [InlineData("2025-01-26T23:30:00-08:00", "replaced")]        // which is the next one where the payer is
    [InlineData("2025-01-26", "experimental/investigative")]
    public void No_text_denies_that_was_replaced_by_another_reading_of_a_zone(string at, string said) =>
        Assert.Equal(said, Call.Under("Blue Cross and Blue Shield of Minnesota", at, Commercial, Given.Intravenous, Given.Crps).Outcome());

    private static string Said(CrdEngine engine)
    {
        var determination = (Call.Excellus(InTheGap, Commercial, Given.Intravenous, Given.Crps) with { Engine = engine }).Determine();
        return string.Join(' ', [Call.Outcome(determination), .. (determination?.Remarks ?? []).Select(r => r.ToString())]);
    }

    private static CrdEngine With(string policy, Action<JsonObject> change) => Load(
        policy, json => change(json["action"]!.AsArray().Last(a => (string?)a!["id"] == "chronic-pain")!.AsObject()));

    private static CrdEngine Load(string policy, Action<JsonObject> change)
    {
        var (engine, issues) = Loading.With(policy, change);
        Assert.Empty(issues);
        return engine!;
    }

    private static void IsNotNecessary(JsonObject rule)
    {
        rule["reason"]![0]!["coding"]![0]!["display"] = "not medically necessary";
        rule["title"] = "IV ketamine is not medically necessary";
    }

    private static void Become(JsonObject rule, string outcome)
    {
        rule["code"]![0]!["coding"]![0]!["code"] = outcome;
        rule["documentation"]!.AsArray().Add(Given.Json("""{ "type": "documentation", "display": "Ask the plan." }"""));
    }
}
