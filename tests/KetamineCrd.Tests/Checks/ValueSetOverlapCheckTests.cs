using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Checks;

public sealed class ValueSetOverlapCheckTests
{
    private const string Psychiatric = "fhir-resources/ValueSet/psychiatric.json";

    // Spravato and its RxNorm code belong to esketamine: loading says so, and it is said once.
    [Theory]
    [InlineData("http://www.nlm.nih.gov/research/umls/rxnorm", "2119365")]
    [InlineData("https://ketaminecrd.example/fhir/CodeSystem/words", "Spravato")]
    public void A_code_or_phrase_of_two_value_sets_is_an_error_once(string system, string code) =>
        Found.Error(ChangedFiles.Ketamine, "compose", ChangedFiles.With(ChangedFiles.Ketamine, json => Include(json).Add(Given.Json(
            $$"""{ "system": "{{system}}", "concept": [{ "code": "{{code}}", "display": "esketamine" }] }"""))).Check());

    // 504580028 is labeler and product of Spravato; every package of it is esketamine.
    [Fact]
    public void A_code_that_another_set_holds_with_all_below_it_is_an_error() => Found.Error(
        ChangedFiles.Ketamine,
        "compose.include",
        ChangedFiles.With(ChangedFiles.Ketamine, json => Include(json).Add(Given.Json("""
            { "system": "http://hl7.org/fhir/sid/ndc", "concept": [{ "code": "504580028", "display": "Spravato" }] }
            """))).Check());

    [Fact]
    public void A_longer_code_under_a_shorter_prefix_is_meant() => Found.NoError(
        ChangedFiles.With(Psychiatric, json => Include(json).Add(Given.Json("""
            { "system": "http://hl7.org/fhir/sid/icd-10-cm", "concept": [{ "code": "F45.418", "display": "A pain disorder" }] }
            """))).Check());

    private static JsonArray Include(JsonObject valueSet) => valueSet.At("compose/include").AsArray();
}
