using System.Text.Json.Nodes;
using KetamineCrd.Determinations;

namespace KetamineCrd.Tests.Determinations;

/// <summary>
/// Medica / Dean Health Plan policy MB2300, from 2025-08-21. Expected values from facts.md (section 004) and decision-rules.md ("rule n"); the
/// clause stands in the last column.
/// </summary>
public sealed class PolicyMb2300Tests
{
    private const string NotCovered = "not covered";
    private const string OtherProgram = "other program";
    private const string Authorization = "prior authorization";
    private const string PolicyAsksForTheProduct = "policy asks for the product";
    private const string Silent = "silent";
    private const string Medica = "Medica";
    private const string Dean = "Dean Health Plan";
    private const string Commercial = "sopt:512";
    private const string Iv = Given.Intravenous;
    private const string Day = "2025-09-02";

    [Theory]
    [InlineData("2023-06-01", Silent, "004 ambiguity 11: text before 2025-08-21 existed but is not held; rule 3")]
    [InlineData("2025-08-20", Silent, "004: effective 08/21/2025; rule 3: before the first held start")]
    [InlineData("2025-08-21", NotCovered, "004: effective 08/21/2025; rule 1: inclusive; ambiguity 10: published eleven days later")]
    [InlineData("2025-09-01", NotCovered, "004: published 09/01/2025")]
    [InlineData("2030-01-01", NotCovered, "overview: open")]
    public void Each_statement_is_judged_by_the_service_date(string date, string outcome, string clause)
    {
        AssertOutcome(outcome, Call.Under(Medica, date, Commercial, Iv, Given.Crps), clause);
        AssertOutcome(outcome, Call.Under(Medica, date, Commercial, Iv, "F33.2"), clause);
        AssertOutcome(outcome, Call.Under(Medica, date, Commercial, Given.Intramuscular, "F10.20"), clause);
    }

    [Theory]
    [InlineData(Commercial, NotCovered, "004 plan boxes: Commercial")]
    [InlineData("act:EHCPOL", NotCovered, "004 plan boxes: Commercial")]
    [InlineData("sopt:522", NotCovered, "004 plan boxes: ASO")]
    [InlineData("name:Self-insured Choice", NotCovered, "004 plan boxes: ASO")]
    [InlineData("name:Marketplace Silver", NotCovered, "004 plan boxes: Exchange/ACA")]
    [InlineData("name:Individual and Family Gold", NotCovered, "004 plan boxes: Exchange/ACA")]
    [InlineData("sopt:111", Silent, "004 product rules: Medicare Advantage, policy not applicable; rule 17")]
    [InlineData("name:Medicare Advantage HMO", Silent, "004 product rules: Medicare Advantage")]
    [InlineData("name:Medicare Replacement", Silent, "004 product rules: \"Medicare Replacement\"")]
    [InlineData("name:Dean Care Gold", OtherProgram, "004 product rules: Medicare Cost (Dean Care Gold); ambiguity 3")]
    [InlineData("name:Medicare Cost Plan", OtherProgram, "004 product rules: Medicare Cost; ambiguity 3")]
    [InlineData("sopt:523", OtherProgram, "004 product rules: Medicare Supplement (Select); ambiguity 3")]
    [InlineData("name:Medicare Select", OtherProgram, "004 product rules: Medicare Supplement (Select)")]
    [InlineData("name:Choice PPO, Medicare primary", Authorization, "004 product rules: Medicare primary, plan secondary; ambiguity 2")]
    [InlineData("name:Secondary to Medicare", Authorization, "004 product rules: Medicare primary, plan secondary")]
    [InlineData("name:BadgerCare Plus", OtherProgram, "004 product rules: Wisconsin Medicaid; ambiguity 4")]
    [InlineData("name:Wisconsin Medicaid", OtherProgram, "004 product rules: Wisconsin Medicaid; ambiguity 4")]
    [InlineData("name:ForwardHealth", OtherProgram, "004 product rules: Wisconsin Medicaid")]
    [InlineData("sopt:21", PolicyAsksForTheProduct, "004 product rules: Wisconsin Medicaid only; rule 16: which state is not said")]
    [InlineData("name:MinnesotaCare", Silent, "004 product rules: Wisconsin Medicaid only")]
    [InlineData("sopt:1", PolicyAsksForTheProduct, "rule 16: which Medicare product is not said")]
    [InlineData("sopt:391", Silent, "rule 17: FEP is not among its products")]
    [InlineData("sopt:3221", Silent, "rule 17: CHAMPVA is not addressed")]
    public void Each_statement_is_judged_by_the_product_line(string line, string outcome, string clause)
    {
        AssertOutcome(outcome, Call.Under(Medica, Day, line, Iv, Given.Crps), clause);
        AssertOutcome(outcome, Call.Under(Medica, Day, line, Iv, "F33.2"), clause);
        AssertOutcome(outcome, Call.Under(Medica, Day, line, Given.Subcutaneous, "F10.20"), clause);
        AssertOutcome(outcome, Call.Under(Dean, Day, line, Iv, Given.Crps), clause);
    }

    // Rule 16.
    [Theory]
    [InlineData("", "G90.511", "ask ProductLine")]
    [InlineData("act:PUBLICPOL", "G90.511", "ask ProductLine")] // Medicaid, or Medicare Advantage
    [InlineData("", "G89.18", Silent)]
    [InlineData("act:PUBLICPOL", "I49.9", Silent)]
    public void A_product_line_is_asked_for_only_where_the_answer_turns_on_it(string line, string reason, string outcome) =>
        AssertOutcome(outcome, Call.Under(Medica, Day, line, Iv, reason), "rule 16");

    [Theory]
    [InlineData(Given.Intravenous, NotCovered, "004 statements 2.1, 2.2: IV")]
    [InlineData("418114005", NotCovered, "004 statements 2.1, 2.2: IV (central)")]
    [InlineData(Given.Intramuscular, NotCovered, "004 ambiguity 5: IM stands in the title")]
    [InlineData(Given.Subcutaneous, NotCovered, "004 ambiguity 5: SC stands in the title")]
    [InlineData(Given.Oral, Silent, "004 ambiguity 6: oral not addressed")]
    [InlineData(Given.Nasal, Silent, "004 ambiguity 6: nasal not addressed")]
    [InlineData("37839007", Silent, "004 ambiguity 6: sublingual not addressed")]
    [InlineData("45890007", Silent, "004 routes: IV, IM, SC (transdermal)")]
    [InlineData("404820008", Silent, "004 routes: IV, IM, SC (epidural)")]
    [InlineData("417255000", Silent, "terminology: intraosseous counts as neither IV nor anything a policy names")]
    [InlineData("", "ask Route", "rule 7: the drug alone says no form, and oral would be left alone")]
    public void Ketamine_is_judged_by_the_route(string route, string outcome, string clause)
    {
        AssertOutcome(outcome, Call.Under(Medica, Day, Commercial, route, Given.Crps), clause);
        AssertOutcome(outcome, Call.Under(Medica, Day, Commercial, route, "F33.2"), clause);
        AssertOutcome(outcome, Call.Under(Medica, Day, Commercial, route, "F10.20"), clause);
    }

    [Theory]
    [InlineData("IVPUSH", NotCovered, "004 statements 2.1, 2.2: IV, push or infusion")]
    [InlineData("IVFLUSH", Silent, "terminology: a flush is no drug")]
    [InlineData("IM", NotCovered, "004 ambiguity 5")]
    [InlineData("SQ", NotCovered, "004 ambiguity 5")]
    [InlineData("PARENTINJ", NotCovered, "rule 7: IV, IM and SC lead to the same answer")]
    public void Ketamine_is_judged_by_an_HL7_route(string code, string outcome, string clause)
    {
        var call = Call.Under(Medica, Day, Commercial, "", Given.Crps);
        call.Orders[0]["dosageInstruction"]![0]!["route"] = Given.Coded(Given.RouteV3, code);

        AssertOutcome(outcome, call, clause);
    }

    // Rule 7: "asked for, unless every possible route leads to the same answer"; the answer then says that the route was not said.
    [Theory]
    [InlineData(Given.Crps)]
    [InlineData("F33.2")]
    [InlineData("F10.20")]
    public void An_injectable_product_without_a_route_is_answered_alike_by_each(string reason)
    {
        var call = Call.Under(Medica, Day, Commercial, "", reason);
        call.Orders[0]["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, "238082");
        var determination = call.Determine()!;

        Assert.Equal(NotCovered, Call.Outcome(determination));
        Assert.Contains(Remark.RouteNotSaid, determination.Remarks);
    }

    [Theory]
    [InlineData("96365", NotCovered, "004 statement 2.1: IV")]
    [InlineData("96374", NotCovered, "004 statement 2.1: IV push")]
    [InlineData("96369", NotCovered, "004 ambiguity 5: SC infusion")]
    [InlineData("96372", NotCovered, "004 ambiguity 5: IM or SC injection")]
    [InlineData("99152", Silent, "rule 13: sedation")]
    public void A_service_that_names_ketamine_is_judged_by_its_administration_code(string code, string outcome, string clause) =>
        AssertOutcome(outcome, Service(code, "ketamine"), clause);

    // 004 code: "J3490"; rule 6.
    [Theory]
    [InlineData("96365", "ask Drug")]
    [InlineData("96372", "ask Drug")]
    [InlineData("J3490", Silent)] // by which way it is given is not said
    public void A_service_that_names_no_drug_is_asked_for_it(string code, string outcome) =>
        AssertOutcome(outcome, Service(code, null), "rule 6: the reason is chronic pain and the route fits");

    // 004 ambiguity 5: "Treat as not covered, with that remark."
    [Theory]
    [InlineData(Given.Intramuscular, Given.Crps, "2.1")]
    [InlineData(Given.Subcutaneous, Given.Crps, "2.1")]
    [InlineData(Given.Intramuscular, "F33.2", "2.2")]
    [InlineData(Given.Subcutaneous, "F10.20", "2.2")]
    public void A_denial_by_another_route_than_IV_says_where_that_stands(string route, string reason, string section)
    {
        var call = Call.Under(Medica, Day, Commercial, route, reason);

        Assert.Contains($"by its title and header, which name IM and SC; the criteria (section {section}) say IV only", call.Reason(), StringComparison.Ordinal);
        Assert.Contains("IM and SC by the title; the criteria say IV only", call.OnlyCard().GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Given.Crps)]
    [InlineData("F33.2")]
    public void A_denial_by_vein_says_nothing_of_other_routes(string reason) =>
        Assert.DoesNotContain("title and header", Call.Under(Medica, Day, Commercial, Iv, reason).AnswerText(), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("G90.511", NotCovered, "004 statement 2.1: chronic pain")]
    [InlineData("M79.7", NotCovered, "004 statement 2.1: chronic pain")]
    [InlineData("G43.709", NotCovered, "rule 10: chronic headache counts as chronic")]
    [InlineData("G44.52", NotCovered, "rule 10: chronic headache counts as chronic")]
    [InlineData("F45.42", NotCovered, "rule 12: a pain disorder under an F code is pain")]
    [InlineData("F33.2", NotCovered, "004 statement 2.2: MDD")]
    [InlineData("F42.2", NotCovered, "004 statement 2.2: OCD")]
    [InlineData("F43.10", NotCovered, "004 statement 2.2: PTSD")]
    [InlineData("R45.851", NotCovered, "004 ambiguity 9: \"suicidal cognition\" is named")]
    [InlineData("F31.30", NotCovered, "004 statement 2.2: all mental health disorders")]
    [InlineData("F10.20", NotCovered, "004 statement 2.2: substance-related disorders")]
    [InlineData("F11.20", NotCovered, "004 statement 2.2: substance-related disorders")]
    [InlineData("M54.50", "ask Chronicity", "rule 10: needs another sign; needs-info, never a denial")]
    [InlineData("G89.3", "ask Chronicity", "rule 10")]
    [InlineData("", "ask Indication", "rule 14")]
    [InlineData("G89.18", Silent, "rule 13: acute pain is never denied")]
    [InlineData("Z01.818", Silent, "rule 13: operative use is never denied")]
    [InlineData("I49.9", Silent, "not the subject")]
    [InlineData("G90.511 F33.2", NotCovered, "rule 11: both statements say the same")]
    [InlineData("G90.511 F10.20", NotCovered, "rule 11: both statements say the same")]
    [InlineData("M54.50 F33.2", "ask TreatedReason", "rule 13: the pain may be acute, and then it is never denied")]
    [InlineData("G90.511 F33.2 F10.20 I10", NotCovered, "rule 11")]
    [InlineData("F33.2 G89.18", "ask TreatedReason", "rule 13")]
    [InlineData("F33.2 Z01.818", Silent, "rule 13: operative use is never denied")]
    public void Ketamine_is_judged_by_the_reason(string reasons, string outcome, string clause)
    {
        AssertOutcome(outcome, Call.Under(Medica, Day, Commercial, Iv, Codes(reasons)), clause);
        AssertOutcome(outcome, Call.Under(Medica, Day, Commercial, Given.Intramuscular, Codes(reasons)), clause);
    }

    // Rule 13 under the special lines too: no authorization is asked for what the document does not speak of.
    [Theory]
    [InlineData("name:Choice PPO, Medicare primary", "G89.18")]
    [InlineData("name:Choice PPO, Medicare primary", "Z01.818")]
    [InlineData("name:Dean Care Gold", "I49.9")]
    [InlineData("name:BadgerCare Plus", "G89.18")]
    public void The_special_lines_are_silent_about_what_the_document_does_not_address(string line, string reason) =>
        AssertOutcome(Silent, Call.Under(Medica, Day, line, Iv, reason), "004 statements 2.1, 2.2");

    // 004 product rules: "Medicare primary, plan secondary: prior authorization required", as a second Coverage says it.
    [Theory]
    [InlineData(1, 2, Authorization, "004 product rules: Medicare primary, plan secondary")]
    [InlineData(2, 1, NotCovered, "004 plan boxes: Commercial; the plan is primary")]
    [InlineData(null, null, "ask ProductLine", "rule 16: which one is primary is not said")]
    [InlineData(null, 2, "ask ProductLine", "rule 16: which one is primary is not said")]
    [InlineData(1, null, "ask ProductLine", "rule 16: which one is primary is not said")]
    [InlineData(1, 1, "ask ProductLine", "rule 16: which one is primary is not said")]
    public void A_Medicare_coverage_beside_the_plan_is_primary_by_its_order(int? medicare, int? plan, string outcome, string clause)
    {
        AssertOutcome(outcome, BesideMedicare("1", medicare, plan), clause);
        AssertOutcome(outcome, BesideMedicare("121", medicare, plan), clause);
    }

    [Theory]
    [InlineData("122", "Part D pays for drugs of a pharmacy, not for this service")]
    [InlineData("21", "Medicaid pays last")]
    [InlineData("512", "another commercial plan is not Medicare")]
    [InlineData("81", "self-pay is nobody's plan")]
    public void Another_coverage_than_Medicare_leaves_the_plan_as_it_is(string sopt, string clause) =>
        AssertOutcome(NotCovered, BesideMedicare(sopt, 1, 2), clause);

    [Theory]
    [InlineData("""{ "period": { "end": "2025-09-01" } }""")]
    [InlineData("""{ "period": { "start": "2025-09-03" } }""")]
    [InlineData("""{ "status": "cancelled" }""")]
    public void A_Medicare_coverage_that_is_not_in_force_is_not_primary(string members)
    {
        var call = BesideMedicare("1", 1, 2);
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
        {
            call.Coverages[0][name] = value?.DeepClone();
        }

        AssertOutcome(NotCovered, call, "rule 19: in force on the service date");
    }

    // A line that says more stays what it is beside Medicare.
    [Theory]
    [InlineData("name:BadgerCare Plus", OtherProgram)]
    [InlineData("sopt:523", OtherProgram)]
    [InlineData("sopt:111", Silent)]
    public void A_special_line_stays_what_it_is_beside_Medicare(string line, string outcome)
    {
        var call = BesideMedicare("1", 1, 2);
        Given.SetLine(call.Coverages[1], line);

        AssertOutcome(outcome, call, "004 product rules");
    }

    [Theory]
    [InlineData("Medica")]
    [InlineData("MEDICA INSURANCE COMPANY")]
    [InlineData("Dean Health Plan")]
    [InlineData("Dean Health Plan, Inc.")]
    public void Both_payers_are_bound(string payer) => AssertOutcome(NotCovered, Call.Under(payer, Day, Commercial, Iv, Given.Crps), "004 payer; rule 15");

    // "Dean Care Gold" is a payer's name and a Medicare Cost plan at once.
    [Fact]
    public void The_plan_may_stand_in_the_name_of_the_payer() =>
        AssertOutcome(OtherProgram, Call.Under("Dean Care Gold", Day, "", Iv, Given.Crps), "004 product rules: Medicare Cost (Dean Care Gold)");

    // 004 ambiguities 7 and 8.
    [Theory]
    [InlineData("2119365", Given.Nasal, "F33.2")]
    [InlineData("2119365", Iv, "F33.2")]
    [InlineData("6387", Iv, "M79.7")]
    [InlineData("1737742", Iv, "F33.2")]
    public void Esketamine_and_lidocaine_are_not_addressed(string code, string route, string reason)
    {
        var call = Call.Under(Medica, Day, Commercial, route, reason);
        call.Orders[0]["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, code);

        AssertOutcome(Silent, call, "004 ambiguities 7 and 8: not addressed");
    }

    [Fact]
    public void KETARx_is_ketamine()
    {
        var call = Call.Under(Medica, Day, Commercial, Iv, Given.Crps);
        call.Orders[0]["medicationCodeableConcept"] = Given.Worded("KETARx");

        AssertOutcome(NotCovered, call, "004 regulatory status; terminology: KETARx is ketamine");
    }

    [Theory]
    [InlineData("name:Choice PPO, Medicare primary", Given.Crps, "prior authorization is required")]
    [InlineData("name:Dean Care Gold", Given.Crps, "participating provider")]
    [InlineData("name:Dean Care Gold", Given.Crps, "does not mean that it is covered")]
    [InlineData("name:BadgerCare Plus", Given.Crps, "its fee-for-service program that of medical drugs")]
    [InlineData("name:BadgerCare Plus", Given.Crps, "Wisconsin Medicaid")]
    [InlineData("sopt:21", Given.Crps, "which state's Medicaid")]
    [InlineData("sopt:1", Given.Crps, "the Medicare product")]
    [InlineData(Commercial, "M54.50", "whether the pain is chronic")]
    public void An_answer_names_who_decides_or_what_is_missing(string line, string reason, string named) =>
        Assert.Contains(named, Call.Under(Medica, Day, line, Iv, reason).Reason(), StringComparison.OrdinalIgnoreCase);

    // 004 "determination wording": "not covered" only; rule 18.
    [Theory]
    [InlineData(Given.Crps, "section 2.1")]
    [InlineData("F33.2", "section 2.2")]
    [InlineData("F10.20", "section 2.2")]
    public void A_denial_gives_ground_section_and_that_the_certificate_and_the_law_may_differ(string reason, string section)
    {
        var call = Call.Under(Medica, Day, Commercial, Iv, reason);

        foreach (var word in new[] { "not covered", "MB2300", section, "August 21, 2025", "certificate and state and federal law may differ" })
        {
            Assert.Contains(word, call.Reason(), StringComparison.OrdinalIgnoreCase);
        }

        foreach (var word in new[] { "investigational", "experimental", "medically necessary" })
        {
            Assert.DoesNotContain(word, call.AnswerText(), StringComparison.OrdinalIgnoreCase);
        }
    }

    // 004 ambiguity 1: "the pharmacy line may serve exceptions or other products. Show it."
    [Fact]
    public void A_denial_shows_the_way_through_the_pharmacy_services()
    {
        var detail = Call.Under(Medica, Day, Commercial, Iv, Given.Crps).OnlyCard().GetProperty("detail").GetString();

        Assert.Contains("pain specialist", detail, StringComparison.Ordinal);
        Assert.Contains("Ask the plan's pharmacy services about prior authorization", detail, StringComparison.Ordinal);
    }

    // The plan's Coverage stands second and is the one the statement is about.
    private static Call BesideMedicare(string sopt, int? medicare, int? plan)
    {
        var call = Call.Under(Medica, Day, Commercial, Iv, Given.Crps);
        call.Coverages[0]["order"] = plan;
        return call with
        {
            Coverages =
            [
                Given.Coverage(c =>
                {
                    (c["id"], c["order"], c["payor"]![0]!["display"]) = ("medicare-1", medicare, "Another insurer");
                    Given.SetLine(c, $"sopt:{sopt}");
                }),
                call.Coverages[0],
            ],
        };
    }

    private static Call Service(string code, string? words) => Call.Under(Medica, Day, Commercial, Iv) with
    {
        Orders = [Given.Infusion(o =>
        {
            o["code"] = Given.Coded(code[0] == 'J' ? Given.Hcpcs : Given.Cpt, code, text: words);
            o["occurrenceDateTime"] = Day;
        })],
    };

    private static string[] Codes(string reasons) => reasons.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static void AssertOutcome(string expected, Call call, string clause)
    {
        var outcome = call.Outcome();
        Assert.True(expected == outcome, $"Expected {expected}, was {outcome}: {clause}");
    }
}
