using System.Text;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests;

/// <summary>
/// A policy is data: a payer, a drug and a policy that stand in no file are added in memory, and the engine answers by them. The insurer, the drug
/// and its code are fictional; no such RxNorm concept is known.
/// </summary>
public sealed class SixthPolicyTests
{
    private const string Insurer = "Nowhere Mutual";
    private const string Code = "99999901";
    private const string Base = "https://ketaminecrd.example/fhir";
    private const string Day = "2025-06-02";
    private const string Denial = "Experimental: IV nowherecaine for chronic pain, policy NM-6. The member's contract may differ.";
    private const string Ground = """  "reason": [{ "coding": [{ "code": "experimental", "display": "experimental" }] }],""";

    private static readonly CrdEngine WithSix = Load();

    [Fact]
    public void Its_denial_has_coverage_information_and_a_card()
    {
        var call = Nowherecaine();
        var card = call.OnlyCard();
        var statement = call.CoverageInformation()!.Value.GetRawText();

        Assert.Equal("experimental", call.Outcome());
        Assert.Contains("\"valueCode\":\"not-covered\"", statement, StringComparison.Ordinal);
        Assert.Contains($"{Call.BaseAddress}/policies/NM-6/1#chronic-pain", statement, StringComparison.Ordinal);
        Assert.Equal(Denial, call.Reason());
        Assert.Equal(Insurer, card.GetProperty("source").GetProperty("label").GetString());
        Assert.Equal("warning", card.GetProperty("indicator").GetString());
        Assert.StartsWith("IV nowherecaine for chronic pain is experimental (NM-6)", card.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("**Nowherecaine:** Nobody has tried it.", card.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("https://nowhere.example.org/policies", card.GetProperty("links").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", Given.Intravenous, "ask Indication")]
    [InlineData("M54.50", Given.Intravenous, "ask Chronicity")]
    [InlineData(Given.Crps, "", "ask Route")]
    [InlineData("F33.2", Given.Intravenous, "other policy")]
    [InlineData("G89.18", Given.Intravenous, "silent")]
    [InlineData(Given.Crps, Given.Oral, "silent")]
    public void It_asks_refers_and_is_silent_like_any_other(string reason, string route, string outcome) =>
        Assert.Equal(outcome, Nowherecaine(route: route, reason: reason).Outcome());

    [Theory]
    [InlineData("2024-12-31", "silent")]
    [InlineData("2025-01-01", "experimental")]
    [InlineData("2025-12-31", "experimental")]
    [InlineData("2026-01-01", "silent")]
    public void It_is_in_force_on_both_ends_of_its_period(string date, string outcome) => Assert.Equal(outcome, Nowherecaine(date: date).Outcome());

    [Theory]
    [InlineData("Excellus BlueCross BlueShield")]
    [InlineData("VA Community Care")]
    [InlineData("Medica")]
    [InlineData("Example Health Plan")]
    public void It_binds_no_other_payer(string payer) => Assert.Equal("""{"cards":[]}""", Nowherecaine(payer).AnswerText());

    [Fact]
    public void It_says_nothing_of_other_drugs() =>
        Assert.Equal("silent", (Call.Under(Insurer, Day, "sopt:512", Given.Intravenous, Given.Crps) with { Engine = WithSix }).Outcome());

    [Fact]
    public void It_leaves_the_other_policies_as_they_are()
    {
        Assert.Equal(new Call().AnswerText(), new Call { Engine = WithSix }.AnswerText());
        Assert.Equal(Engine.Instance.Policies.Policies.Count + 1, WithSix.Policies.Policies.Count);
    }

    [Fact]
    public void Without_it_nobody_knows_the_drug_or_the_payer() => Assert.Equal("silent", (Nowherecaine() with { Engine = Engine.Instance }).Outcome());

    private static Call Nowherecaine(string payer = Insurer, string date = Day, string route = Given.Intravenous, string reason = Given.Crps)
    {
        var call = Call.Under(payer, date, "sopt:512", route, reason.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        call.Orders[0]["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, Code);
        return call with { Engine = WithSix };
    }

    private static CrdEngine Load()
    {
        var (engine, issues) = CrdEngine.Load(
        [
            .. Engine.Files(),
            File("Organization/nowhere", """{ "resourceType": "Organization", "id": "nowhere", "name": "Nowhere Mutual", "alias": ["Nowhere Mutual Insurance"] }"""),
            File("ValueSet/nowherecaine", $$"""
                {
                  "resourceType": "ValueSet", "id": "nowherecaine", "url": "{{Base}}/ValueSet/nowherecaine", "title": "Nowherecaine",
                  "useContext": [{ "code": { "code": "focus" }, "valueCodeableConcept": { "coding": [{ "code": "drug" }] } }],
                  "compose": { "include": [{ "system": "{{Given.RxNorm}}", "concept": [{ "code": "{{Code}}" }] }] }
                }
                """),
            File("PlanDefinition/nowhere-nm-6", $$"""
                {
                  "resourceType": "PlanDefinition", "id": "nowhere-nm-6", "url": "{{Base}}/PlanDefinition/NM-6", "identifier": [{ "value": "NM-6" }],
                  "version": "1", "title": "Nowherecaine", "status": "active", "publisher": "{{Insurer}}", "description": "A test.",
                  "useContext": [{ "code": { "code": "program" }, "valueReference": { "reference": "Organization/nowhere" } }],
                  "purpose": "There is no such drug.", "usage": "Choose one that there is.",
                  "effectivePeriod": { "start": "2025-01-01", "end": "2025-12-31" },
                  "relatedArtifact": [{ "type": "documentation", "label": "Policies", "url": "https://nowhere.example.org/policies" }],
                  "action": [{{Rule("psychiatric", "refer-to-other-policy", "Psychiatric use is decided by NM-7", "Policy NM-7 decides, not NM-6.", "", "psychiatric")}},
                             {{Rule("chronic-pain", "not-covered", "IV nowherecaine for chronic pain is experimental", Denial, Ground, "chronic-pain-conditions")}}]
                }
                """),
        ]);
        Assert.Empty(issues);
        return engine!;
    }

    private static string Rule(string id, string outcome, string title, string text, string ground, string reasons) => $$"""
        {
          "id": "{{id}}", "title": "{{title}}", "description": "Nobody has tried it.",
          "textEquivalent": "{{text}}",
          "code": [{ "coding": [{ "system": "{{Base}}/CodeSystem/determination", "code": "{{outcome}}" }] }],
          {{ground}}
          "documentation": [{ "type": "citation", "label": "Section 1" }, { "type": "documentation", "display": "Look it up." }],
          "input": [{ "type": "MedicationRequest", "codeFilter": [
            { "path": "medication", "valueSet": "{{Base}}/ValueSet/nowherecaine" },
            { "path": "dosageInstruction.route", "valueSet": "{{Base}}/ValueSet/route-intravenous" },
            { "path": "reasonCode", "valueSet": "{{Base}}/ValueSet/{{reasons}}" }] }]
        }
        """;

    private static ResourceFile File(string path, string json) => new($"fhir-resources/{path}.json", Encoding.UTF8.GetBytes(json));
}
