using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Checks;

public sealed class ElementCheckTests
{
    [Theory]
    [InlineData(Loading.Policy2025, "", "approvalDate", "aprovalDate", "aprovalDate")]
    [InlineData(Loading.Policy2025, "action/1/input/1", "codeFilter", "codeFilters", "action[1].input[1].codeFilters")]
    [InlineData(ChangedFiles.Ketamine, "compose/include/0/concept/0", "display", "dispaly", "compose.include[0].concept[0].dispaly")]
    [InlineData(ChangedFiles.Grounds, "concept/0", "definition", "defintion", "concept[0].defintion")]
    [InlineData(ChangedFiles.Precedence, "differential/element/3", "type", "types", "differential.element[3].types")]
    [InlineData(ChangedFiles.Va, "", "alias", "aliases", "aliases")]
    [InlineData(ChangedFiles.Card, "", "overrideReasons", "overideReasons", "overideReasons")]
    public void A_misspelt_element_is_an_error_that_names_the_right_one(string file, string place, string right, string wrong, string path)
    {
        var findings = ChangedFiles.With(file, json => Rename(json.At(place).AsObject(), right, wrong)).Check();

        var finding = Assert.Single(findings, f => f.Path == path);
        Assert.Equal(file, finding.File);
        Assert.Contains($"Did you mean '{right}'?", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_that_loading_misses_is_named_once()
    {
        var findings = ChangedFiles.With(Loading.Policy2025, json => Rename(json, "effectivePeriod", "effectivePeriode")).Check();

        Assert.Single(findings, f => f.Path == "effectivePeriode");
        Assert.Single(findings, f => f.Path is "effectivePeriod" or "effectivePeriod.start");
    }

    [Theory]
    [InlineData("condition", """[{ "kind": "applicability" }]""")]
    [InlineData("participant", """[{ "type": "patient" }]""")]
    [InlineData("groupingBehavior", "\"any\"")]
    public void An_element_without_effect_here_is_an_error(string member, string value)
    {
        var findings = ChangedFiles.With(Loading.Policy2025, json => json.At("action/2")[member] = JsonNode.Parse(value)).Check();

        Assert.Contains("no effect", Found.Error(Loading.Policy2025, $"action[2].{member}", findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Loading.Policy2025, "status", "\"aktive\"", "status")]
    [InlineData(Loading.Policy2025, "experimental", "\"false\"", "experimental")]
    [InlineData(Loading.Policy2025, "approvalDate", "\"20.3.2025\"", "approvalDate")]
    [InlineData(Loading.Policy2025, "approvalDate", "\"2025-02-29\"", "approvalDate")]
    [InlineData(Loading.Policy2025, "date", "\"2025-03-20T10:00\"", "date")]
    [InlineData(Loading.Policy2025, "effectivePeriod/start", "\"spring\"", "effectivePeriod.start")]
    [InlineData(Loading.Policy2025, "relatedArtifact/0/type", "\"link\"", "relatedArtifact[0].type")]
    [InlineData(Loading.Policy2025, "action/0/input/0/type", "\"ServiceRequest\"", "action[0].input[0].type")]
    [InlineData(Loading.Policy2025, "useContext/0/code", "[]", "useContext[0].code")]
    [InlineData(ChangedFiles.Ketamine, "extension/0/valueInteger", "\"10\"", "extension[0].valueInteger")]
    [InlineData(ChangedFiles.Ketamine, "url", "\"https://ketaminecrd.example/fhir/ValueSet/ketamine \"", "url")]
    [InlineData(ChangedFiles.Grounds, "count", "\"4\"", "count")]
    [InlineData(ChangedFiles.Grounds, "content", "\"completed\"", "content")]
    [InlineData(ChangedFiles.Grounds, "concept/1/code", "\"two  blanks\"", "concept[1].code")]
    [InlineData(ChangedFiles.Grounds, "concept", "{}", "concept")]
    [InlineData(ChangedFiles.Precedence, "kind", "\"complex\"", "kind")]
    [InlineData(ChangedFiles.Va, "active", "\"yes\"", "active")]
    [InlineData(ChangedFiles.Va, "alias", "[]", "alias")]
    public void A_value_of_the_wrong_kind_is_an_error(string file, string place, string value, string path)
    {
        var findings = ChangedFiles.With(file, json =>
        {
            var (parent, member) = place.LastIndexOf('/') is var cut and >= 0 ? (place[..cut], place[(cut + 1)..]) : ("", place);
            json.At(parent)[member] = JsonNode.Parse(value);
        }).Check();

        Assert.Single(findings, f => (f.File, f.Path) == (file, path));
    }

    [Theory]
    [InlineData(ChangedFiles.Ketamine, "status")]
    [InlineData(ChangedFiles.Grounds, "version")]
    [InlineData(ChangedFiles.Precedence, "url")]
    [InlineData(ChangedFiles.Va, "name")]
    [InlineData(Loading.PolicyVa, "publisher")]
    public void A_missing_element_is_an_error_once(string file, string member)
    {
        var findings = ChangedFiles.With(file, json => json.Remove(member)).Check();

        Assert.Single(findings, f => (f.File, f.Path) == (file, member));
    }

    // R4, "id": letters, digits, hyphens and dots.
    [Fact]
    public void An_id_with_another_letter_is_an_error() => Found.Error(
        "fhir-resources/Organization/a_b.json",
        "id",
        Engine.Files().Plus("fhir-resources/Organization/a_b.json", """{ "resourceType": "Organization", "id": "a_b", "name": "A and B" }""").Check());

    [Fact]
    public void A_value_of_two_types_is_an_error() => Found.Error(
        Loading.PolicyVa,
        "useContext[0].value[x]",
        ChangedFiles.With(Loading.PolicyVa, json => json.At("useContext/0")["valueQuantity"] = JsonNode.Parse("""{ "value": 1 }""")).Check());

    // An inner action is a card: it may have what a rule may not, and the other way round.
    [Theory]
    [InlineData("action/0", "definitionCanonical", "\"#order\"", "action[0].definitionCanonical")]
    [InlineData("action/0/action/0", "reason", """[{ "text": "no reason of a card is told" }]""", "action[0].action[0].reason")]
    public void A_rule_and_its_cards_have_rules_of_their_own(string place, string member, string value, string path)
    {
        var files = ChangedFiles.With(Loading.PolicyVa, json =>
        {
            json.At("action/0")["action"] = JsonNode.Parse("""
                [{
                  "id": "card", "title": "A card", "description": "What it says.",
                  "code": [
                    { "coding": [{ "system": "https://ketaminecrd.example/fhir/CodeSystem/response-type", "code": "instructions" }] },
                    { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/cdshooks-card-type", "code": "guideline", "display": "Guideline" }] }
                  ]
                }]
                """);
        });
        Found.NoError(files.Check());

        Assert.Contains("no effect", Found.Error(Loading.PolicyVa, path, files.With(Loading.PolicyVa, json => json.At(place)[member] = JsonNode.Parse(value)).Check()).Message, StringComparison.Ordinal);
    }

    // Extensions may stand on every element, also beside a primitive one; a further documentation may be a link of the next step.
    [Fact]
    public void Extensions_and_further_links_are_right() => Found.NoError(
        ChangedFiles
            .With(ChangedFiles.Ketamine, json => json.At("compose/include/1/concept/0")["extension"] = JsonNode.Parse("""
                [{ "url": "https://ketaminecrd.example/fhir/StructureDefinition/for-a-time", "valuePeriod": { "end": "2025-12-31" } }]
                """))
            .With(ChangedFiles.Va, json =>
            {
                json.At("identifier/0")["extension"] = JsonNode.Parse("""
                    [{ "url": "https://ketaminecrd.example/fhir/StructureDefinition/implied-product-line", "valueCanonical": "https://ketaminecrd.example/fhir/ValueSet/line-va" }]
                    """);
                json["_name"] = JsonNode.Parse("""{ "id": "name" }""");
            })
            .With(Loading.PolicyVa, json => json.Rule("chronic-pain")["documentation"]!.AsArray().Add(JsonNode.Parse("""
                { "type": "documentation", "label": "Next step", "display": "How to ask", "url": "https://www.va.gov/" }
                """)))
            .Plus("fhir-resources/StructureDefinition/for-a-time.json", """
                {
                  "resourceType": "StructureDefinition", "id": "for-a-time", "url": "https://ketaminecrd.example/fhir/StructureDefinition/for-a-time",
                  "version": "1.0.0", "name": "ForATime", "title": "For a time", "status": "active", "date": "2026-11-21", "publisher": "KetamineCrd",
                  "description": "When a code may be used.", "kind": "complex-type", "abstract": false, "type": "Extension",
                  "differential": {
                    "element": [
                      { "path": "Extension", "max": "1" },
                      { "path": "Extension.value[x]", "type": [{ "code": "Period" }] }
                    ]
                  }
                }
                """)
            .Check());

    private static void Rename(JsonObject json, string from, string to)
    {
        var value = json[from]!.DeepClone();
        json.Remove(from);
        json[to] = value;
    }
}
