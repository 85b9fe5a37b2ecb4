using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.FhirApi;

/// <summary>The CapabilityStatement says what is true: FHIR R4 capabilitystatement.html, with its invariants cpb-1, -2, -9, -12, -14.</summary>
public sealed class CapabilityStatementTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Types = ["CodeSystem", "Organization", "PlanDefinition", "StructureDefinition", "ValueSet"];

    [Fact]
    public async Task It_has_the_elements_that_R4_requires()
    {
        var statement = await ReadAsync();

        Assert.Equal("CapabilityStatement", (string?)statement["resourceType"]);
        Assert.Equal("active", (string?)statement["status"]);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", (string?)statement["date"]);
        Assert.Equal("instance", (string?)statement["kind"]);
        Assert.Equal("4.0.1", (string?)statement["fhirVersion"]);
        Assert.Equal("""["json","application/fhir+json"]""", statement["format"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.NotEmpty((string)statement["implementation"]!["description"]!);
        Assert.Equal("http://localhost/fhir", (string?)statement["implementation"]!["url"]);
        Assert.Equal("server", (string?)statement["rest"]!.AsArray().Single()!["mode"]);
    }

    [Fact]
    public async Task It_lists_each_type_once_with_read_and_search()
    {
        var resources = Resources(await ReadAsync());

        Assert.Equal(Types, resources.Select(r => (string)r["type"]!).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(resources, r => Assert.Equal(["read", "search-type"], r["interaction"]!.AsArray().Select(i => (string)i!["code"]!), StringComparer.Ordinal));
    }

    // Names, types and definitions: R4 search-parameters.json.
    [Theory]
    [InlineData("Organization", "_id token Resource-id", "identifier token Organization-identifier", "name string Organization-name")]
    [InlineData(
        "PlanDefinition", "_id token Resource-id", "date date PlanDefinition-date", "identifier token PlanDefinition-identifier", "name string PlanDefinition-name",
        "status token PlanDefinition-status", "title string PlanDefinition-title", "url uri PlanDefinition-url", "version token PlanDefinition-version")]
    [InlineData(
        "ValueSet", "_id token Resource-id", "date date conformance-date", "identifier token conformance-identifier", "name string conformance-name",
        "status token conformance-status", "title string conformance-title", "url uri conformance-url", "version token conformance-version")]
    [InlineData(
        "CodeSystem", "_id token Resource-id", "date date conformance-date", "identifier token conformance-identifier", "name string conformance-name",
        "status token conformance-status", "title string conformance-title", "url uri conformance-url", "version token conformance-version")]
    [InlineData(
        "StructureDefinition", "_id token Resource-id", "date date conformance-date", "identifier token conformance-identifier", "name string conformance-name",
        "status token conformance-status", "title string conformance-title", "url uri conformance-url", "version token conformance-version")]
    public async Task It_lists_the_parameters_as_R4_defines_them(string type, params string[] parameters)
    {
        var resource = Resources(await ReadAsync()).Single(r => (string?)r["type"] == type);

        Assert.Equal(
            parameters,
            resource["searchParam"]!.AsArray()
                .Select(p => $"{p!["name"]} {p["type"]} {((string)p["definition"]!).Replace("http://hl7.org/fhir/SearchParameter/", "", StringComparison.Ordinal)}")
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Every_listed_parameter_is_taken_by_a_strict_search()
    {
        foreach (var resource in Resources(await ReadAsync()))
        {
            foreach (var parameter in resource["searchParam"]!.AsArray())
            {
                var answer = await FhirAnswer.GetAsync(server.Client, $"/fhir/{resource["type"]}?{parameter!["name"]}=2024", ("Prefer", "handling=strict"));

                Assert.Equal(HttpStatusCode.OK, answer.Status);
                Assert.Equal($"http://localhost/fhir/{resource["type"]}?{parameter["name"]}=2024", answer.Link("self"));
            }
        }
    }

    [Fact]
    public async Task Its_address_is_the_public_one_where_one_is_configured()
    {
        using var own = new ServerFactory { Settings = { ["Crd:PublicBaseAddress"] = "https://crd.payer.example/" } };
        using var client = own.CreateClient();

        var statement = (await FhirAnswer.GetAsync(client, "/fhir/metadata")).Json;

        Assert.Equal("https://crd.payer.example/fhir", (string?)statement["implementation"]!["url"]);
    }

    private static IReadOnlyList<JsonNode> Resources(JsonObject statement) => [.. statement["rest"]![0]!["resource"]!.AsArray().Select(r => r!)];

    private async Task<JsonObject> ReadAsync() => (await FhirAnswer.GetAsync(server.Client, "/fhir/metadata")).Json;
}
