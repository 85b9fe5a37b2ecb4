using System.Text.Json;
using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Tests.Fhir.Terminology;

/// <summary>What a value set cannot honour is an error: a code left out silently would be a wrong answer.</summary>
public sealed class ValueSetTests
{
    [Theory]
    [InlineData("""{ "concept": [{ "code": "6130" }] }""", "compose.include[0]")]
    [InlineData("""{ "system": "s", "valueSet": ["v"] }""", "compose.include[0]")]
    [InlineData("""{ "valueSet": ["v", "w"] }""", "compose.include[0]")]
    [InlineData("""{ "system": "s", "concept": [{ "display": "no code" }] }""", "compose.include[0].concept")]
    [InlineData("""{ "system": "s", "concept": [{ "code": "" }, { "code": "1" }] }""", "compose.include[0].concept")]
    [InlineData("""{ "system": "http://snomed.info/sct", "filter": [{ "property": "concept", "op": "is-a", "value": "1" }] }""", "compose.include[0].filter")]
    [InlineData("""{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "filter": [{ "property": "concept", "op": "descendent-of", "value": "G90" }] }""", "compose.include[0].filter")]
    [InlineData("""{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "filter": [{ "property": "concept", "op": "is-a" }] }""", "compose.include[0].filter")]
    [InlineData("""{ "system": "s", "filter": [{ "property": "code", "op": "regex", "value": "(" }] }""", "compose.include[0].filter")]
    [InlineData("""{ "system": "s", "filter": [{ "property": "code", "op": "regex", "value": "1" }, { "property": "code", "op": "regex", "value": "2" }] }""", "compose.include[0].filter")]
    public void An_include_that_cannot_be_honoured_is_reported(string include, string path) =>
        Assert.Contains(path, Read($$"""{ "id": "a", "url": "u", "compose": { "include": [{{include}}] } }""").Problems, StringComparer.Ordinal);

    [Theory]
    [InlineData("""{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "concept": [{ "code": "E11.43" }] }""", "compose.exclude[0].concept")]
    [InlineData("""{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "filter": [{ "property": "code", "op": "regex", "value": "E.*" }] }""", "compose.exclude[0].filter")]
    public void An_exclude_that_cannot_be_honoured_is_reported(string exclude, string path) =>
        Assert.Contains(path, Read($$"""
            { "id": "a", "url": "u", "compose": {
              "include": [{ "system": "s", "concept": [{ "code": "1" }] }], "exclude": [{{exclude}}] } }
            """).Problems, StringComparer.Ordinal);

    [Theory]
    [InlineData("""{ "id": "a", "url": "u" }""", "compose")]
    [InlineData("""{ "id": "a", "url": "u", "compose": { "include": [] } }""", "compose")]
    [InlineData("""{ "id": "a", "compose": { "include": [{ "system": "s", "concept": [{ "code": "1" }] }] } }""", "url")]
    [InlineData("""{ "url": "u", "compose": { "include": [{ "system": "s", "concept": [{ "code": "1" }] }] } }""", "url")]
    public void A_value_set_that_is_empty_or_nameless_is_reported(string json, string path) => Assert.Contains(path, Read(json).Problems, StringComparer.Ordinal);

    [Fact]
    public void What_it_composes_is_normalized_and_kept_as_written()
    {
        var (set, problems) = Read("""
            { "id": "a", "url": "u", "title": "A", "compose": {
              "include": [
                { "system": "http://terminology.hl7.org/CodeSystem/icd10CM", "concept": [{ "code": "g90.511", "display": "CRPS" }] },
                { "system": "http://hl7.org/fhir/sid/icd-10-cm", "filter": [{ "property": "concept", "op": "is-a", "value": "E11.4" }] },
                { "system": "http://www.ama-assn.org/go/cpt", "filter": [{ "property": "code", "op": "regex", "value": "0[01]|99" }] },
                { "valueSet": ["v"] }],
              "exclude": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "filter": [{ "property": "concept", "op": "is-a", "value": "E11.43" }] }] } }
            """);

        Assert.Empty(problems);
        Assert.Equal([new ValueSetCode("http://hl7.org/fhir/sid/icd-10-cm", "G90511", "g90.511", "CRPS")], set!.Codes);
        Assert.Equal([("http://hl7.org/fhir/sid/icd-10-cm", "E114")], set.Prefixes);
        Assert.Equal([("http://hl7.org/fhir/sid/icd-10-cm", "E1143")], set.ExcludedPrefixes);
        Assert.Equal(["v"], set.Includes);
        var (_, pattern) = Assert.Single(set.Patterns);
        Assert.Matches(pattern, "00");
        Assert.Matches(pattern, "99");
        Assert.DoesNotMatch(pattern, "990");
        Assert.DoesNotMatch(pattern, "100");
    }

    private static (ValueSet? Set, List<string> Problems) Read(string json)
    {
        var problems = new List<string>();
        return (ValueSet.Read(JsonElement.Parse(json), "https://example.org/valid-period", (path, _) => problems.Add(path)), problems);
    }
}
