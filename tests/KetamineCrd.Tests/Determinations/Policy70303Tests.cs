
namespace KetamineCrd.Tests.Determinations;

/// <summary>
/// Excellus / Univera policy 7.03.03, versions of 2019-04-18 and 2025-03-20. Expected values from facts.md (sections 000 and 002) and
/// decision-rules.md ("rule n"); the clause stands in the last column.
/// </summary>
public sealed class Policy70303Tests
{
    private const string Investigational = "investigational";
    private const string OtherPolicy = "other policy";
    private const string OtherProgram = "other program";
    private const string Review = "medical necessity review";
    private const string Silent = "silent";
    private const string Iv = Given.Intravenous;
    private const string Commercial = "sopt:512";
    private const string In2019 = "2019-06-03";
    private const string InGap = "2022-06-01";
    private const string In2025 = "2025-06-02";

    [Theory]
    [InlineData(In2019, Commercial, Investigational, "000 product rules: commercial")]
    [InlineData(In2019, "sopt:522", Investigational, "000 product rules: commercial")]
    [InlineData(In2019, "name:Essential Plan", Investigational, "000 product rules: commercial, including Essential Plan")]
    [InlineData(In2019, "sopt:21", Investigational, "000 product rules: Medicaid, no eMedNY step in this version")]
    [InlineData(In2019, "sopt:1", Investigational, "000 product rules: Medicare, and the Medicare note: no CMS decision")]
    [InlineData(In2019, "sopt:111", Investigational, "000 product rules: Medicare")]
    [InlineData(In2019, "sopt:391", Review, "000 product rules: FEHBP/FEP; rule 17")]
    [InlineData(In2019, "name:FEP Blue", Review, "000 product rules: FEHBP/FEP; rule 17")]
    [InlineData(In2025, Commercial, Investigational, "002 product rules: commercial")]
    [InlineData(In2025, "act:EHCPOL", Investigational, "002 product rules: commercial")]
    [InlineData(In2025, "sopt:622", Investigational, "002 product rules: commercial")]
    [InlineData(In2025, "name:Essential Plan", Investigational, "002 product rules: commercial, including Essential Plan")]
    [InlineData(In2025, "name:Child Health Plus", Investigational, "002 product rules: commercial, including Child Health Plus")]
    [InlineData(In2025, "sopt:23", Investigational, "002 product rules: commercial, including Child Health Plus")]
    [InlineData(In2025, "sopt:21", OtherProgram, "002 product rules: Medicaid, eMedNY first")]
    [InlineData(In2025, "name:Medicaid Managed Care", OtherProgram, "002 product rules: Medicaid, eMedNY first")]
    [InlineData(In2025, "sopt:1", Investigational, "002 product rules: Medicare; Medicare note")]
    [InlineData(In2025, "sopt:112", Investigational, "002 product rules: Medicare")]
    [InlineData(In2025, "sopt:141", Investigational, "002 product rules: Medicare, including DSNP")]
    [InlineData(In2025, "sopt:391", OtherProgram, "002 ambiguity 1; rule 17: the FEP program's own policy")]
    [InlineData(InGap, Commercial, Investigational, "rule 3: both neighbours agree")]
    [InlineData(InGap, "name:Essential Plan", Investigational, "rule 3: both neighbours agree")]
    [InlineData(InGap, "sopt:111", Investigational, "rule 3: both neighbours agree")]
    [InlineData(InGap, "sopt:21", OtherProgram, "rule 3: the neighbours differ on Medicaid, defer to the program")]
    [InlineData(InGap, "sopt:391", OtherProgram, "rule 3: the neighbours differ on FEP, defer to the program")]
    [InlineData(In2019, "name:Marketplace Silver", Investigational, "000 product rules: commercial (exchange)")]
    [InlineData(InGap, "name:Marketplace Silver", Investigational, "rule 3: both neighbours agree")]
    [InlineData(In2025, "name:Marketplace Silver", Investigational, "002 product rules: commercial (exchange)")]
    [InlineData(In2025, "name:Qualified Health Plan Bronze", Investigational, "002 product rules: commercial (exchange)")]
    [InlineData(In2019, "name:Self-funded PPO", Investigational, "000 product rules: commercial (ASO)")]
    [InlineData(In2025, "name:Self-funded PPO", Investigational, "002 product rules: commercial (ASO)")]
    [InlineData(In2019, "name:Blue Choice Option", Investigational, "000 product rules: Medicaid, no eMedNY step in this version")]
    [InlineData(In2025, "name:Blue Choice Option", OtherProgram, "002 product rules: Medicaid, eMedNY first")]
    [InlineData(In2025, "name:HMOBlue Option", OtherProgram, "002 product rules: Medicaid, eMedNY first")]
    [InlineData(In2025, "name:New York State Medicaid", OtherProgram, "002 product rules: Medicaid, eMedNY first")]
    [InlineData(InGap, "name:New York State Medicaid", OtherProgram, "rule 3: the neighbours differ on Medicaid, defer to the program")]
    [InlineData(In2019, "sopt:141", Investigational, "000 product rules: Medicare")]
    [InlineData(InGap, "sopt:1", Investigational, "rule 3: both neighbours agree")]
    [InlineData(In2019, "name:Child Health Plus", Silent, "000 product rules: commercial, including the Essential Plan; not named yet")]
    [InlineData(InGap, "name:Child Health Plus", Silent, "rule 3: the neighbours differ; say less")]
    [InlineData(In2019, "name:Choice PPO, Medicare primary", Investigational, "000 product rules: the plan itself is commercial")]
    [InlineData(InGap, "name:Choice PPO, Medicare primary", Investigational, "rule 3: both neighbours agree")]
    [InlineData(In2025, "name:Choice PPO, Medicare primary", Investigational, "002 product rules: the plan itself is commercial")]
    [InlineData(In2019, "sopt:3221", Silent, "rule 17: CHAMPVA is not addressed")]
    [InlineData(In2025, "name:CHAMPVA", Silent, "rule 17: CHAMPVA is not addressed")]
    [InlineData(In2025, "sopt:311", Silent, "rule 17: TRICARE is not among its products")]
    [InlineData(In2025, "act:MILITARY", Silent, "rule 17: TRICARE is not among its products")]
    [InlineData(In2025, "sopt:3221", Silent, "rule 17: CHAMPVA is not addressed")]
    [InlineData(In2025, "sopt:63", Silent, "rule 15: an out-of-state member is not ours to answer")]
    public void Chronic_pain_is_judged_by_the_product_line(string date, string line, string outcome, string clause) =>
        AssertOutcome(outcome, Call.Excellus(date, line, Iv, Given.Crps), clause);

    [Theory]
    [InlineData("2015-05-27", Silent, "000: effective 05/28/15; rule 3: before the first held start")]
    [InlineData("2015-05-28", Investigational, "000: effective 05/28/15; rule 1: inclusive")]
    [InlineData("2019-04-18", Investigational, "000")]
    [InlineData("2020-03-18", Investigational, "000: until the next approval on 2020-03-19")]
    [InlineData("2020-03-19", Investigational, "rule 3: a version not held, whose neighbours agree")]
    [InlineData("2025-03-19", Investigational, "rule 3: a version not held, whose neighbours agree")]
    [InlineData("2025-03-20", Investigational, "002: effective March 20, 2025; rule 1: inclusive")]
    [InlineData("2026-03-31", Investigational, "002: next review March 2026")]
    [InlineData("2026-04-01", Investigational, "rule 2: the version still answers after its review")]
    [InlineData("2030-01-01", Investigational, "rule 2: the version still answers after its review")]
    public void Chronic_pain_is_judged_by_the_service_date(string date, string outcome, string clause) =>
        AssertOutcome(outcome, Call.Excellus(date, Commercial, Iv, Given.Crps), clause);

    // Rules 2 and 3: what must be said besides.
    [Theory]
    [InlineData("2019-06-03", "")]
    [InlineData("2020-03-18", "")]
    [InlineData("2020-03-19", "VersionNotHeld")]
    [InlineData("2025-03-19", "VersionNotHeld")]
    [InlineData("2025-03-20", "")]
    [InlineData("2026-03-31", "")]
    [InlineData("2026-04-01", "ReviewOverdue")]
    public void An_answer_says_when_its_text_is_not_held_or_overdue(string date, string remarks)
    {
        var determination = Call.Excellus(date, Commercial, Iv, Given.Crps).Determine()!;

        Assert.Equal(remarks, string.Join(' ', determination.Remarks));
    }

    [Theory]
    [InlineData(Given.Intravenous, Investigational, "002: IV infusion")]
    [InlineData("418114005", Investigational, "002: IV infusion (central)")]
    [InlineData(Given.Intramuscular, Silent, "overview: other routes not addressed")]
    [InlineData(Given.Subcutaneous, Silent, "overview: other routes not addressed")]
    [InlineData(Given.Oral, Silent, "overview: other routes not addressed")]
    [InlineData(Given.Nasal, Silent, "overview: other routes not addressed")]
    [InlineData("404820008", Silent, "overview: other routes not addressed (epidural)")]
    [InlineData("417255000", Silent, "terminology: intraosseous counts as neither IV nor anything a policy names")]
    [InlineData("", "ask Route", "rule 7: a missing route is asked for")]
    public void Chronic_pain_is_judged_by_the_route(string route, string outcome, string clause)
    {
        AssertOutcome(outcome, Call.Excellus(In2025, Commercial, route, Given.Crps), clause);
        AssertOutcome(outcome, Call.Excellus(In2019, Commercial, route, Given.Crps), clause);
    }

    [Theory]
    [InlineData("route", """{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "code": "IVPUSH" }] }""", Investigational, "rule 7, 000 ambiguity 3: IV push is inside")]
    [InlineData("route", """{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "code": "IVFLUSH" }] }""", Silent, "terminology: a flush is no drug")]
    [InlineData("route", """{ "text": "parenteral infusion" }""", "ask Route", "terminology: infusion alone does not tell IV from SC")]
    [InlineData("text", "\"0.5 mg/kg IV over 40 minutes\"", Investigational, "002: IV infusion")]
    [InlineData("text", "\"by mouth or IV\"", "ask Route", "rule 7: the possible routes lead to different answers")]
    public void Chronic_pain_is_judged_by_how_the_route_is_written(string member, string json, string outcome, string clause) =>
        AssertOutcome(outcome, Call.WithOrder(o =>
        {
            Given.SetRoute(o, "");
            o["dosageInstruction"]![0]![member] = Given.Json(json);
        }), clause);

    [Fact]
    public void A_route_is_asked_for_where_an_injectable_product_says_none() =>
        AssertOutcome("ask Route", Call.WithOrder(o =>
        {
            o["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, "238082");
            Given.SetRoute(o, "");
        }), "rule 7: IV, IM and SC are possible");

    [Theory]
    [InlineData("G90.511", Investigational, "002: chronic pain, CRPS")]
    [InlineData("M79.7", Investigational, "002: fibromyalgia")]
    [InlineData("G89.29", Investigational, "002: chronic pain")]
    [InlineData("G89.4", Investigational, "002: chronic pain")]
    [InlineData("G54.6", Investigational, "000 description: phantom limb pain")]
    [InlineData("E11.42", Investigational, "000 description: diabetic neuropathy")]
    [InlineData("F45.42", Investigational, "rule 12: a pain disorder under an F code is pain")]
    [InlineData("G43.709", Investigational, "rule 10: chronic headache counts as chronic")]
    [InlineData("G44.221", Investigational, "rule 10: chronic headache counts as chronic")]
    [InlineData("M54.50", "ask Chronicity", "rule 10: needs another sign; needs-info, never a denial")]
    [InlineData("G43.909", "ask Chronicity", "rule 10")]
    [InlineData("G89.3", "ask Chronicity", "rule 10; 000 ambiguity 5: G89.3 alone does not prove chronic")]
    [InlineData("G89.18", Silent, "rule 13: acute pain is never denied")]
    [InlineData("Z01.818", Silent, "rule 13: operative use")]
    [InlineData("F33.2", OtherPolicy, "000, 002: psychiatric use belongs to policy 3.01.13")]
    [InlineData("F43.10", OtherPolicy, "000, 002: policy 3.01.13")]
    [InlineData("R45.851", OtherPolicy, "000, 002: policy 3.01.13")]
    [InlineData("F10.20", Silent, "overview: substance use not addressed")]
    [InlineData("I49.9", Silent, "rule 13: the list of all diagnosis codes does not widen a chronic-pain policy")]
    [InlineData("", "ask Indication", "rule 14: no reason at all")]
    [InlineData("M54.50 G89.29", Investigational, "rule 10: a second chronic reason")]
    [InlineData("G90.511 F33.2", Investigational, "rule 11: the stronger one decides")]
    [InlineData("F33.2 G90.511", Investigational, "rule 11: the stronger one decides")]
    [InlineData("G90.511 G89.18", "ask TreatedReason", "rule 13: acute pain is never denied; rule 10: the chronic pain would be")]
    [InlineData("G90.511 Z01.818", Silent, "rule 13: operative use is never denied")]
    [InlineData("G90.511 I10", Investigational, "rule 9: the reason that is known decides")]
    public void Intravenous_ketamine_is_judged_by_the_reason(string reasons, string outcome, string clause)
    {
        var codes = reasons.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        AssertOutcome(outcome, Call.Excellus(In2025, Commercial, Iv, codes), clause);
        AssertOutcome(outcome, Call.Excellus(In2019, Commercial, Iv, codes), clause);
        AssertOutcome(outcome, Call.Excellus(InGap, Commercial, Iv, codes), clause);
    }

    // Rule 16: an unknown product line is asked for only if the answer turns on it.
    [Theory]
    [InlineData(In2025, "", "G90.511", "ask ProductLine")]
    [InlineData(In2025, "act:PUBLICPOL", "G90.511", "ask ProductLine")] // Medicaid defers, Medicare Advantage does not
    [InlineData(In2025, "act:PUBLICPOL", "F33.2", OtherPolicy)]         // 3.01.13 either way
    [InlineData(In2025, "act:PUBLICPOL", "G89.18", Silent)]
    [InlineData(In2025, "act:GOVEMP", "G90.511", "ask ProductLine")]    // FEP, or a commercial product
    [InlineData(In2019, "act:GOVEMP", "G90.511", "ask ProductLine")]
    [InlineData(In2025, "", "G89.18", Silent)]
    public void A_product_line_is_asked_for_only_where_the_answer_turns_on_it(string date, string line, string reason, string outcome) =>
        AssertOutcome(outcome, Call.Excellus(date, line, Iv, reason), "rule 16");

    [Theory]
    [InlineData("M54.50", "", "ask Route, Chronicity")]
    [InlineData("", "", "ask Route, Indication")]
    public void All_that_is_missing_is_asked_at_once(string reason, string route, string outcome) =>
        AssertOutcome(outcome, Call.Excellus(In2025, Commercial, route, reason.Split(' ', StringSplitOptions.RemoveEmptyEntries)), "rules 7, 10, 14");

    // Nothing is asked that could not change the answer.
    [Theory]
    [InlineData(Given.Oral, "M54.50")]
    [InlineData(Given.Oral, "")] // all that it could lead to is a referral
    [InlineData("", "G89.18")]
    [InlineData("", "I49.9")]
    public void Nothing_is_asked_where_no_answer_turns_on_it(string route, string reasons) =>
        AssertOutcome(Silent, Call.Excellus(In2025, Commercial, route, reasons.Split(' ', StringSplitOptions.RemoveEmptyEntries)), "rule 7");

    [Theory]
    [InlineData(Given.Intramuscular)]
    [InlineData(Given.Nasal)]
    [InlineData(Given.Oral)]
    public void Psychiatric_use_is_left_to_its_policy_by_any_route(string route) =>
        AssertOutcome(OtherPolicy, Call.Excellus(In2025, Commercial, route, "F33.2"), "000, 002: related policies name no route");

    // Spravato is a nasal spray: S-ketamine by vein is not it (decision rule 5).
    [Theory]
    [InlineData("G90.511")]
    [InlineData("F33.2")]
    public void Esketamine_by_vein_is_not_Spravato(string reason)
    {
        var call = Call.Excellus(In2025, Commercial, Iv, reason);
        call.Orders[0]["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, "2119365");

        AssertOutcome(Silent, call, "rule 5");
    }

    // 000: "see the Clinical Review Prior Authorization (CRPA) Medical Drug Policy"; 002: pharmacy policy 63, CRPA.
    [Theory]
    [InlineData(In2019, Commercial, Given.Nasal, "F33.2")]
    [InlineData(In2025, Commercial, Given.Nasal, "F33.2")]
    [InlineData(In2025, "sopt:21", Given.Nasal, "F33.2")]
    [InlineData(In2025, "sopt:391", Given.Nasal, "")]
    [InlineData(In2025, Commercial, "", "")]
    public void Esketamine_is_left_to_the_pharmacy_policy(string date, string line, string route, string reasons)
    {
        var call = Call.Excellus(date, line, route, reasons.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        call.Orders[0]["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, "2119365");

        AssertOutcome(OtherPolicy, call, "000, 002: out of scope by its own words");
        Assert.Contains("Clinical Review Prior Authorization", Reason(call), StringComparison.Ordinal);
    }

    // What an answer that is not a denial must name.
    [Theory]
    [InlineData(In2025, Commercial, "F33.2", "3.01.13")]
    [InlineData(In2019, "sopt:21", "F33.2", "3.01.13")]
    [InlineData(In2025, "sopt:21", "G90.511", "eMedNY")]
    [InlineData(InGap, "sopt:21", "G90.511", "eMedNY")]
    [InlineData(In2019, "sopt:391", "G90.511", "medical necessity")]
    [InlineData(In2025, "sopt:391", "G90.511", "program's own medical policy")]
    [InlineData(InGap, "sopt:391", "G90.511", "program's own medical policy")]
    [InlineData(In2025, Commercial, "M54.50", "whether the pain is chronic")]
    [InlineData(In2025, Commercial, "G90.511 F33.2", "3.01.13")]
    [InlineData(In2025, "sopt:141", "G90.511", "Medicaid")] // DSNP: where it does not cover the service, the Medicaid line
    public void An_answer_names_who_decides_or_what_is_missing(string date, string line, string reasons, string named) =>
        Assert.Contains(named, Reason(Call.Excellus(date, line, Iv, reasons.Split(' '))), StringComparison.OrdinalIgnoreCase);

    // Every not-covered answer says that the member's contract may differ (rule 18), and prior authorization only where the text does (rule 20).
    [Theory]
    [InlineData(In2019, Commercial)]
    [InlineData(InGap, Commercial)]
    [InlineData(In2025, Commercial)]
    [InlineData(In2025, "sopt:141")]
    [InlineData(In2019, "sopt:111")]
    public void A_denial_says_that_the_contract_or_benefits_may_differ(string date, string line) =>
        Assert.Contains("may differ", Reason(Call.Excellus(date, line, Iv, Given.Crps)), StringComparison.Ordinal);

    [Fact]
    public void Univera_is_bound_like_Excellus()
    {
        var call = Call.Excellus(In2025, Commercial, Iv, Given.Crps);
        call.Coverages[0]["payor"]![0]!["display"] = "Univera Healthcare";

        AssertOutcome(Investigational, call, "rule 15");
    }

    // Of the five texts only MB2300 has a rule for a plan that pays after Medicare; here the plan stays the commercial one it is.
    [Theory]
    [InlineData(In2019, 1, 2)]
    [InlineData(InGap, 1, 2)]
    [InlineData(In2025, 1, 2)]
    [InlineData(In2025, 2, 1)]
    [InlineData(In2025, null, null)]
    public void A_commercial_plan_beside_Medicare_stays_investigational(string date, int? medicare, int? plan)
    {
        var call = Call.Excellus(date, Commercial, Iv, Given.Crps);
        call.Coverages[0]["order"] = plan;
        var beside = Given.Coverage(c =>
        {
            (c["id"], c["order"], c["payor"]![0]!["display"]) = ("medicare-1", medicare, "Another insurer");
            Given.SetLine(c, "sopt:1");
        });

        AssertOutcome(Investigational, call with { Coverages = [beside, call.Coverages[0]] }, "000, 002 product rules: commercial");
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
