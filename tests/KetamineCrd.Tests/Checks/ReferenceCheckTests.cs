using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Checks;

public sealed class ReferenceCheckTests
{
    private const string Nowhere = "https://ketaminecrd.example/fhir/ValueSet/nowhere";

    [Fact]
    public void A_canonical_of_no_file_is_an_error() => Found.Error(
        Loading.PolicyVa,
        "relatedArtifact[0].resource",
        ChangedFiles.With(Loading.PolicyVa, json => json.At("relatedArtifact/0")["resource"] = Nowhere).Check());

    [Theory]
    [InlineData(Loading.Policy2025, "action/1/input/0/codeFilter/0", "valueSet", "codeFilter")]
    [InlineData(ChangedFiles.CancerPain, "extension/0", "valueCanonical", "extension")]
    public void A_canonical_that_loading_misses_is_named_once(string file, string place, string member, string words) =>
        Assert.Single(
            ChangedFiles.With(file, json => json.At(place)[member] = Nowhere).Check(),
            f => f.File == file && f.Path.Contains(words, StringComparison.Ordinal) && !f.Path.Contains("next-review", StringComparison.Ordinal));

    [Theory]
    [InlineData("fhir-resources/StructureDefinition/precedence.json", ChangedFiles.Ketamine, "extension[0].url")]
    [InlineData("fhir-resources/CodeSystem/ground.json", Loading.PolicyVa, "action[1].reason[0].coding[0].system")]
    [InlineData("fhir-resources/CodeSystem/words.json", ChangedFiles.Ketamine, "compose.include[")]
    public void A_definition_that_is_gone_is_an_error_where_it_is_used(string gone, string file, string path)
    {
        var findings = ChangedFiles.Without(gone).Check();

        Assert.Contains(findings, f => f.File == file && f.Path.StartsWith(path, StringComparison.Ordinal) && f.Message.StartsWith("No file holds", StringComparison.Ordinal));
    }

    [Fact]
    public void A_url_of_two_files_is_an_error() => Assert.Contains(
        ChangedFiles.With(ChangedFiles.Grounds, json => json["url"] = "https://ketaminecrd.example/fhir/CodeSystem/fact").Check(),
        f => (f.File, f.Path) == (ChangedFiles.Grounds, "url"));

    [Theory]
    [InlineData(Loading.PolicyVa, "action/1/reason/0/coding/0", "action[1].reason[0].coding[0].code")]
    [InlineData(ChangedFiles.Card, "overrideReasons/0", "overrideReasons[0].code")]
    public void A_code_that_its_code_system_lacks_is_an_error(string file, string place, string path) =>
        Found.Error(file, path, ChangedFiles.With(file, json => json.At(place)["code"] = "mood").Check());

    [Fact]
    public void A_display_that_its_code_system_lacks_is_an_error() => Found.Error(
        ChangedFiles.Card,
        "overrideReasons[1].display",
        ChangedFiles.With(ChangedFiles.Card, json => json.At("overrideReasons/1")["display"] = "The order will be corrected").Check());

    // The words of free text are listed in the value sets, not in the code system.
    [Fact]
    public void A_phrase_needs_no_code_system() => Found.NoError(ChangedFiles.With(ChangedFiles.Ketamine, json => json.At("compose/include").AsArray().Add(Given.Json("""
        { "system": "https://ketaminecrd.example/fhir/CodeSystem/words", "concept": [{ "code": "special k infusion", "display": "special k infusion" }] }
        """))).Check());

    [Fact]
    public void An_Organization_of_no_file_is_an_error() => Found.Error(
        ChangedFiles.Va,
        "partOf.reference",
        ChangedFiles.With(ChangedFiles.Va, json => json["partOf"] = JsonNode.Parse("""{ "reference": "Organization/nobody" }""")).Check());

    [Fact]
    public void A_payer_that_loading_misses_is_named_once() => Assert.Single(
        ChangedFiles.With(Loading.PolicyVa, json => json.At("useContext/0/valueReference")["reference"] = "Organization/nobody").Check(),
        f => f.Path.StartsWith("useContext", StringComparison.Ordinal));

    [Fact]
    public void An_extension_with_a_value_of_another_type_is_an_error() => Found.Error(
        ChangedFiles.Ketamine,
        "extension[0].valueDecimal",
        ChangedFiles.With(ChangedFiles.Ketamine, json => json["extension"]![0] = Given.Json("""
            { "url": "https://ketaminecrd.example/fhir/StructureDefinition/precedence", "valueDecimal": 10 }
            """)).Check());

    [Fact]
    public void An_extension_that_may_stand_once_is_an_error_the_second_time() => Found.Error(
        ChangedFiles.Ketamine,
        "extension[1]",
        ChangedFiles.With(ChangedFiles.Ketamine, json => json["extension"]!.AsArray().Add(json.At("extension/0").DeepClone())).Check());

    // "ask | silence" in the definition.
    [Fact]
    public void An_extension_with_a_code_that_its_definition_lacks_is_an_error()
    {
        const string AcutePain = "fhir-resources/ValueSet/acute-pain.json";
        var findings = ChangedFiles.With(AcutePain, json => json["extension"]!.AsArray().First(e => e!["valueCode"] is not null)!["valueCode"] = "aks").Check();

        Assert.Contains("ask, silence", Assert.Single(findings, f => f.File == AcutePain).Message, StringComparison.Ordinal);
    }
}
