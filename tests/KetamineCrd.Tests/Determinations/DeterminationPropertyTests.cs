using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using KetamineCrd.Determinations;
using KetamineCrd.Policies;

namespace KetamineCrd.Tests.Determinations;

public sealed partial class DeterminationPropertyTests
{
    // Decision rule 9: the reasons that are known decide; bystanders (hypertension, lipids) change nothing, and other elements of the order are not asked.
    public static TheoryData<string> Additions => [.. Unrelated.Keys];

    private static readonly Dictionary<string, (Action<JsonObject>? Order, Action<JsonObject>? Coverage)> Unrelated = new(StringComparer.Ordinal)
    {
        ["another reason"] = (o => o["reasonCode"]!.AsArray().Add(Given.Coded(Given.Icd10Cm, "I10", "Essential hypertension")), null),
        ["another reason, first"] = (o => o["reasonCode"]!.AsArray().Insert(0, Given.Coded(Given.Icd10Cm, "E78.5", "Hyperlipidemia, unspecified")), null),
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
        Prop.ForAll(Scenario.WithReason, scenario => scenario.Call(order, coverage).Outcome() == scenario.Call().Outcome()).Holds();
    }

    // Neither words nor cards nor ids change: what is not asked about has no part in the answer.
    public static TheoryData<string> Bystanders => [.. Beside.Keys];

    private static readonly Dictionary<string, Func<Call, Call>> Beside = new(StringComparer.Ordinal)
    {
        ["an order for another drug"] = c => c with { Orders = [.. c.Orders, Other("MedicationRequest", "medicationCodeableConcept", """{ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7052" }], "text": "morphine" }""")] },
        ["an order for a blood level of the drug"] = c => c with { Orders = [.. c.Orders, Other("ServiceRequest", "code", """{ "coding": [{ "system": "http://loinc.org", "code": "3713-6", "display": "Ketamine [Mass/volume] in Serum" }] }""")] },
        ["an order for a device"] = c => c with { Orders = [.. c.Orders, Other("DeviceRequest", "codeCodeableConcept", """{ "text": "infusion pump for ketamine" }""")] },
        ["a cancelled order for the drug"] = c => c with
        {
            Orders = [.. c.Orders, Given.Order(o => (o["id"], o["status"]) = ("cancelled-1", "cancelled"))],
        },
        ["a problem list of other complaints"] = c => c with
        {
            Prefetched =
            [
                Given.Json("""{ "resourceType": "Condition", "id": "p1", "onsetDateTime": "2010", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.519" }], "text": "Chronic pain" } }""").AsObject(),
                Given.Json("""{ "resourceType": "Condition", "id": "p2", "onsetDateTime": "2010", "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F43.12" }] } }""").AsObject(),
            ],
        },
        ["a patient, an encounter, an allergy"] = c => c with
        {
            Prefetched =
            [
                Given.Json("""{ "resourceType": "Patient", "id": "pat-1", "birthDate": "1950-01-01" }""").AsObject(),
                Given.Json("""{ "resourceType": "Encounter", "id": "e1", "period": { "start": "2019-06-03" } }""").AsObject(),
                Given.Json("""{ "resourceType": "AllergyIntolerance", "id": "a1", "code": { "text": "ketamine" } }""").AsObject(),
            ],
        },
        ["a Medication and a payer that nothing refers to"] = c => c with
        {
            Prefetched =
            [
                Given.Json("""{ "resourceType": "Medication", "id": "m9", "code": { "text": "esketamine" } }""").AsObject(),
                Given.Json("""{ "resourceType": "Organization", "id": "o9", "name": "TRICARE" }""").AsObject(),
            ],
        },
    };

    [Theory]
    [MemberData(nameof(Bystanders))]
    public void Something_beside_the_order_never_changes_the_answer(string name) =>
        Prop.ForAll(Scenario.Any, scenario => Beside[name](scenario.Call()).AnswerText() == scenario.Call().AnswerText()).Holds();

    // A coding of a system that nobody knows, on every concept at once and in front.
    [Fact]
    public void Codings_of_unknown_systems_never_change_an_answer() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            static void AddCoding(JsonNode? concept)
            {
                if (concept is JsonObject json)
                {
                    json["coding"] ??= new JsonArray();
                    json["coding"]!.AsArray().Insert(0, Given.Json("""{ "system": "https://codes.example.net", "code": "6130" }"""));
                }
            }

            return scenario.Call(
                o =>
                {
                    AddCoding(o["medicationCodeableConcept"]);
                    AddCoding(o["dosageInstruction"]![0]!["route"]);
                    foreach (var reason in o["reasonCode"]?.AsArray() ?? [])
                    {
                        AddCoding(reason);
                    }
                },
                c => AddCoding(c["type"])).Outcome() == scenario.Call().Outcome();
        }).Holds();

    // The same facts over contained resources, prefetch, or what was read meanwhile: the statement and the cards stay the same.
    [Fact]
    public void It_does_not_matter_where_a_fact_stands() =>
        Prop.ForAll(Scenario.Any, Places, (scenario, places) =>
        {
            var split = Split(scenario.Call(), places);
            return split.Reads().Count == 0 && Said(split) == Said(scenario.Call());
        }).Holds();

    // No answer but the ids in it follows from an id.
    [Fact]
    public void Ids_that_are_renamed_together_never_change_an_answer() =>
        Prop.ForAll(Scenario.Any, Places, (scenario, places) =>
        {
            var call = Split(scenario.Call(), places);
            return WithoutIds(Renamed(call).AnswerText()) == WithoutIds(call.AnswerText());
        }).Holds();

    [Fact]
    public void Other_ids_never_change_an_answer() =>
        Prop.ForAll(Scenario.Any, scenario =>
            scenario.Call(o => o["id"] = "A-9.z", c => c["id"] = "another").Outcome() == scenario.Call().Outcome()).Holds();

    // "An order that is not about ketamine or esketamine costs no look-up, no card, no error, whatever else is wrong with its Coverage."
    [Fact]
    public void An_order_of_another_drug_never_gets_anything() =>
        Prop.ForAll(Scenario.OfOtherDrugs, scenario =>
        {
            var call = scenario.Call() with { CanRead = true };
            return call.Reads().Count == 0
                && call.AnswerText() == """{"cards":[]}"""
                && (call with { Coverages = [], RawCoverage = "null" }).AnswerText() == """{"cards":[]}""";
        }).Holds();

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
        }).Holds();

    // Rule 17: "FEP is never answered 'investigational'".
    [Fact]
    public void The_Federal_Employee_Program_is_never_denied() =>
        Prop.ForAll(Scenario.Any, scenario =>
            (scenario with { Payer = "Excellus BCBS", Line = "sopt:391" }).Call().Determine()?.Determination is not Determination.NotCovered).Holds();

    // Rule 17: CHAMPVA and TRICARE are not VA community care.
    [Theory]
    [InlineData("VA Community Care", "sopt:3221")]
    [InlineData("VA Community Care", "sopt:3211")]
    [InlineData("TRICARE", "")]
    [InlineData("TRICARE", "sopt:311")]
    public void Programs_beside_VA_community_care_are_never_denied(string payer, string line) =>
        Prop.ForAll(Scenario.Any, scenario =>
            (scenario with { Payer = payer, Line = line }).Call().Determine()?.Determination is not Determination.NotCovered).Holds();

    // Rule 13: "acute pain, anaesthesia, procedural sedation … are never denied by any of these texts".
    [Theory]
    [InlineData("G89.18")]
    [InlineData("Z01.818")]
    public void An_acute_or_procedural_reason_is_never_denied(string reason) =>
        Prop.ForAll(Scenario.Any, scenario =>
            (scenario with { Reasons = $"{scenario.Reasons} {reason}" }).Call().Determine()?.Determination is not Determination.NotCovered).Holds();

    // Rule 5: "Esketamine is never ketamine."
    [Theory]
    [InlineData("""{ "text": "esketamine" }""")]
    [InlineData("""{ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "2119365", "display": "ketamine" }], "text": "ketamine" }""")]
    public void Esketamine_is_never_denied(string drug) =>
        Prop.ForAll(Scenario.Any, scenario => (scenario with { Drug = drug }).Call().Determine()?.Determination is not Determination.NotCovered).Holds();

    private static Arbitrary<(Place Drug, Place Reasons, Place Payer)> Places =>
        (from drug in Gen.Elements(Enum.GetValues<Place>())
         from reasons in Gen.Elements(Enum.GetValues<Place>())
         from payer in Gen.Elements(Enum.GetValues<Place>())
         select (drug, reasons, payer)).ToArbitrary();

    private static JsonObject Other(string type, string member, string json) => new()
    {
        ["resourceType"] = type,
        ["id"] = "other-1",
        ["status"] = "draft",
        ["intent"] = "order",
        ["subject"] = Given.ReferenceTo("Patient/pat-1"),
        [member] = Given.Json(json),
        ["dosageInstruction"] = Given.Json("""[{ "route": { "coding": [{ "system": "http://snomed.info/sct", "code": "26643006" }] } }]"""),
    };

    /// <summary>Moves the drug, the reasons and the payer's name into resources of their own.</summary>
    private static Call Split(Call call, (Place Drug, Place Reasons, Place Payer) places)
    {
        var prefetched = new List<JsonObject>();
        var read = new List<JsonObject>();
        var order = call.Orders[0].DeepClone().AsObject();
        var coverage = call.Coverages[0].DeepClone().AsObject();
        var drug = order["medicationCodeableConcept"]!.DeepClone();
        order.Remove("medicationCodeableConcept");
        order["medicationReference"] = Move(order, places.Drug, "Medication", "m1", "code", drug);
        if (order["reasonCode"] is JsonArray reasons)
        {
            order.Remove("reasonCode");
            order["reasonReference"] = new JsonArray([.. reasons.Select((r, i) => Move(order, places.Reasons, "Condition", $"c{i}", "code", r!.DeepClone()))]);
        }

        coverage["payor"] = new JsonArray(Move(coverage, places.Payer, "Organization", "o1", "name", coverage["payor"]![0]!["display"]!.DeepClone()));
        return call with { Orders = [order], Coverages = [coverage], Prefetched = prefetched, ReadMeanwhile = read, CanRead = true };

        JsonNode Move(JsonObject container, Place place, string type, string id, string member, JsonNode value)
        {
            var resource = new JsonObject { ["resourceType"] = type, ["id"] = id, [member] = value };
            if (place == Place.Contained)
            {
                container["contained"] ??= new JsonArray();
                container["contained"]!.AsArray().Add(resource);
                return Given.ReferenceTo($"#{id}");
            }

            (place == Place.Prefetched ? prefetched : read).Add(resource);
            return Given.ReferenceTo($"{type}/{id}");
        }
    }

    private static string Said(Call call) => $"{call.CoverageInformation()?.GetRawText()} {string.Join('\n', call.Cards().Select(c => c.GetRawText()))}";

    private static Call Renamed(Call call)
    {
        return call with
        {
            Orders = [.. call.Orders.Select(Rename)],
            Coverages = [.. call.Coverages.Select(Rename)],
            Prefetched = [.. call.Prefetched.Select(Rename)],
            ReadMeanwhile = [.. call.ReadMeanwhile.Select(Rename)],
            PatientId = "Z-pat-1",
        };

        static JsonObject Rename(JsonObject resource) =>
            Given.Json(Id().Replace(resource.ToJsonString(), m => m.Groups["before"].Value + "Z-" + m.Groups["id"].Value)).AsObject();
    }

    private static string WithoutIds(string answer) => Unique().Replace(Id().Replace(answer, m => m.Groups["before"].Value + "*"), "*");

    // Of a resource, and at the end of a reference.
    [GeneratedRegex("""(?<before>"id":"|"reference":"(?:[A-Za-z]+/|#))(?<id>[^"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Id();

    // The uuid of a card and the id of an assertion follow from the ids of the order and the Coverage.
    [GeneratedRegex("""(?<="uuid":")[^"]+|KCRD-[^"]+""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Unique();

    private enum Place
    {
        Contained,
        Prefetched,
        Read,
    }
}
