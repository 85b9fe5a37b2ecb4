using System.Text.Json.Nodes;
using KetamineCrd.Facts;

namespace KetamineCrd.Tests.Reading;

/// <summary>Decision rules 9, 10 and 12: the order's own reasons decide; ambiguous pain needs another sign that it is chronic.</summary>
public sealed class IndicationTests
{
    private const string Unstated = "acute-pain|chronic-pain";

    [Theory]
    [InlineData(Given.Icd10Cm, "G90.511", "chronic-pain")]
    [InlineData(Given.Icd10Cm, "g90511", "chronic-pain")]
    [InlineData(Given.Icd10Cm, "M79.7", "chronic-pain")]
    [InlineData(Given.Icd10Cm, "F45.41", "chronic-pain")] // rule 12: a pain disorder under an F code is pain
    [InlineData(Given.Icd10Cm, "F45.42", "chronic-pain")]
    [InlineData(Given.Icd10Cm, "G43.709", "chronic-headache")]
    [InlineData(Given.Icd10Cm, "M54.50", Unstated)]
    [InlineData(Given.Icd10Cm, "G43.909", "acute-pain|chronic-headache")]
    [InlineData(Given.Icd10Cm, "E11.40", "chronic-pain")]
    [InlineData(Given.Icd10Cm, "E11.42", "chronic-pain")]
    [InlineData(Given.Icd10Cm, "E11.41", Unstated)]
    [InlineData(Given.Icd10Cm, "E11.4", Unstated)]            // the category above
    [InlineData(Given.Icd10Cm, "E11.43", "other-indication")] // no pain
    [InlineData(Given.SnomedCt, "247398009", Unstated)]       // neuropathic pain
    [InlineData(Given.Icd10Cm, "G89.3", Unstated)]        // cancer pain may be either
    [InlineData(Given.Icd10Cm, "G89.18", "acute-pain")]
    [InlineData(Given.Icd10Cm, "F33.2", "psychiatric")]
    [InlineData(Given.Icd10Cm, "F10.20", "substance-use")]
    [InlineData(Given.Icd10Cm, "Z01.818", "procedural-context")]
    [InlineData(Given.Icd10Cm, "I10", "bystander")]
    [InlineData(Given.Icd10Cm, "Z79.891", "status")]
    [InlineData(Given.Icd10Cm, "S72.001A", "other-indication")]
    [InlineData(Given.SnomedCt, "82423001", "chronic-pain")]
    [InlineData(Given.SnomedCt, "370143000", "psychiatric")]
    [InlineData(Given.SnomedCt, "22253000", Unstated)]
    [InlineData(Given.SnomedCt, "18603003", "other-indication")] // "not neuropathic pain"
    [InlineData("urn:local", "G90.511", "")]                     // a local code says nothing
    public void A_reason_is_recognised_by_its_code(string system, string code, string expected) =>
        Assert.Equal(expected, Reason(Given.Coded(system, code)));

    [Theory]
    [InlineData("CRPS of the right arm", "chronic-pain")]
    [InlineData("Treatment-resistant depression", "psychiatric")]
    [InlineData("acute postoperative pain", "acute-pain")]
    [InlineData("low back pain", Unstated)]
    [InlineData("chronic low back pain", "chronic-pain")]
    [InlineData("acute on chronic low back pain", Unstated)]
    [InlineData("procedural sedation", "procedural-context")]
    [InlineData("something else", "")] // words that nobody knows say nothing
    public void A_reason_without_a_code_is_recognised_by_its_words(string text, string expected) => Assert.Equal(expected, Reason(Given.Worded(text)));

    [Fact]
    public void The_code_of_a_reason_decides_against_its_words() =>
        Assert.Equal("psychiatric", Reason(Given.Coded(Given.Icd10Cm, "F33.2", text: "fibromyalgia")));

    [Fact]
    public void A_definite_coding_makes_a_vague_one_of_the_same_reason_moot()
    {
        var reason = Given.Coded(Given.SnomedCt, "22253000");
        reason["coding"]!.AsArray().Add(Given.Json("""{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G89.18" }"""));

        Assert.Equal("acute-pain", Reason(reason));
    }

    // Rule 10: "'chronic' in the text, or a stated duration of three months or more".
    [Theory]
    [InlineData("Chronic low back pain", "chronic-pain")]
    [InlineData("low back pain, chronic", "chronic-pain")]
    [InlineData("low back pain for 3 months", "chronic-pain")]
    [InlineData("low back pain for 6 months", "chronic-pain")]
    [InlineData("12-month history of low back pain", "chronic-pain")]
    [InlineData("low back pain for three months", "chronic-pain")]
    [InlineData("low back pain for 2 years", "chronic-pain")]
    [InlineData("low back pain for many years", "chronic-pain")]
    [InlineData("low back pain for 2 months", Unstated)]
    [InlineData("low back pain for two weeks", Unstated)]
    [InlineData("low back pain in a 54 years old man", Unstated)]
    [InlineData("low back pain in a 12-year-old", Unstated)]
    [InlineData("low back pain, not chronic", Unstated)]
    [InlineData("low back pain, acute on chronic", Unstated)]
    [InlineData("low back pain", Unstated)]
    public void Ambiguous_pain_is_chronic_when_its_words_say_so(string text, string expected)
    {
        Assert.Equal(expected, Reason(Given.Coded(Given.Icd10Cm, "M54.50", text: text)));
        Assert.Equal(expected, Reason(Given.Coded(Given.Icd10Cm, "M54.50", display: text)));
    }

    // The service date is 2025-06-02; a partial onset counts by its last day.
    [Theory]
    [InlineData("2025-03-02", "chronic-pain")]
    [InlineData("2025-03-03", Unstated)]
    [InlineData("2025-02", "chronic-pain")]
    [InlineData("2025-03", Unstated)]
    [InlineData("2024", "chronic-pain")]
    [InlineData("2025", Unstated)]
    [InlineData("2019-01-01T08:00:00+02:00", "chronic-pain")]
    public void Ambiguous_pain_is_chronic_when_its_Condition_began_three_months_before_the_service(string onset, string expected)
    {
        var condition = Condition("M54.50");
        condition["onsetDateTime"] = onset;
        var period = Condition("M54.50");
        period["onsetPeriod"] = new JsonObject { ["start"] = onset };

        Assert.Equal(expected, Reason(new Call { Orders = [ReferringOrder()], Prefetched = [condition] }));
        Assert.Equal(expected, Reason(new Call { Orders = [ReferringOrder()], Prefetched = [period] }));
    }

    // Rule 9: "the problem list never supplies the indication; it may supply the chronicity of the same complaint".
    [Theory]
    [InlineData("""{ "onsetDateTime": "2025-03-02" }""", "chronic-pain", "three months before the service")]
    [InlineData("""{ "onsetDateTime": "2025-03-02", "clinicalStatus": { "coding": [{ "code": "active" }] } }""", "chronic-pain", "it is current")]
    [InlineData("""{ "onsetDateTime": "2019", "code": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/icd10CM", "code": "M5450" }] } }""", "chronic-pain", "the same code, written otherwise")]
    [InlineData("""{ "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.50", "display": "Chronic low back pain" }] } }""", "chronic-pain", "it says chronic")]
    [InlineData("""{ "onsetDateTime": "2025-03-03" }""", Unstated, "a day too recent")]
    [InlineData("{}", Unstated, "since when is not said")]
    [InlineData("""{ "onsetDateTime": "2019", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.2" }] } }""", Unstated, "another code is another complaint")]
    [InlineData("""{ "onsetDateTime": "2019", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" }] } }""", Unstated, "another code is another complaint, chronic as it is")]
    [InlineData("""{ "onsetDateTime": "2019", "code": { "coding": [{ "system": "urn:local", "code": "M54.50" }] } }""", Unstated, "a local code is another one")]
    [InlineData("""{ "onsetDateTime": "2019", "code": { "text": "low back pain" } }""", Unstated, "no code")]
    [InlineData("""{ "onsetDateTime": "2019", "clinicalStatus": { "coding": [{ "code": "resolved" }] } }""", Unstated, "it is over")]
    [InlineData("""{ "onsetDateTime": "2019", "clinicalStatus": { "coding": [{ "code": "inactive" }] } }""", Unstated, "it is over")]
    [InlineData("""{ "onsetDateTime": "2019", "clinicalStatus": { "coding": [{ "code": "remission" }] } }""", Unstated, "it is over")]
    [InlineData("""{ "onsetDateTime": "2019", "verificationStatus": { "coding": [{ "code": "refuted" }] } }""", Unstated, "it was never so")]
    [InlineData("""{ "onsetDateTime": "2019", "verificationStatus": { "coding": [{ "code": "entered-in-error" }] } }""", Unstated, "it was never so")]
    public void The_problem_list_tells_since_when_the_same_complaint_lasts(string members, string expected, string clause)
    {
        var problem = Condition("M54.50");
        foreach (var (name, value) in Given.Json(members).AsObject())
        {
            problem[name] = value!.DeepClone();
        }

        var reason = Reason(new Call { Orders = [Given.Order(o => Given.SetReasons(o, "M54.50"))], Prefetched = [problem] });

        Assert.True(expected == reason, $"Expected {expected}, was {reason}: {clause}");
    }

    // FHIR R4 Condition.verificationStatus and clinicalStatus: what was refuted or is over is nothing to treat.
    [Theory]
    [InlineData("verificationStatus", "refuted")]
    [InlineData("verificationStatus", "entered-in-error")]
    [InlineData("clinicalStatus", "resolved")]
    [InlineData("clinicalStatus", "inactive")]
    public void A_reason_that_was_refuted_or_is_over_does_not_count(string member, string code)
    {
        var condition = Condition("G90.511");
        condition[member] = Given.Json($$"""{ "coding": [{ "code": "{{code}}" }] }""");
        var alone = new Call { Orders = [ReferringOrder()], Prefetched = [condition] };
        var beside = ReferringOrder();
        beside["reasonCode"] = new JsonArray(Given.Coded(Given.Icd10Cm, "F33.2"));

        Assert.Empty(alone.ReadOrder()!.Indications);
        Assert.Equal("ask Indication", alone.Outcome());
        Assert.Equal("psychiatric", Reason(alone with { Orders = [beside] }));
    }

    [Theory]
    [InlineData("M54.50", "G89.29", "chronic-pain chronic-pain")]
    [InlineData("G89.3", "G89.4", "chronic-pain chronic-pain")]
    [InlineData("M54.50", "F33.2", Unstated + " psychiatric")]
    [InlineData("M54.50", "G89.18", Unstated + " acute-pain")]
    public void Ambiguous_pain_is_chronic_beside_a_second_chronic_reason(string first, string second, string expected) =>
        Assert.Equal(expected, Reason(Call.WithOrder(o => Given.SetReasons(o, first, second))));

    [Fact]
    public void Cancer_pain_that_is_called_chronic_is_chronic() =>
        Assert.Equal("chronic-pain", Reason(Given.Coded(Given.Icd10Cm, "G89.3", text: "chronic cancer pain")));

    [Fact]
    public void A_Condition_says_the_same_as_a_concept()
    {
        var contained = ReferringOrder("#c1");
        contained["contained"] = new JsonArray(Condition("G90.511"));

        Assert.Equal("chronic-pain", Reason(new Call { Orders = [contained] }));
        Assert.Equal("chronic-pain", Reason(new Call { Orders = [ReferringOrder()], Prefetched = [Condition("G90.511")] }));
        Assert.Equal("chronic-pain", Reason(new Call { Orders = [ReferringOrder(Call.FhirServer + "/Condition/c1")], Prefetched = [Condition("G90.511")] }));
    }

    // Rule 9: "the problem list never supplies the indication".
    [Fact]
    public void The_problem_list_never_supplies_the_reason()
    {
        var order = Given.Order(o => Given.SetReasons(o));

        Assert.Equal("", Reason(new Call { Orders = [order], Prefetched = [Condition("G90.511")] }));
        Assert.Equal("ask Indication", new Call { Orders = [order], Prefetched = [Condition("G90.511")] }.Outcome());
        Assert.Equal("", Reason(new Call { Orders = [ReferringOrder("Condition/other")], Prefetched = [Condition("G90.511")] }));
        Assert.Equal("bystander", Reason(new Call { Orders = [Given.Order(o => Given.SetReasons(o, "I10"))], Prefetched = [Condition("G90.511")] }));
    }

    [Fact]
    public void A_Condition_that_is_not_at_hand_may_be_known_by_its_display()
    {
        var named = ReferringOrder();
        named["reasonReference"]![0]!["display"] = "Fibromyalgia";

        Assert.Equal("chronic-pain", Reason(new Call { Orders = [named] }));
        var unreadable = Assert.Single(new Call { Orders = [ReferringOrder()] }.ReadOrder()!.Indications);
        Assert.Equal(FactBasis.Unreadable, unreadable.Possible.Basis);
    }

    [Fact]
    public void A_Condition_that_is_not_at_hand_may_be_chronic_by_its_display()
    {
        var named = ReferringOrder();
        named["reasonReference"]![0]!["display"] = "low back pain for 6 months";

        Assert.Equal("chronic-pain", Reason(new Call { Orders = [named] }));
        Assert.Equal("investigational", new Call { Orders = [named] }.Outcome());
    }

    [Fact]
    public void The_words_of_the_order_are_the_reason_when_it_gives_none()
    {
        Assert.Equal("chronic-pain", Reason(Call.WithOrder(o =>
        {
            Given.SetReasons(o);
            o["dosageInstruction"]![0]!["text"] = "0.5 mg/kg over 40 minutes for CRPS";
        })));
        Assert.Equal("psychiatric", Reason(Call.WithOrder(o =>
        {
            Given.SetReasons(o);
            o["note"] = Given.Json("""[{ "text": "for major depression" }]""");
        })));
    }

    // Rule 9: where no reason is coded, the words of the order say what the drug is for; rule 13: wherever they stand, procedural sedation is
    // never denied and never asked about.
    [Theory]
    [MemberData(nameof(PlacesOfWords))]
    public void The_reason_may_stand_in_words_anywhere_on_the_order(string place)
    {
        Assert.Equal("investigational", Saying(place, "CRPS").Outcome());
        Assert.Equal("silent", Saying(place, "procedural sedation").Outcome());
    }

    // Rule 13: signs of a procedure anywhere on the order "come before any diagnosis, and make silence".
    [Theory]
    [MemberData(nameof(PlacesOfWords))]
    public void Procedural_sedation_in_words_comes_before_a_coded_diagnosis(string place) =>
        Assert.Equal("silent", Saying(place, "procedural sedation", Given.Crps).Outcome());

    public static TheoryData<string> PlacesOfWords => [.. WordsAt.Keys];

    private static readonly Dictionary<string, Func<string, Call>> WordsAt = new(StringComparer.Ordinal)
    {
        ["as needed for"] = reason => Call.WithOrder(o => o["dosageInstruction"]![0]!["asNeededCodeableConcept"] = Given.Worded(reason)),
        ["instruction of the dosage"] = reason => Call.WithOrder(o => o["dosageInstruction"]![0]!["patientInstruction"] = $"for {reason}"),
        ["text of the medication"] = reason => Call.WithOrder(o => o["medicationCodeableConcept"]!["text"] = $"ketamine infusion for {reason}"),
        ["text of the service"] = reason => Call.WithService(o => o["code"]!["text"] = $"ketamine infusion for {reason}"),
        ["instruction of the service"] = reason => Call.WithService(o => (o["code"]!["text"], o["patientInstruction"]) = ("ketamine infusion", $"for {reason}")),
        ["description of the appointment"] = reason => Call.Booking(a => a["description"] = $"ketamine infusion for {reason}"),
        ["comment of the appointment"] = reason => Call.Booking(a => a["comment"] = $"ketamine infusion for {reason}"),
    };

    private static Call Saying(string place, string reason, params string[] codes)
    {
        var call = WordsAt[place](reason);
        foreach (var resource in call.Orders.Concat(call.Appointments))
        {
            Given.SetReasons(resource, codes);
        }

        return call;
    }

    // Rule 10: "a text … may settle the chronicity of a pain that the code leaves open".
    [Theory]
    [InlineData("note", "for chronic pain", "investigational")]
    [InlineData("note", "for chronic low back pain", "investigational")]
    [InlineData("note", "Please call the patient.", "ask Chronicity")]
    public void Words_of_the_order_settle_that_a_coded_pain_is_chronic(string member, string text, string outcome) =>
        Assert.Equal(outcome, Call.WithOrder(o =>
        {
            Given.SetReasons(o, "M54.50");
            o[member] = Given.Json($$"""[{ "text": "{{text}}" }]""");
        }).Outcome());

    // Rule 9: "Where words alone stand, whatever is negated … is dropped", wherever in the text it stands.
    [Theory]
    [InlineData("she denies chronic pain")]
    [InlineData("stable, no CRPS")]
    [InlineData("referred without depression")]
    public void A_reason_that_is_negated_in_the_middle_of_a_text_does_not_count(string text)
    {
        Assert.Equal("", Reason(Given.Worded(text)));
        Assert.DoesNotContain(Call.WithOrder(o => o["reasonCode"] = new JsonArray(Given.Worded(text))).Outcome(), Denials, StringComparer.Ordinal);
    }

    private static readonly string[] Denials = ["investigational", "not medically necessary"];

    [Fact]
    public void A_sedation_code_says_what_the_drug_is_for() =>
        Assert.Contains("procedural-context", Reason(Call.WithService(o =>
        {
            o["code"] = Given.Coded(Given.Cpt, "99152", text: "sedation with ketamine");
            Given.SetReasons(o);
        })), StringComparison.Ordinal);

    [Fact]
    public void A_reason_that_nobody_knows_is_still_a_reason_beside_one_that_is_known()
    {
        var call = Call.WithOrder(o => Given.SetReasons(o, "S72.001A", "G90.511"));

        Assert.Equal("other-indication chronic-pain", Reason(call));
        Assert.Equal("ask TreatedReason", call.Outcome());
    }

    private static JsonObject ReferringOrder(string literal = "Condition/c1") => Given.Order(o =>
    {
        Given.SetReasons(o);
        o["reasonReference"] = new JsonArray(Given.ReferenceTo(literal));
    });

    private static JsonObject Condition(string code) => new()
    {
        ["resourceType"] = "Condition",
        ["id"] = "c1",
        ["code"] = Given.Coded(Given.Icd10Cm, code),
    };

    private static string Reason(JsonNode concept) => Reason(Call.WithOrder(o => o["reasonCode"] = new JsonArray(concept)));

    private static string Reason(Call call) => string.Join(
        ' ', call.ReadOrder()!.Indications.Select(i => string.Join('|', i.Possible.Concepts.Select(c => c.Id).Order(StringComparer.Ordinal))));
}
