using System.Text.Json.Nodes;
using KetamineCrd.Determinations;

namespace KetamineCrd.Tests.Determinations;

/// <summary>
/// Policy II-271 of Blue Cross and Blue Shield of Minnesota, version 011, replaced on 2025-01-27. Expected values from facts.md (section 001),
/// decision-rules.md ("rule n") and the terminology README; the clause stands in the last column.
/// </summary>
public sealed class PolicyIi271Tests
{
    private const string Experimental = "experimental/investigative";
    private const string OtherProgram = "other program";
    private const string Replaced = "replaced";
    private const string PolicyAsks = "policy asks";
    private const string Silent = "silent";
    private const string Minnesota = "Blue Cross and Blue Shield of Minnesota";
    private const string BluePlus = "Blue Plus";
    private const string Commercial = "sopt:512";
    private const string Iv = Given.Intravenous;
    private const string Day = "2024-11-15";

    // Premixed bag, 250 mL of 4 mg/mL.
    private const string Premix = "1737742";
    private const string Injectable = "1010671";
    private const string Lidocaine = "6387";

    [Theory]
    [InlineData("2024-09-30", Silent, "001 ambiguity 2: before 2024-10-01 no held text can be shown to be in force; rule 3")]
    [InlineData("2024-10-01", Experimental, "001 earliest plausible date: its code list is valid from 2024-10-01; rule 1: inclusive")]
    [InlineData("2025-01-26", Experimental, "001 status: replaced on 2025-01-27; rule 1: inclusive")]
    [InlineData("2025-01-27", Replaced, "001 status: replaced on 2025-01-27; rule 2: do not answer from the old text")]
    [InlineData("2030-01-01", Replaced, "001 ambiguity 1: point to the current version instead")]
    public void Each_statement_is_judged_by_the_service_date(string date, string outcome, string clause)
    {
        AssertOutcome(outcome, Call.Under(Minnesota, date, Commercial, Iv, Given.Crps), clause);
        AssertOutcome(outcome, Call.Under(Minnesota, date, Commercial, Iv, "F33.2"), clause);
        AssertOutcome(outcome, LidocaineOn(date, Lidocaine, Iv, "M79.7"), clause);
    }

    // "This version was replaced": what the old text never spoke of, its successor is not said to speak of either.
    [Theory]
    [InlineData(Given.Oral, Given.Crps, Silent, "001 route: IV infusion only")]
    [InlineData(Iv, "G89.18", Silent, "rule 13")]
    [InlineData(Iv, "I49.9", Silent, "001 regulatory status: not the subject")]
    [InlineData(Iv, "M54.50", Replaced, "rule 2: nothing is asked for a text that no longer answers")]
    [InlineData(Iv, "", Replaced, "rule 2")]
    public void After_the_end_only_what_the_text_spoke_of_is_referred(string route, string reasons, string outcome, string clause) =>
        AssertOutcome(outcome, Call.Under(Minnesota, "2025-01-27", Commercial, route, Codes(reasons)), clause);

    [Theory]
    [InlineData(Commercial, Experimental, "001: applies generally to all Blue Cross plans and products")]
    [InlineData("act:EHCPOL", Experimental, "001: all plans and products")]
    [InlineData("sopt:522", Experimental, "001: all plans and products (ASO)")]
    [InlineData("name:Self-funded PPO", Experimental, "001: all plans and products (ASO)")]
    [InlineData("name:Marketplace Silver", Experimental, "001: all plans and products (exchange)")]
    [InlineData("name:Individual and Family Bronze", Experimental, "001: all plans and products (exchange)")]
    [InlineData("sopt:21", OtherProgram, "001 product rules: Medicaid products may differ, MHCP Provider Manual")]
    [InlineData("name:MinnesotaCare", OtherProgram, "001 product rules: Medicaid products, MHCP")]
    [InlineData("name:Prepaid Medical Assistance Program", OtherProgram, "001 product rules: Medicaid products, MHCP")]
    [InlineData("sopt:1", OtherProgram, "001 product rules: Medicare products may differ, CMS, NGS or CGS")]
    [InlineData("sopt:111", OtherProgram, "001 product rules: Medicare products")]
    [InlineData("name:Medicare Advantage PPO", OtherProgram, "001 product rules: Medicare products")]
    [InlineData("sopt:523", OtherProgram, "001 product rules: Medicare products")]
    [InlineData("name:Medicare Cost Plan", OtherProgram, "001 product rules: Medicare products")]
    [InlineData("sopt:141", OtherProgram, "001 product rules: Medicaid and Medicare products")]
    [InlineData("name:Choice PPO, Medicare primary", Experimental, "001: all plans and products; the plan itself is commercial")]
    [InlineData("sopt:391", Silent, "001 product rules: FEP not mentioned; rule 17")]
    [InlineData("name:FEP Blue", Silent, "001 product rules: FEP not mentioned; rule 17")]
    [InlineData("sopt:63", Silent, "001 product rules: out-of-state Blue members not mentioned; rule 15")]
    [InlineData("sopt:3221", Silent, "rule 17: CHAMPVA is not addressed")]
    public void Each_statement_is_judged_by_the_product_line(string line, string outcome, string clause)
    {
        AssertOutcome(outcome, Call.Under(Minnesota, Day, line, Iv, Given.Crps), clause);
        AssertOutcome(outcome, Call.Under(Minnesota, Day, line, Iv, "F33.2"), clause);
        AssertOutcome(outcome, Call.Under(BluePlus, Day, line, Iv, Given.Crps), clause);
    }

    // Rule 16.
    [Theory]
    [InlineData("", "G90.511", "ask ProductLine")]
    [InlineData("act:PUBLICPOL", "G90.511", "ask ProductLine")] // Medicaid and Medicare have rules of their own
    [InlineData("act:GOVEMP", "F33.2", "ask ProductLine")]      // FEP, or a commercial product
    [InlineData("", "G89.18", Silent)]
    [InlineData("act:PUBLICPOL", "I49.9", Silent)]
    public void A_product_line_is_asked_for_only_where_the_answer_turns_on_it(string line, string reason, string outcome) =>
        AssertOutcome(outcome, Call.Under(Minnesota, Day, line, Iv, reason), "rule 16");

    [Theory]
    [InlineData(Iv, Experimental, "001 route: IV infusion")]
    [InlineData("418114005", Experimental, "001 route: IV infusion (central)")]
    [InlineData(Given.Intramuscular, Silent, "001 route: IV infusion only")]
    [InlineData(Given.Subcutaneous, Silent, "001 route: IV infusion only")]
    [InlineData(Given.Oral, Silent, "overview: other routes not addressed")]
    [InlineData(Given.Nasal, Silent, "overview: other routes not addressed")]
    [InlineData("404820008", Silent, "overview: other routes not addressed (epidural)")]
    [InlineData("", "ask Route", "rule 7: a missing route is asked for")]
    public void Ketamine_is_judged_by_the_route(string route, string outcome, string clause)
    {
        AssertOutcome(outcome, Call.Under(Minnesota, Day, Commercial, route, Given.Crps), clause);
        AssertOutcome(outcome, Call.Under(Minnesota, Day, Commercial, route, "F33.2"), clause);
    }

    [Theory]
    [InlineData("IVPUSH", Experimental, "rule 7, 001 ambiguity 6: IV push is inside")]
    [InlineData("IVINJBOL", Experimental, "rule 7, 001 ambiguity 6: IV push is inside")]
    [InlineData("IVFLUSH", Silent, "terminology: a flush is no drug")]
    public void An_intravenous_push_is_inside(string code, string outcome, string clause)
    {
        var call = Call.Under(Minnesota, Day, Commercial, "", Given.Crps);
        call.Orders[0]["dosageInstruction"]![0]!["route"] = Given.Coded(Given.RouteV3, code);

        AssertOutcome(outcome, call, clause);
    }

    // 001 codes: "96365, 96366, 96374, 96375, 96376".
    [Theory]
    [InlineData("96365", Experimental)]
    [InlineData("96374", Experimental)]
    [InlineData("96375", Experimental)]
    [InlineData("96376", Experimental)]
    [InlineData("96369", Silent)] // subcutaneous
    [InlineData("96372", Silent)] // intramuscular or subcutaneous
    public void A_service_that_names_ketamine_is_judged_by_its_administration_code(string code, string outcome) =>
        AssertOutcome(outcome, Service(Given.Coded(Given.Cpt, code, text: "ketamine")), "001 codes; 001 ambiguity 6");

    [Fact]
    public void An_injectable_product_without_a_route_is_asked_for_it() =>
        AssertOutcome("ask Route", OfDrug("238082", Day, "", Given.Crps), "rule 7: IV, IM and SC are possible");

    [Theory]
    [InlineData("G90.511", Experimental, "001 section I; background: CRPS")]
    [InlineData("M79.7", Experimental, "001 section I: fibromyalgia")]
    [InlineData("G44.52", Experimental, "001 section I: chronic daily headache")]
    [InlineData("G43.709", Experimental, "rule 10: chronic headache counts as chronic")]
    [InlineData("G54.6", Experimental, "001 background: phantom limb")]
    [InlineData("B02.29", Experimental, "001 background: post-herpetic neuralgia")]
    [InlineData("B02.21", "ask Chronicity", "terminology: B02.21 is left ambiguous through B02.2")]
    [InlineData("E11.42", Experimental, "001 background: diabetic neuropathy")]
    [InlineData("F45.42", Experimental, "rule 12: a pain disorder under an F code is pain")]
    [InlineData("F33.2", Experimental, "001 section II: depression")]
    [InlineData("F31.30", Experimental, "001 section II: bipolar disorder")]
    [InlineData("F43.10", Experimental, "001 section II: PTSD")]
    [InlineData("F42.2", Experimental, "001 ambiguity 5: OCD is a psychiatric disorder")]
    [InlineData("F41.1", Experimental, "001 ambiguity 5: anxiety is a psychiatric disorder")]
    [InlineData("R45.851", Experimental, "001 ambiguity 5: suicidality is a symptom of one")]
    [InlineData("F10.20", PolicyAsks, "rule 12; 001 ambiguity 5: substance use is the doubtful one")]
    [InlineData("F11.20", PolicyAsks, "rule 12; 001 ambiguity 5")]
    [InlineData("M54.50", "ask Chronicity", "rule 10: needs another sign; needs-info, never a denial")]
    [InlineData("G89.3", "ask Chronicity", "rule 10")]
    [InlineData("", "ask Indication", "rule 14: no reason at all on a ketamine order")]
    [InlineData("G89.18", Silent, "rule 13: acute pain is never denied")]
    [InlineData("Z01.818", Silent, "rule 13: operative use")]
    [InlineData("I49.9", Silent, "not the subject")]
    [InlineData("G90.511 F33.2", Experimental, "rule 11: both sections say the same, one answer")]
    [InlineData("G90.511 F10.20", Experimental, "rule 11: the stronger one decides")]
    [InlineData("F10.20 F33.2", Experimental, "rule 11; rule 12: the psychiatric disorder decides")]
    [InlineData("M54.50 F33.2", "ask TreatedReason", "rule 13: the pain may be acute, and then it is never denied")]
    [InlineData("M54.50 G89.29", Experimental, "rule 10: a second chronic reason")]
    [InlineData("G90.511 G89.18", "ask TreatedReason", "rule 13: acute pain is never denied")]
    [InlineData("G90.511 Z01.818", Silent, "rule 13: operative use is never denied")]
    [InlineData("F33.2 Z01.818", Silent, "rule 13: operative use is never denied")]
    public void Intravenous_ketamine_is_judged_by_the_reason(string reasons, string outcome, string clause) =>
        AssertOutcome(outcome, Call.Under(Minnesota, Day, Commercial, Iv, Codes(reasons)), clause);

    // Rule 11: "if one policy answers both the same, one answer".
    [Fact]
    public void Two_sections_that_say_the_same_are_one_answer() =>
        Assert.Empty(Call.Under(Minnesota, Day, Commercial, Iv, Given.Crps, "F33.2").Determine()!.Also);

    [Theory]
    [InlineData("M79.7", Experimental, "001 section I: ketamine or lidocaine")]
    [InlineData("G44.52", Experimental, "001 section I: chronic daily headache")]
    [InlineData("F33.2", Experimental, "001 ambiguity 4: the class is anesthetics, lidocaine falls in by the words")]
    [InlineData("F10.20", PolicyAsks, "rule 12")]
    [InlineData("M54.50", "ask Chronicity", "rule 10")]
    [InlineData("I49.9", Silent, "001 regulatory status: acute arrhythmias are an approved use")]
    [InlineData("I47.20", Silent, "001 regulatory status: acute arrhythmias are an approved use")]
    [InlineData("G89.18", Silent, "rule 13: acute pain is never denied")]
    [InlineData("Z01.818", Silent, "rule 13: operative use")]
    public void Intravenous_lidocaine_is_judged_by_the_reason(string reason, string outcome, string clause) =>
        AssertOutcome(outcome, LidocaineOn(Day, Lidocaine, Iv, reason), clause);

    // Rule 8: "only where the route is intravenous beyond doubt".
    [Theory]
    [InlineData(Lidocaine, Iv, Experimental, "rule 8: a route code")]
    [InlineData(Injectable, Iv, Experimental, "rule 8: a route code")]
    [InlineData(Premix, "", Experimental, "rule 8; terminology: IV use is proved by a premix concept")]
    [InlineData("1737744", "", Experimental, "rule 8; terminology: premix")]
    [InlineData("1737723", "", Experimental, "rule 8; terminology: premix")]
    [InlineData(Lidocaine, "", Silent, "rule 8: not IV beyond doubt")]
    [InlineData(Injectable, "", Silent, "rule 8: an injectable product may go anywhere")]
    [InlineData("1012066", "", Silent, "rule 8: a prefilled syringe may go anywhere")]
    [InlineData(Lidocaine, Given.Subcutaneous, Silent, "001 route: IV infusion only")]
    [InlineData(Premix, Given.Subcutaneous, Silent, "001 route: IV infusion only; the order's own route decides")]
    [InlineData(Lidocaine, "45890007", Silent, "001 route: transdermal is not IV")]
    [InlineData(Lidocaine, "404820008", Silent, "001 route: epidural is not IV")]
    public void Lidocaine_counts_only_by_vein_beyond_doubt(string code, string route, string outcome, string clause) =>
        AssertOutcome(outcome, LidocaineOn(Day, code, route, "M79.7"), clause);

    [Theory]
    [InlineData("""{ "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J2002" }] }""", Day, "", Experimental, "terminology: J2002 by its date proves IV use")]
    [InlineData("""{ "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "J2002" }] }""", Day, "", Experimental, "terminology: J-codes stand under the CPT URI as well")]
    [InlineData("""{ "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J2001" }] }""", Day, "", Silent, "terminology: J2001 ended 2024-09-30")]
    [InlineData("""{ "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J2001" }] }""", "2024-09-30", "", Silent, "001 ambiguity 2: no text of that day")]
    [InlineData("""{ "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J2003" }] }""", Day, "", Silent, "001 ambiguity 3; terminology: J2003 needs a route")]
    [InlineData("""{ "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J2003" }] }""", Day, Iv, Experimental, "terminology: J2003 needs a route")]
    [InlineData("""{ "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J2004" }] }""", Day, Iv, Silent, "rule 8: with epinephrine it is local anaesthesia")]
    [InlineData("""{ "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J2004" }], "text": "lidocaine IV infusion" }""", Day, Iv, Silent, "rule 8: with epinephrine it is local anaesthesia")]
    [InlineData("""{ "text": "lidocaine 2 g in 500 mL" }""", Day, Iv, Experimental, "rule 5: words where there is no code")]
    [InlineData("""{ "text": "lignocaine" }""", Day, Iv, Experimental, "rule 5: words where there is no code")]
    [InlineData("""{ "text": "IV lidocaine infusion" }""", Day, "", Experimental, "rule 8: the words say by which way")]
    [InlineData("""{ "text": "lidocaine infusion" }""", Day, "", Silent, "terminology: infusion alone does not tell IV from SC")]
    [InlineData("""{ "text": "lidocaine 2 % injection" }""", Day, "", Silent, "rule 8: not IV beyond doubt")]
    [InlineData("""{ "text": "lidocaine 5 % patch" }""", Day, "", Silent, "rule 8: a patch")]
    [InlineData("""{ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6387" }], "text": "lidocaine 5 % patch" }""", Day, "", Silent, "rule 8: a patch")]
    [InlineData("""{ "text": "lidocaine 1 % with epinephrine 1:100,000" }""", Day, Iv, Silent, "rule 8: with epinephrine it is local anaesthesia")]
    [InlineData("""{ "text": "Xylocaine with adrenaline" }""", Day, Iv, Silent, "rule 8: with epinephrine it is local anaesthesia")]
    public void Lidocaine_is_recognised_by_what_the_order_says(string concept, string date, string route, string outcome, string clause)
    {
        var call = Call.Under(Minnesota, date, Commercial, route, "M79.7");
        call.Orders[0]["medicationCodeableConcept"] = Given.Json(concept);

        AssertOutcome(outcome, call, clause);
    }

    // 001 ambiguity 3: J2003 says nothing of IV infusion by itself; an infusion beside it does.
    [Fact]
    public void An_infusion_beside_J2003_tells_the_route()
    {
        var call = Call.Under(Minnesota, Day, Commercial, "", "M79.7");
        call.Orders[0]["medicationCodeableConcept"] = Given.Coded(Given.Hcpcs, "J2003");
        var infusion = Given.Infusion(o =>
        {
            o["occurrenceDateTime"] = Day;
            Given.SetReasons(o, "M79.7");
        });

        Assert.Equal(
            $"{Experimental}, {Experimental}",
            string.Join(", ", (call with { Orders = [call.Orders[0], infusion] }).DetermineAll().Select(Call.Outcome)));
    }

    [Theory]
    [InlineData("96365", Experimental)]
    [InlineData("96374", Experimental)]
    [InlineData("96372", Silent)]
    public void A_service_with_J2003_is_judged_by_its_administration_code(string code, string outcome)
    {
        var concept = Given.Coded(Given.Cpt, code);
        concept["coding"]!.AsArray().Add(Given.Json("""{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J2003" }"""));

        AssertOutcome(outcome, Service(concept), "001 ambiguity 3; terminology: J2003 needs a route");
    }

    [Fact]
    public void A_service_with_J2003_alone_is_left_alone() =>
        AssertOutcome(Silent, Service(Given.Coded(Given.Hcpcs, "J2003")), "001 ambiguity 3");

    [Fact]
    public void Both_drugs_are_judged_each_for_itself()
    {
        var ketamine = Call.Under(Minnesota, Day, Commercial, Iv, Given.Crps);
        var lidocaine = LidocaineOn(Day, Lidocaine, Iv, "I49.9");
        var alsoLidocaine = LidocaineOn(Day, Premix, "", "F33.2");
        alsoLidocaine.Orders[0]["id"] = "lidocaine-2";
        var determinations = (ketamine with { Orders = [ketamine.Orders[0], lidocaine.Orders[0], alsoLidocaine.Orders[0]] }).DetermineAll();

        Assert.Equal($"{Experimental}, {Silent}, {Experimental}", string.Join(", ", determinations.Select(Call.Outcome)));
        Assert.Equal(
            "chronic-pain-ketamine, psychiatric-lidocaine",
            string.Join(", ", determinations.Select(d => d.Determination).OfType<Determination.NotCovered>().Select(d => d.Rule.Id)));
    }

    // Overview: "esketamine (Spravato): not addressed" under 001.
    [Theory]
    [InlineData("2119365", Given.Nasal, "F33.2")]
    [InlineData("2119365", Iv, Given.Crps)]
    public void Esketamine_is_not_addressed(string code, string route, string reason) =>
        AssertOutcome(Silent, OfDrug(code, Day, route, reason), "overview: esketamine not addressed");

    // 001: "lidocaine" stands in this policy only.
    [Theory]
    [InlineData("Excellus BlueCross BlueShield", "2025-06-02", "overview: lidocaine not addressed by 002")]
    [InlineData("VA Community Care", "2025-06-02", "overview: lidocaine not addressed by 003")]
    [InlineData("Medica", "2025-09-02", "004 ambiguity 8: lidocaine not addressed")]
    public void Lidocaine_is_not_addressed_by_other_payers(string payer, string date, string clause)
    {
        var call = LidocaineOn(date, Lidocaine, Iv, "M79.7");
        call.Coverages[0]["payor"]![0]!["display"] = payer;

        AssertOutcome(Silent, call, clause);
    }

    [Theory]
    [InlineData(Minnesota)]
    [InlineData("Blue Cross & Blue Shield of Minnesota")]
    [InlineData("BCBSMN")]
    [InlineData(BluePlus)]
    public void Both_payers_are_bound(string payer) =>
        AssertOutcome(Experimental, Call.Under(payer, Day, Commercial, Iv, Given.Crps), "001 payer: all Blue Cross and Blue Plus plans; rule 15");

    [Theory]
    [InlineData("Blue Cross Blue Shield")]
    [InlineData("Anthem Blue Cross and Blue Shield")]
    [InlineData("Blue Cross and Blue Shield of North Dakota")]
    public void A_Blue_name_alone_is_nobody(string payer) =>
        AssertOutcome(Silent, Call.Under(payer, Day, Commercial, Iv, Given.Crps), "rule 15");

    // What an answer that is not a denial must name.
    [Theory]
    [InlineData(Day, "sopt:21", Given.Crps, "MHCP")]
    [InlineData(Day, "name:MinnesotaCare", "F33.2", "Minnesota Health Care Programs")]
    [InlineData(Day, "sopt:111", Given.Crps, "CMS, National Government Services or CGS")]
    [InlineData(Day, "sopt:141", Given.Crps, "MHCP")]
    [InlineData(Day, "sopt:141", Given.Crps, "National Government Services")]
    [InlineData(Day, Commercial, "F10.20", "whether substance use disorders count as psychiatric disorders")]
    [InlineData(Day, Commercial, "M54.50", "whether the pain is chronic")]
    [InlineData("2025-01-27", Commercial, Given.Crps, "2025")]
    [InlineData("2025-01-27", Commercial, Given.Crps, "current version has to be checked")]
    public void An_answer_names_who_decides_or_what_is_missing(string date, string line, string reasons, string named) =>
        Assert.Contains(named, Call.Under(Minnesota, date, line, Iv, Codes(reasons)).Reason(), StringComparison.OrdinalIgnoreCase);

    // Rule 18, and 001 "determination wording" of each section.
    [Theory]
    [InlineData("6130", Given.Crps, "section I.")]
    [InlineData("6130", "F33.2", "section II.")]
    [InlineData(Lidocaine, Given.Crps, "section I.")]
    [InlineData(Lidocaine, "F33.2", "section II.")]
    public void A_denial_gives_ground_section_version_and_that_the_contract_may_differ(string drug, string reason, string section)
    {
        var text = OfDrug(drug, Day, Iv, reason).Reason();

        foreach (var word in new[] { Experimental, "II-271", "version 011", "January 27, 2025", section, "contract may differ" })
        {
            Assert.Contains(word, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static Call LidocaineOn(string date, string code, string route, string reason) => OfDrug(code, date, route, reason);

    private static Call OfDrug(string code, string date, string route, string reason)
    {
        var call = Call.Under(Minnesota, date, Commercial, route, reason);
        call.Orders[0]["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, code);
        return call;
    }

    private static Call Service(JsonNode code) => Call.Under(Minnesota, Day, Commercial, Iv) with
    {
        Orders = [Given.Infusion(o =>
        {
            o["code"] = code;
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
