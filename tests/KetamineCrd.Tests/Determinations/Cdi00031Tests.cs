using KetamineCrd.Determinations;

namespace KetamineCrd.Tests.Determinations;

/// <summary>VA document CDI 00031, from 2024-10-01. Expected values from facts.md (section 003) and decision-rules.md ("rule n").</summary>
public sealed class Cdi00031Tests
{
    private const string NotNecessary = "not medically necessary";
    private const string OtherPolicy = "other policy";
    private const string Silent = "silent";
    private const string Va = "VA Community Care";
    private const string Tricare = "TRICARE";
    private const string Iv = Given.Intravenous;
    private const string Day = "2025-06-02";

    [Theory]
    [InlineData("2024-09-30", Silent, "003: effective October 1, 2024; rule 3: before the first known start")]
    [InlineData("2024-10-01", NotNecessary, "003: effective October 1, 2024; rule 1: inclusive")]
    [InlineData("2030-01-01", NotNecessary, "003: open")]
    public void Chronic_pain_is_judged_by_the_service_date(string date, string outcome, string clause) =>
        AssertOutcome(outcome, Call.Veterans(Va, date, "", Iv, Given.Crps), clause);

    // 003: "any route, including but not limited to subcutaneous, oral, intravenous, intramuscular, transdermal, intranasal".
    [Theory]
    [InlineData(Given.Intravenous)]
    [InlineData(Given.Intramuscular)]
    [InlineData(Given.Subcutaneous)]
    [InlineData(Given.Oral)]
    [InlineData(Given.Nasal)]
    [InlineData("45890007")] // transdermal
    [InlineData("37839007")] // sublingual
    [InlineData("404820008")]
    [InlineData("")]         // rule 7: every possible route leads to the same answer
    public void Chronic_pain_is_judged_alike_by_any_route(string route) =>
        AssertOutcome(NotNecessary, Call.Veterans(Va, Day, "", route, Given.Crps), "003: any route");

    [Theory]
    [InlineData("G90.511", NotNecessary, "003: chronic pain")]
    [InlineData("M79.7", NotNecessary, "003: fibromyalgia")]
    [InlineData("G43.709", NotNecessary, "rule 10: chronic headache counts as chronic")]
    [InlineData("F45.41", NotNecessary, "rule 12")]
    [InlineData("M54.50", "ask Chronicity", "rule 10")]
    [InlineData("G89.3", "ask Chronicity", "rule 10")]
    [InlineData("G89.18", Silent, "003 ambiguity 4: acute pain not addressed")]
    [InlineData("Z01.818", Silent, "003 ambiguity 4: anaesthesia not addressed")]
    [InlineData("F43.10", Silent, "003 ambiguity 4: psychiatric use not addressed")]
    [InlineData("F33.2", Silent, "003 ambiguity 4: psychiatric use not addressed")]
    [InlineData("F11.20", Silent, "overview: substance use not addressed")]
    [InlineData("I49.9", Silent, "not the subject")]
    [InlineData("", "ask Indication", "rule 14")]
    [InlineData("G90.511 F43.10", "ask TreatedReason", "rule 11: a reason that the text does not address is no answer")]
    [InlineData("G90.511 G89.18", "ask TreatedReason", "rule 13")]
    [InlineData("G90.511 Z01.818", Silent, "rule 13")]
    public void Ketamine_is_judged_by_the_reason(string reasons, string outcome, string clause) =>
        AssertOutcome(outcome, Call.Veterans(Va, Day, "", Iv, reasons.Split(' ', StringSplitOptions.RemoveEmptyEntries)), clause);

    [Theory]
    [InlineData(Va, "", NotNecessary, "003: VA community care")]
    [InlineData(Va, "act:VET", NotNecessary, "terminology: VET is VA")]
    [InlineData(Va, "sopt:3212", NotNecessary, "003: community care")]
    [InlineData(Va, "sopt:3211", Silent, "003 ambiguity 7: care in VA facilities is not the subject")]
    [InlineData(Va, "sopt:3221", Silent, "rule 17, 003 ambiguity 6: CHAMPVA is not addressed")]
    [InlineData(Va, "name:CHAMPVA", Silent, "rule 17, 003 ambiguity 6: CHAMPVA is not addressed")]
    [InlineData(Va, "name:Veterans Community Care Program", NotNecessary, "003: VA community care")]
    [InlineData(Va, "sopt:322", Silent, "rule 17, 003 ambiguity 6: CHAMPVA is not addressed")]
    [InlineData(Tricare, "sopt:3221", Silent, "rule 17, 003 ambiguity 6: CHAMPVA is not addressed")]
    [InlineData(Tricare, "sopt:311", OtherPolicy, "rule 17: TRICARE, refer to the TRICARE Policy Manual")]
    [InlineData(Tricare, "", OtherPolicy, "rule 17: TRICARE, refer to the TRICARE Policy Manual")]
    [InlineData(Tricare, "act:MILITARY", OtherPolicy, "rule 17")]
    [InlineData(Tricare, "sopt:3111", OtherPolicy, "rule 17")]
    public void Chronic_pain_is_judged_by_the_program(string payer, string line, string outcome, string clause) =>
        AssertOutcome(outcome, Call.Veterans(payer, Day, line, Iv, Given.Crps), clause);

    // 003, TRICARE: off-label ketamine "subcutaneous, sublingual, IV, injectable, nasal spray, oral".
    [Theory]
    [InlineData(Given.Oral)]
    [InlineData(Given.Nasal)]
    [InlineData(Given.Intramuscular)]
    [InlineData("")]
    public void TRICARE_is_pointed_to_its_manual_whatever_the_route(string route) =>
        AssertOutcome(OtherPolicy, Call.Veterans(Tricare, Day, "", route, Given.Crps), "003: TRICARE; rule 17");

    // 003: "VA and Medicare law are separate".
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(null, null)]
    public void A_Medicare_coverage_beside_it_changes_nothing(int? medicare, int? va)
    {
        var call = Call.Veterans(Va, Day, "", Iv, Given.Crps);
        call.Coverages[0]["order"] = va;
        var beside = Given.Coverage(c =>
        {
            (c["id"], c["order"], c["payor"]![0]!["display"]) = ("medicare-1", medicare, "Another insurer");
            Given.SetLine(c, "sopt:1");
        });

        AssertOutcome(NotNecessary, call with { Coverages = [beside, call.Coverages[0]] }, "003: Medicare");
    }

    [Fact]
    public void TRICARE_is_pointed_to_its_manual()
    {
        var reason = Reason(Call.Veterans(Tricare, Day, "", Iv, Given.Crps));

        Assert.Contains("TRICARE Policy Manual", reason, StringComparison.Ordinal);
        Assert.Contains("6010.63-M", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-09-30", Given.Crps)]
    [InlineData(Day, "G89.18")]
    public void TRICARE_is_left_alone_where_the_document_says_nothing(string date, string reason) =>
        AssertOutcome(Silent, Call.Veterans(Tricare, date, "", Iv, reason), "003");

    [Theory]
    [InlineData(Va)]
    [InlineData(Tricare)]
    public void Esketamine_is_not_addressed(string payer)
    {
        var call = Call.Veterans(payer, Day, "", Given.Nasal, "F33.2", Given.Crps);
        call.Orders[0]["medicationCodeableConcept"] = Given.Worded("Spravato");

        AssertOutcome(Silent, call, "003 ambiguity 3: must not be stretched to Spravato");
    }

    // 003 ambiguity 2: both grounds are given, report both. Rule 18: the draft, and that the benefits may differ.
    [Fact]
    public void A_denial_gives_both_grounds_and_says_that_it_is_a_draft()
    {
        var reason = Reason(Call.Veterans(Va, Day, "", Iv, Given.Crps));

        foreach (var word in new[] { "investigational and experimental", "not medically necessary", "draft", "benefits may differ", "CDI 00031" })
        {
            Assert.Contains(word, reason, StringComparison.OrdinalIgnoreCase);
        }
    }

    // Rule 18: "VA answers always say that the determination is a draft."
    [Theory]
    [InlineData(Given.Crps)]
    [InlineData("M54.50")]
    [InlineData("")]
    public void Every_answer_says_that_the_document_is_a_draft(string reasons)
    {
        var call = Call.Veterans(Va, Day, "", Iv, reasons.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains(Remark.Draft, call.Determine()!.Remarks);
        Assert.Contains("draft", Reason(call), StringComparison.OrdinalIgnoreCase);
    }

    private static string Reason(Call call) =>
        call.CoverageInformation()!.Value.GetProperty("extension").EnumerateArray()
            .Single(e => e.GetProperty("url").GetString() == "reason").GetProperty("valueCodeableConcept").GetProperty("text").GetString()!;

    private static void AssertOutcome(string expected, Call call, string clause)
    {
        var outcome = call.Outcome();
        Assert.True(expected == outcome, $"Expected {expected}, was {outcome}: {clause}");
    }
}
