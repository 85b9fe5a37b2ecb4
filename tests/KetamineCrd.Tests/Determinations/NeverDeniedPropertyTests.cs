using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KetamineCrd.Determinations;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Meanings;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests.Determinations;

/// <summary>What may stand beside an order, and never makes a denial of it (decision rules 5, 6 and 9).</summary>
public sealed class NeverDeniedPropertyTests
{
    // Rule 9: "A coded reason that no set named by this payer's policies, nor the acute and procedural sets, knows is still a reason".
    [Fact]
    public void A_coded_reason_that_the_payer_does_not_speak_of_never_makes_a_denial() =>
        Prop.ForAll(Undecided, AnyDiagnosis, Anywhere, (scenario, diagnosis, isFirst) =>
            IsSpokenOf(diagnosis, scenario.Payer) || IsDenied(scenario.Call()) || !IsDenied(With(scenario, diagnosis, isFirst).Call())).Holds(500);

    // Rules 9 and 11: beside a reason that is no bystander and no status code, another one may be asked about, never denied.
    [Fact]
    public void Another_coded_reason_turns_no_silence_into_a_denial() =>
        Prop.ForAll(SilentOrNot, AnyDiagnosis, Anywhere, (scenario, diagnosis, isFirst) =>
            scenario.Call().Outcome() != "silent" || !IsDenied(With(scenario, diagnosis, isFirst).Call())).Holds(500);

    // The same, from reasons that no payer speaks of to the ones that are denied most.
    [Fact]
    public void A_reason_that_is_denied_alone_is_not_denied_beside_a_disease_of_another_kind() =>
        Prop.ForAll(Scenario.WithReason, Rival.ToArbitrary(), Anywhere, (scenario, rival, isFirst) =>
            !IsDenied(With(scenario, new Diagnosis(rival, ""), isFirst).Call())).Holds(200);

    // Rule 5: "A mention is not an order": the other drug's code, display or text settles it, whatever is written beside it.
    [Fact]
    public void Another_drug_is_never_denied_for_what_is_written_beside_it() =>
        Prop.ForAll(Scenario.OfOtherDrugs, Gen.Elements(OtherOrders.Keys.AsEnumerable()).ToArbitrary(), Gen.Elements(Mentions).ToArbitrary(), (scenario, other, mention) =>
        {
            var call = scenario.Call();
            var order = OtherOrders[other](call.Orders[0].DeepClone().AsObject(), mention);
            return !IsDenied(call with { Orders = [order] });
        }).Holds(2_000);

    // Rule 6: "an iron infusion for anaemia beside a ketamine order is not the ketamine infusion".
    [Fact]
    public void An_order_of_another_drug_beside_never_makes_a_denial() =>
        Prop.ForAll(Scenario.WithReason, Gen.Elements(OrdersBeside).ToArbitrary(), Anywhere, (scenario, json, isFirst) =>
        {
            var call = scenario.Call();
            var beside = Given.Json(json).AsObject();
            (beside["id"], beside["status"], beside["intent"], beside["authoredOn"]) = ("beside-1", "draft", "order", scenario.Date);
            beside["subject"] = Given.ReferenceTo("Patient/pat-1");
            var after = (call with { Orders = isFirst ? [beside, .. call.Orders] : [.. call.Orders, beside] }).DetermineAll();
            return after.Where(d => d.Determination is Determination.NotCovered).All(d => d.Order.Reference == "MedicationRequest/ketamine-1") && (IsDenied(call) || !after.Any(IsDenied));
        }).Holds(500);

    // FHIR R4: subject and beneficiary say whose a resource is.
    public static TheoryData<string> OfAnotherPatient => [.. Others.Keys];

    private static readonly Dictionary<string, string[]> Others = new(StringComparer.Ordinal)
    {
        ["a Condition of the same complaint"] =
        [
            """{ "resourceType": "Condition", "id": "x1", "subject": { "reference": "Patient/pat-2" }, "onsetDateTime": "2010", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.50", "display": "Chronic low back pain" }] } }""",
            """{ "resourceType": "Condition", "id": "x2", "subject": { "reference": "Patient/pat-2" }, "onsetDateTime": "2010", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G43.909" }] } }""",
            """{ "resourceType": "Condition", "id": "x3", "subject": { "reference": "Patient/pat-2" }, "onsetDateTime": "2010", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G89.3" }] } }""",
        ],
        ["a Coverage"] = ["""{ "resourceType": "Coverage", "id": "x1", "status": "active", "order": 1, "beneficiary": { "reference": "Patient/pat-2" }, "payor": [{ "display": "Excellus BlueCross BlueShield" }] }"""],
        ["a Patient"] = ["""{ "resourceType": "Patient", "id": "pat-2", "birthDate": "1950-01-01" }"""],
        ["an order"] =
        [
            """{ "resourceType": "MedicationRequest", "id": "x1", "status": "active", "intent": "order", "subject": { "reference": "Patient/pat-2" }, "medicationCodeableConcept": { "text": "ketamine" }, "reasonCode": [{ "text": "procedural sedation" }] }""",
            """{ "resourceType": "ServiceRequest", "id": "x2", "status": "active", "intent": "order", "subject": { "reference": "Patient/pat-2" }, "code": { "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "00104" }] } }""",
        ],
    };

    [Theory]
    [MemberData(nameof(OfAnotherPatient))]
    public void What_belongs_to_another_patient_never_changes_an_answer(string name) =>
        Prop.ForAll(Ambiguous, scenario =>
        {
            var call = scenario.Call();
            return (call with { Prefetched = [.. Others[name].Select(json => Given.Json(json).AsObject())] }).AnswerText() == call.AnswerText();
        }).Holds();

    [Fact]
    public void A_draft_order_of_another_patient_never_changes_an_answer_and_gets_none() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var call = scenario.Call();
            var other = Given.Order(o => (o["id"], o["subject"]) = ("ketamine-2", Given.ReferenceTo("Patient/pat-2")));
            return (call with { Orders = [.. call.Orders, other] }).AnswerText() == call.AnswerText();
        }).Holds();

    // Rule 9: "only Conditions of this patient".
    [Fact]
    public void A_Condition_of_another_patient_is_no_reason() =>
        Prop.ForAll(Scenario.WithReason, scenario =>
        {
            var conditions = scenario.Reasons.Split(' ').Select((code, i) => new JsonObject
            {
                ["resourceType"] = "Condition",
                ["id"] = $"c{i}",
                ["subject"] = Given.ReferenceTo("Patient/pat-2"),
                ["code"] = Given.Coded(Given.Icd10Cm, code),
            }).ToArray();
            var call = (scenario with { Reasons = "" }).Call(o => o["reasonReference"] = new JsonArray([.. conditions.Select(c => Given.ReferenceTo($"Condition/{c["id"]}"))]));
            return !IsDenied(call with { Prefetched = conditions }) || IsDenied((scenario with { Reasons = "" }).Call());
        }).Holds();

    // Rule 9: "whatever is negated, ruled out, past, family, screening or risk is dropped", whoever's words they are.
    [Theory]
    [InlineData("no {0}")]
    [InlineData("denies {0}")]
    [InlineData("without {0}")]
    [InlineData("not for {0}")]
    [InlineData("negative for {0}")]
    [InlineData("no history of {0}")]
    [InlineData("no evidence of {0}")]
    [InlineData("she denies any {0}")]
    [InlineData("hip fracture, no {0}")]
    [InlineData("rule out {0}")]
    [InlineData("r/o {0}")]
    [InlineData("{0} ruled out")]
    [InlineData("h/o {0}")]
    [InlineData("hx {0}")]
    [InlineData("hx of {0}")]
    [InlineData("history of {0}")]
    [InlineData("past history of {0}")]
    [InlineData("PMH: {0}")]
    [InlineData("PMH {0}")]
    [InlineData("hip fracture, hx {0}")]
    [InlineData("hip fracture; past medical history of {0}")]
    [InlineData("family history of {0}")]
    [InlineData("FHx {0}")]
    [InlineData("mother has {0}")]
    [InlineData("screening for {0}")]
    [InlineData("{0} screening")]
    [InlineData("at risk for {0}")]
    [InlineData("risk of {0}")]
    public void Words_of_a_reason_that_are_negated_past_or_of_others_are_never_denied(string wrapping)
    {
        var denied = new ConcurrentBag<string>();
        Parallel.ForEach(Phrases, phrase =>
        {
            var text = string.Format(null, wrapping, phrase);
            foreach (var (policy, order) in PlainOrder.ByPolicy.Where(p => !p.Key.EndsWith("TRICARE", StringComparison.Ordinal)))
            {
                if (order.Ask(PlainOrder.Worded(text)).IsDenied)
                {
                    denied.Add($"reason '{text}': {policy}");
                }

                if (order.Ask("", text).IsDenied)
                {
                    denied.Add($"note '{text}': {policy}");
                }

                // Nor do they make the pain of a code chronic (rule 10).
                if (order.Ask(PlainOrder.Coded("M54.50", "Low back pain, unspecified"), text).IsDenied)
                {
                    denied.Add($"M54.50, note '{text}': {policy}");
                }
            }
        });

        Assert.True(denied.IsEmpty, $"{denied.Count} denied, such as {string.Join("; ", denied.Order(StringComparer.Ordinal).Take(8))}");
    }

    // The guard above would hold for an engine that reads no words at all.
    [Fact]
    public void Words_of_a_reason_that_stand_alone_are_denied_where_the_payer_speaks_of_them() =>
        Assert.InRange(Phrases.Count(phrase => PlainOrder.ByPolicy["MB2300-2025-08-21"].Ask(PlainOrder.Worded(phrase)).IsDenied), Phrases.Length / 4, Phrases.Length);

    /// <summary>Every phrase of every set of reasons, the ambiguous ones included.</summary>
    private static readonly string[] Phrases =
    [
        .. Engine.Instance.Vocabulary.ValueSets.Values
            .Where(s => Engine.Instance.Vocabulary.ConceptsOf(s.Url)!.Any(c => c.Url == s.Url && c.Kind == ConceptKind.Indication && !c.IsNothing))
            .SelectMany(s => s.Codes)
            .Where(c => c.System == OwnCanonical.Words)
            .Select(c => c.Written)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Words that mention ketamine beside an order for something else.</summary>
    private static readonly string[] Mentions =
    [
        "ketamine", "ketamine 0.5 mg/kg IV", "before ketamine infusion", "during ketamine infusion", "after ketamine", "30 minutes prior to IV ketamine", "with ketamine infusion",
        "on ketamine", "instead of ketamine", "evaluate for ketamine infusion", "for nausea with ketamine infusion for CRPS", "not to be mixed with the ketamine infusion",
    ];

    /// <summary>An order that names another drug or service by code, by display or by text, with a mention somewhere beside it.</summary>
    private static readonly Dictionary<string, Func<JsonObject, string, JsonObject>> OtherOrders = new(StringComparer.Ordinal)
    {
        ["code, note"] = (o, m) => With(o, Given.Coded(Given.RxNorm, "26225", "ondansetron"), "note", m),
        ["code, dosage text"] = (o, m) => With(o, Given.Coded(Given.RxNorm, "6960", "midazolam"), "dosage", m),
        ["code without display, note"] = (o, m) => With(o, Given.Coded(Given.RxNorm, "6960"), "note", m),
        ["code, text of its own"] = (o, m) => With(o, Given.Coded(Given.RxNorm, "26225", "ondansetron", $"ondansetron 4 mg IV, {m}"), null, m),
        ["billing code, text"] = (o, m) => With(o, Given.Coded(Given.Hcpcs, "J3032", "Injection, eptinezumab-jjmr, 1 mg", $"eptinezumab, {m}"), null, m),
        ["display of a local code, note"] = (o, m) => With(o, Given.Coded("urn:local", "OND4", "ondansetron 4 mg injection"), "note", m),
        ["display of an unclassified code, note"] = (o, m) => With(o, Given.Coded(Given.Hcpcs, "J3490", "haloperidol lactate injection"), "note", m),
        ["text of an unclassified code, note"] = (o, m) => With(o, Given.Coded(Given.Hcpcs, "J3490", text: "magnesium sulfate 2 g"), "note", m),
        ["text, note"] = (o, m) => With(o, Given.Worded("ondansetron 4 mg"), "note", m),
        ["text, dosage text"] = (o, m) => With(o, Given.Worded("midazolam 2 mg"), "dosage", m),
        ["text that goes on"] = (o, m) => With(o, Given.Worded($"ondansetron 4 mg IV {(m.StartsWith("ketamine", StringComparison.Ordinal) ? $"before {m}" : m)}"), null, m),
        ["drawn, note"] = (o, m) => With(o, o["medicationCodeableConcept"]!.AsObject().Count > 0 ? o["medicationCodeableConcept"]!.DeepClone() : Given.Worded("iron sucrose"), "note", m),
        ["infusion of iron by text, note"] = (o, m) => Service(o, Given.Coded(Given.Cpt, "96365", text: "iron sucrose infusion"), m),
        ["infusion of vitamins by display, note"] = (o, m) => Service(o, Given.Coded(Given.Cpt, "96365", "vitamin B12 infusion"), m),
        ["infusion with a code of iron, note"] = (o, m) =>
        {
            var concept = Given.Coded(Given.Cpt, "96365");
            concept["coding"]!.AsArray().Add(Given.Json($$"""{ "system": "{{Given.Hcpcs}}", "code": "J1756", "display": "Injection, iron sucrose, 1 mg" }"""));
            return Service(o, concept, m);
        },
        ["monitoring by code, note"] = (o, m) => Service(o, Given.Coded(Given.Cpt, "93005", "Electrocardiogram, routine, tracing only"), m),
        ["consultation by text"] = (o, m) => Service(o, Given.Worded("Pain clinic consultation"), m),
    };

    private static readonly string[] OrdersBeside =
    [
        """{ "resourceType": "ServiceRequest", "code": { "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365" }], "text": "iron sucrose infusion" }, "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "D50.9" }] }] }""",
        """{ "resourceType": "ServiceRequest", "code": { "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365" }] }, "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "D50.9" }] }] }""",
        """{ "resourceType": "ServiceRequest", "code": { "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J1756", "display": "Injection, iron sucrose, 1 mg" }] } }""",
        """{ "resourceType": "ServiceRequest", "code": { "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "93005" }], "text": "EKG before ketamine infusion" } }""",
        """{ "resourceType": "MedicationRequest", "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6960", "display": "midazolam" }] }, "note": [{ "text": "during ketamine infusion" }], "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" }] }] }""",
        """{ "resourceType": "MedicationRequest", "medicationCodeableConcept": { "text": "ondansetron 4 mg IV before ketamine infusion" }, "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "R11.0" }] }] }""",
    ];

    // Every second one is of a set of ours, which few of all codes are.
    private static Arbitrary<Diagnosis> AnyDiagnosis => Gen.Frequency(
        (1, Gen.Elements(Diagnosis.All.AsEnumerable())),
        (1, Gen.Elements(Diagnosis.All.Where(d => Engine.Instance.Vocabulary.FindCode(ConceptKind.Indication, CodeSystems.Icd10Cm, d.Code) is not null)))).ToArbitrary();

    // Diseases that no payer speaks of, none of them a bystander: a fracture, gallstones, pneumonia, bleeding in pregnancy, cancer, psoriasis, anemia, a stroke.
    private static Gen<string> Rival => Gen.Elements("S72.001A", "K80.20", "J18.9", "O20.0", "C50.911", "L40.0", "D50.9", "I63.9");

    private static Arbitrary<bool> Anywhere => Gen.Elements(true, false).ToArbitrary();

    /// <summary>Every second one for a disease that no payer speaks of.</summary>
    private static Arbitrary<Scenario> SilentOrNot =>
        (from scenario in Scenario.WithReason.Generator
         from rival in Rival
         from isRival in Gen.Elements(true, false)
         select isRival ? scenario with { Reasons = rival } : scenario).ToArbitrary();

    /// <summary>Many that are not denied: for a pain that may be acute, or for what is denied beside what is never denied.</summary>
    private static Arbitrary<Scenario> Undecided =>
        (from scenario in Scenario.WithReason.Generator
         from rival in Rival
         from reasons in Gen.Elements(scenario.Reasons, "M54.50", "G43.909", $"{scenario.Reasons} G89.18", $"Z01.818 {scenario.Reasons}", $"{scenario.Reasons} {rival}")
         select scenario with { Reasons = reasons }).ToArbitrary();

    /// <summary>Where another sign decides, another patient's must not be it.</summary>
    private static Arbitrary<Scenario> Ambiguous =>
        (from scenario in Scenario.WithReason.Generator
         from reason in Gen.Elements(scenario.Reasons, "M54.50", "G43.909", "G89.3")
         select scenario with { Reasons = reason }).ToArbitrary();

    private static Scenario With(Scenario scenario, Diagnosis diagnosis, bool isFirst) =>
        scenario with { Reasons = isFirst ? $"{diagnosis.Code} {scenario.Reasons}" : $"{scenario.Reasons} {diagnosis.Code}" };

    private static JsonObject With(JsonObject order, JsonNode drug, string? place, string mention)
    {
        order["medicationCodeableConcept"] = drug;
        if (place == "note")
        {
            order["note"] = new JsonArray(Given.Worded(mention));
        }
        else if (place == "dosage")
        {
            order["dosageInstruction"]![0]!["text"] = mention;
        }

        return order;
    }

    private static JsonObject Service(JsonObject order, JsonNode code, string mention) => Given.Infusion(service =>
    {
        service["code"] = code;
        service["authoredOn"] = order["authoredOn"]!.DeepClone();
        service["occurrenceDateTime"] = order["authoredOn"]!.DeepClone();
        service["note"] = new JsonArray(Given.Worded(mention));
        service["reasonCode"] = order["reasonCode"]?.DeepClone();
    });

    // A set that the payer's policies name, or one that they may mean; the acute and procedural sets are never denied.
    private static bool IsSpokenOf(Diagnosis diagnosis, string payer) =>
        Engine.Instance.Vocabulary.FindCode(ConceptKind.Indication, CodeSystems.Icd10Cm, diagnosis.Code) is { } concept
        && Engine.Instance.Policies.Policies.SelectMany(p => p.Versions).Where(v => v.Payers.Any(p => p.Name == payer)).SelectMany(v => v.Rules)
            .Any(r => r.Indications is { } named && (named.Contains(concept) || concept.MayMean.Any(named.Contains)));

    private static bool IsDenied(Call call) => call.DetermineAll().Any(IsDenied);

    private static bool IsDenied(OrderDetermination determination) => determination.Determination is Determination.NotCovered;
}
