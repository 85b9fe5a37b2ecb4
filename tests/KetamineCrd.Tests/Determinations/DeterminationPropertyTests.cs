using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KetamineCrd.Determinations;
using KetamineCrd.Policies;

namespace KetamineCrd.Tests.Determinations;

public sealed class DeterminationPropertyTests
{
    // Decision rule 9: the reasons that are known decide; other elements of the order are not asked.
    public static TheoryData<string> Additions => [.. Unrelated.Keys];

    private static readonly Dictionary<string, (Action<JsonObject>? Order, Action<JsonObject>? Coverage)> Unrelated = new(StringComparer.Ordinal)
    {
        ["another reason"] = (o => o["reasonCode"]!.AsArray().Add(Given.Coded(Given.Icd10Cm, "I10", "Essential hypertension")), null),
        ["another reason, first"] = (o => o["reasonCode"]!.AsArray().Insert(0, Given.Coded(Given.SnomedCt, "38341003", "Hypertensive disorder")), null),
        ["a local coding of each reason"] = (o =>
        {
            foreach (var reason in o["reasonCode"]!.AsArray())
            {
                reason!["coding"]!.AsArray().Add(Given.Json("""{ "system": "urn:local", "code": "X", "display": "Visit" }"""));
            }
        }, null),
        ["a local coding of the drug"] = (o =>
        {
            var codings = o["medicationCodeableConcept"]!["coding"] ?? (o["medicationCodeableConcept"]!["coding"] = new JsonArray());
            codings.AsArray().Insert(0, Given.Json("""{ "system": "urn:local", "code": "4711", "display": "Item 4711" }"""));
        }, null),
        ["a local coding of the product line"] = (null, c => (c["type"] ?? (c["type"] = new JsonObject { ["coding"] = new JsonArray() }))["coding"]!
            .AsArray().Add(Given.Json("""{ "system": "urn:local", "code": "PLAN7" }"""))),
        ["an extension of the order"] = (o => o["extension"] = Given.Json("""[{ "url": "urn:x", "valueString": "esketamine for depression" }]"""), null),
        ["an extension of the coverage"] = (null, c => c["extension"] = Given.Json("""[{ "url": "urn:x", "valueString": "Medicaid" }]""")),
        ["a member nobody knows"] = (o => o["x-unknown"] = "procedural sedation", c => c["x-unknown"] = "FEP"),
        ["an intent"] = (o => o["intent"] = "proposal", null),
        ["a note about something else"] = (o => o["note"] = Given.Json("""[{ "text": "Please call the patient." }]"""), null),
    };

    [Theory]
    [MemberData(nameof(Additions))]
    public void Something_unrelated_never_changes_an_answer(string name)
    {
        var (order, coverage) = Unrelated[name];
        Prop.ForAll(Scenario.WithReason, scenario => scenario.Call(order, coverage).Outcome() == scenario.Call().Outcome()).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Other_ids_never_change_an_answer() =>
        Prop.ForAll(Scenario.Any, scenario =>
            scenario.Call(o => o["id"] = "A-9.z", c => c["id"] = "another").Outcome() == scenario.Call().Outcome()).QuickCheckThrowOnFailure();

    // "An order that is not about ketamine or esketamine costs no look-up, no card, no error, whatever else is wrong with its Coverage."
    [Fact]
    public void An_order_of_another_drug_never_gets_anything() =>
        Prop.ForAll(Scenario.OfOtherDrugs, scenario =>
        {
            var call = scenario.Call() with { CanRead = true };
            return call.Read().Reads.Count == 0
                && call.AnswerText() == """{"cards":[]}"""
                && (call with { Coverages = [], RawCoverage = "null" }).AnswerText() == """{"cards":[]}""";
        }).QuickCheckThrowOnFailure();

    // Rule 3: a denial rests on a version in force on the day, or on two neighbours that both deny.
    [Fact]
    public void A_denial_always_has_a_version_of_the_day_or_neighbours_that_agree() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var determination = scenario.Call().Determine();
            if (determination?.Determination is not Determination.NotCovered)
            {
                return true;
            }

            var day = DateOnly.Parse(scenario.Date, null);
            var policy = Engine.Instance.Policies.Policies.Single(p => p.Versions[0].Url == determination.Policy!.Url);
            return determination.Policy!.IsInForce(day)
                || (policy.At(day) is VersionOnDay.Between && determination.Remarks.Contains(Remark.VersionNotHeld));
        }).QuickCheckThrowOnFailure();

    // Rule 17: "FEP is never answered 'investigational'".
    [Fact]
    public void The_Federal_Employee_Program_is_never_denied() =>
        Prop.ForAll(Scenario.Any, scenario =>
            (scenario with { Payer = "Excellus BCBS", Line = "sopt:391" }).Call().Determine()?.Determination is not Determination.NotCovered).QuickCheckThrowOnFailure();

    // Rule 17: CHAMPVA and TRICARE are not VA community care.
    [Theory]
    [InlineData("VA Community Care", "sopt:3221")]
    [InlineData("VA Community Care", "sopt:3211")]
    [InlineData("TRICARE", "")]
    [InlineData("TRICARE", "sopt:311")]
    public void Programs_beside_VA_community_care_are_never_denied(string payer, string line) =>
        Prop.ForAll(Scenario.Any, scenario =>
            (scenario with { Payer = payer, Line = line }).Call().Determine()?.Determination is not Determination.NotCovered).QuickCheckThrowOnFailure();

    // Rule 13: "acute pain, anaesthesia, procedural sedation … are never denied by any of these texts".
    [Theory]
    [InlineData("G89.18")]
    [InlineData("Z01.818")]
    public void An_acute_or_procedural_reason_is_never_denied(string reason) =>
        Prop.ForAll(Scenario.Any, scenario =>
            (scenario with { Reasons = $"{scenario.Reasons} {reason}" }).Call().Determine()?.Determination is not Determination.NotCovered).QuickCheckThrowOnFailure();

    // Rule 5: "Esketamine is never ketamine."
    [Theory]
    [InlineData("""{ "text": "esketamine" }""")]
    [InlineData("""{ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "2119365", "display": "ketamine" }], "text": "ketamine" }""")]
    public void Esketamine_is_never_denied(string drug) =>
        Prop.ForAll(Scenario.Any, scenario => (scenario with { Drug = drug }).Call().Determine()?.Determination is not Determination.NotCovered).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_call_has_the_same_answer() =>
        Prop.ForAll(Scenario.Any, scenario => scenario.Call().AnswerText() == scenario.Call().AnswerText()).QuickCheckThrowOnFailure();
}
