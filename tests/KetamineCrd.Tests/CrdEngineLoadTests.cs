using System.Text.Json.Nodes;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests;

/// <summary>A mistake in a data file stops the start-up and is named with its file (style README, sections 8 and 9).</summary>
public sealed class CrdEngineLoadTests
{
    private const string Ketamine = "fhir-resources/ValueSet/ketamine.json";
    private const string ChronicPain = "fhir-resources/ValueSet/chronic-pain.json";
    private const string Card = "cards/not-covered.en.json";
    private const string Sentences = "cards/sentences.en.json";

    [Fact]
    public void The_data_of_the_repository_has_no_issue()
    {
        var (engine, issues) = CrdEngine.Load(Engine.Files());

        Assert.Empty(issues);
        Assert.NotNull(engine);
    }

    [Theory]
    [InlineData(Ketamine)]
    [InlineData(Card)]
    [InlineData(Loading.Policy2025)]
    public void Broken_JSON_is_reported(string path) => AssertNamed(path, Loading.WithText(path, text => text[..^20]));

    [Theory]
    [InlineData(Ketamine)]
    [InlineData(Sentences)]
    public void A_member_that_stands_twice_is_reported(string path) =>
        AssertNamed(path, Loading.WithText(path, text => text.TrimEnd()[..^1] + ",\"title\":\"x\",\"title\":\"y\"}"));

    [Theory]
    [InlineData("summary")]
    [InlineData("detail")]
    public void An_unknown_placeholder_of_the_card_is_reported(string member) => AssertCardNamed(Card, Loading.With(Card, json =>
    {
        if (json[member] is JsonArray paragraphs)
        {
            paragraphs.Add("{{patientName}}");
        }
        else
        {
            json[member] = "{{patientName}}";
        }
    }));

    [Fact]
    public void An_unknown_placeholder_of_a_sentence_is_reported() =>
        AssertCardNamed(Sentences, Loading.With(Sentences, json => json["Sentence.SystemAction"] = "For {{patientName}}."));

    [Fact]
    public void A_placeholder_that_is_not_closed_is_reported() =>
        AssertCardNamed(Card, Loading.With(Card, json => json["summary"] = "{{title"));

    [Theory]
    [InlineData("MissingFact.Route")]
    [InlineData("Remark.Draft")]
    [InlineData("UnreadableFact.Payer")]
    [InlineData("Sentence.SystemAction")]
    public void A_missing_sentence_is_reported(string key) => AssertCardNamed(Sentences, Loading.With(Sentences, json => json.Remove(key)));

    // "File: its path", that is cards/NAME.LANGUAGE.json, as for every other file.
    [Fact]
    public void An_issue_of_a_card_file_gives_its_whole_path() =>
        AssertNamed(Sentences, Loading.With(Sentences, json => json.Remove("Remark.Draft")));

    [Theory]
    [InlineData("critical")] // a payer's word on payment is never critical
    [InlineData("red")]
    public void A_card_that_is_neither_info_nor_warning_is_reported(string indicator) =>
        AssertCardNamed(Card, Loading.With(Card, json => json["indicator"] = indicator));

    [Theory]
    [InlineData("links")]
    [InlineData("summary")]
    [InlineData("source")]
    public void A_missing_part_of_the_card_is_reported(string member) => AssertCardNamed(Card, Loading.With(Card, json => json.Remove(member)));

    [Theory]
    [InlineData(Card)]
    [InlineData(Sentences)]
    public void A_missing_card_file_is_reported(string path)
    {
        var (engine, issues) = Loading.Without(path);

        Assert.Null(engine);
        Assert.Contains(issues, i => i.ToString().Contains(Path.GetFileName(path), StringComparison.Ordinal));
    }

    [Fact]
    public void A_card_file_that_nothing_uses_is_reported() => AssertCardNamed("cards/other.en.json", Loading.Plus("cards/other.en.json", "{}"));

    // The title of the rule starts the summary; 140 characters are one too many (CDS Hooks 2.0, "Card attributes").
    [Fact]
    public void A_summary_that_is_too_long_is_reported() =>
        AssertNamed(Loading.Policy2025, Loading.With(Loading.Policy2025, json => Denying(json)["title"] = "IV ketamine is investigational " + new string('x', 110)));

    [Fact]
    public void A_denial_that_does_not_say_its_ground_is_reported() => AssertNamed(Loading.PolicyVa, Loading.With(Loading.PolicyVa, json =>
    {
        Denying(json)["title"] = "Ketamine for chronic pain";
        Denying(json)["description"] = "It is not paid.";
    }));

    [Fact]
    public void An_unknown_payer_is_reported() =>
        AssertNamed(Loading.PolicyVa, Loading.With(Loading.PolicyVa, json => json["useContext"]![0]!["valueReference"]!["reference"] = "Organization/nobody"));

    [Fact]
    public void A_payer_that_is_not_held_any_more_is_reported()
    {
        var (engine, issues) = Loading.Without("fhir-resources/Organization/univera.json");

        Assert.Null(engine);
        Assert.Contains(issues, i => i.File == Loading.Policy2025);
        Assert.Contains(issues, i => i.File == Loading.Policy2019);
    }

    [Theory]
    [InlineData("""{ "start": "2015-05-28" }""")]
    [InlineData("""{ "start": "2015-05-28", "end": "2025-03-20" }""")]
    public void Versions_that_overlap_are_reported(string period) =>
        AssertNamed(Loading.Policy2025, Loading.With(Loading.Policy2019, json => json["effectivePeriod"] = JsonNode.Parse(period)));

    [Fact]
    public void Versions_that_touch_do_not_overlap() =>
        Assert.Empty(Loading.With(Loading.Policy2019, json => json["effectivePeriod"]!["end"] = "2025-03-19").Issues);

    [Fact]
    public void Two_versions_of_one_name_are_reported() =>
        AssertNamed(Loading.Policy2025, Loading.With(Loading.Policy2025, json => json["version"] = "2019-04-18"));

    [Fact]
    public void A_code_in_two_value_sets_of_one_fact_is_reported() =>
        AssertNamed(Ketamine, Loading.With(Ketamine, json => Include(json).Add(Given.Json("""
            { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "concept": [{ "code": "2119365", "display": "esketamine" }] }
            """))));

    [Fact]
    public void A_prefix_in_two_value_sets_of_one_fact_is_reported() =>
        AssertNamed("fhir-resources/ValueSet/psychiatric.json", Loading.With("fhir-resources/ValueSet/psychiatric.json", json => Include(json).Add(Given.Json("""
            { "system": "http://hl7.org/fhir/sid/icd-10-cm", "filter": [{ "property": "concept", "op": "is-a", "value": "F45.4" }] }
            """))));

    [Fact]
    public void A_phrase_in_two_value_sets_of_one_fact_is_reported() =>
        AssertNamed(Ketamine, Loading.With(Ketamine, json => Include(json).Add(Given.Json("""
            { "system": "https://ketaminecrd.example/fhir/CodeSystem/words", "concept": [{ "code": "Spravato" }] }
            """))));

    [Fact]
    public void A_drug_of_no_policy_is_reported()
    {
        const string Bupivacaine = "fhir-resources/ValueSet/bupivacaine.json";
        AssertNamed(Bupivacaine, Loading.Plus(Bupivacaine, """
            {
              "resourceType": "ValueSet", "id": "bupivacaine", "url": "https://ketaminecrd.example/fhir/ValueSet/bupivacaine", "title": "Bupivacaine",
              "useContext": [{ "code": { "code": "focus" }, "valueCodeableConcept": { "coding": [{ "code": "drug" }] } }],
              "compose": { "include": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "concept": [{ "code": "1815" }] }] }
            }
            """));
    }

    // Canonicals must resolve wherever they stand.
    [Theory]
    [InlineData(Loading.Policy2025, "action/1/input/0/codeFilter/0/valueSet")]
    [InlineData(Loading.PolicyVa, "action/1/input/1/codeFilter/0/valueSet")]
    [InlineData("fhir-resources/ValueSet/chronic-pain-conditions.json", "compose/include/0/valueSet/0")]
    [InlineData("fhir-resources/ValueSet/cancer-pain.json", "extension/0/valueCanonical")]
    [InlineData("fhir-resources/ValueSet/cancer-pain.json", "extension/2/valueCanonical")]
    [InlineData("fhir-resources/Organization/va.json", "extension/0/valueCanonical")]
    public void A_canonical_that_dangles_is_reported(string path, string place) => AssertNamed(path, Loading.With(path, json =>
    {
        JsonNode node = json;
        var steps = place.Split('/');
        foreach (var step in steps[..^1])
        {
            node = node is JsonArray array ? array[int.Parse(step, null)]! : node[step]!;
        }

        const string Nowhere = "https://ketaminecrd.example/fhir/ValueSet/nowhere";
        if (node is JsonArray last)
        {
            last[int.Parse(steps[^1], null)] = Nowhere;
        }
        else
        {
            node[steps[^1]] = Nowhere;
        }
    }));

    [Fact]
    public void A_depends_on_that_dangles_is_reported() => AssertNamed(Loading.Policy2025, Loading.With(Loading.Policy2025, json =>
        json["relatedArtifact"]!.AsArray().First(a => a!["type"]!.GetValue<string>() == "depends-on")!["resource"] = "https://ketaminecrd.example/fhir/ValueSet/nowhere"));

    [Theory]
    [InlineData("id", "other")]
    [InlineData("resourceType", "CodeSystem")]
    public void A_resource_in_the_wrong_place_is_reported(string member, string value) =>
        AssertNamed(ChronicPain, Loading.With(ChronicPain, json => json[member] = value));

    [Theory]
    [InlineData("fhir-resources/Patient/p1.json")]
    [InlineData("fhir-resources/ketamine.json")]
    [InlineData("elsewhere/x.json")]
    public void A_file_in_the_wrong_place_is_reported(string path) => AssertNamed(path, Loading.Plus(path, """{ "resourceType": "Patient", "id": "p1" }"""));

    [Fact]
    public void A_value_set_with_an_unknown_focus_is_reported() => AssertNamed(Ketamine, Loading.With(Ketamine, json =>
        json["useContext"]![0]!["valueCodeableConcept"]!["coding"]![0]!["code"] = "mood"));

    [Fact]
    public void A_payer_name_of_two_payers_is_reported()
    {
        const string Univera = "fhir-resources/Organization/univera.json";
        AssertNamed(Univera, Loading.With(Univera, json => json["alias"]!.AsArray().Add("Excellus, BCBS")));
    }

    [Fact]
    public void A_payer_id_of_two_payers_is_reported()
    {
        const string Va = "fhir-resources/Organization/va.json";
        AssertNamed(Va, Loading.With(Va, json => json["identifier"]![0]!["value"] = "99727"));
    }

    private static JsonArray Include(JsonObject valueSet) => valueSet["compose"]!["include"]!.AsArray();

    private static JsonNode Denying(JsonObject policy) => policy["action"]!.AsArray().Last(a => a!["id"]!.GetValue<string>() == "chronic-pain")!;

    private static void AssertCardNamed(string path, (CrdEngine? Engine, IReadOnlyList<ResourceIssue> Issues) loaded)
    {
        Assert.Null(loaded.Engine);
        Assert.Contains(loaded.Issues, i => Path.GetFileName(i.File) == Path.GetFileName(path));
    }

    private static void AssertNamed(string path, (CrdEngine? Engine, IReadOnlyList<ResourceIssue> Issues) loaded)
    {
        Assert.Null(loaded.Engine);
        Assert.Contains(loaded.Issues, i => i.File == path);
    }
}
