using System.Net;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.FhirApi;

/// <summary>Reading what the server holds: FHIR R4 http.html, "read", content types, ETag.</summary>
public sealed class HeldResourceReadTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Policy = "/fhir/PlanDefinition/excellus-7.03.03-2025-03-20";

    public static TheoryData<string> EveryFile => [.. Directory
        .EnumerateFiles(Repository.PathTo("fhir-resources"), "*.json", SearchOption.AllDirectories)
        .Where(f => !f.Contains("demonstration", StringComparison.Ordinal))
        .Select(f => Path.GetRelativePath(Repository.PathTo("fhir-resources"), f).Replace('\\', '/')[..^".json".Length])];

    [Theory]
    [MemberData(nameof(EveryFile))]
    public async Task Every_resource_reads_exactly_as_it_stands_in_its_file(string resource)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, $"/fhir/{resource}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var file = await File.ReadAllTextAsync(Repository.PathTo("fhir-resources", $"{resource}.json"));
        Assert.Equal(file.Trim(), System.Text.Encoding.UTF8.GetString(answer.Body));
    }

    [Fact]
    public async Task A_read_says_its_type_its_version_and_that_it_is_asked_for_again()
    {
        var answer = await FhirAnswer.GetAsync(server.Client, Policy);

        Assert.Equal("application/fhir+json; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.StartsWith("W/\"", answer.Headers["ETag"], StringComparison.Ordinal);
        Assert.Equal("no-cache", answer.Headers["Cache-Control"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
    }

    [Theory]
    [InlineData(Policy)]
    [InlineData("/fhir/metadata")]
    [InlineData("/fhir/ValueSet?status=active")]
    public async Task What_the_caller_already_has_is_not_sent_again(string path)
    {
        var first = await FhirAnswer.GetAsync(server.Client, path);
        var tag = first.Headers["ETag"];
        foreach (var sent in new[] { tag, $"W/\"other\", {tag}", tag["W/".Length..], "*" })
        {
            var again = await FhirAnswer.GetAsync(server.Client, path, ("If-None-Match", sent));

            Assert.Equal(HttpStatusCode.NotModified, again.Status);
            Assert.Equal(tag, again.Headers["ETag"]);
            Assert.Empty(again.Body);
        }

        foreach (var sent in new[] { "W/\"other\"", "not a tag" })
        {
            Assert.Equal(HttpStatusCode.OK, (await FhirAnswer.GetAsync(server.Client, path, ("If-None-Match", sent))).Status);
        }
    }

    [Fact]
    public async Task Different_content_has_a_different_tag()
    {
        var one = await FhirAnswer.GetAsync(server.Client, Policy);
        var other = await FhirAnswer.GetAsync(server.Client, "/fhir/PlanDefinition/excellus-7.03.03-2019-04-18");

        Assert.False(one.Headers["ETag"] == other.Headers["ETag"]);
    }

    [Theory]
    [InlineData(Policy, HttpStatusCode.OK)]
    [InlineData("/fhir/metadata", HttpStatusCode.OK)]
    [InlineData("/fhir/ValueSet", HttpStatusCode.OK)]
    [InlineData("/fhir/ValueSet/no-such", HttpStatusCode.NotFound)]
    public async Task HEAD_says_what_GET_says_without_a_body(string path, HttpStatusCode status)
    {
        var get = await FhirAnswer.GetAsync(server.Client, path);
        var head = await FhirAnswer.SendAsync(server.Client, HttpMethod.Head, path);

        Assert.Equal(status, head.Status);
        Assert.Equal(get.Headers.GetValueOrDefault("ETag"), head.Headers.GetValueOrDefault("ETag"));
        Assert.Equal(get.Headers["Content-Type"], head.Headers["Content-Type"]);
        Assert.Empty(head.Body);
    }

    [Theory]
    [InlineData("/fhir/PlanDefinition/no-such-policy")]
    [InlineData("/fhir/PlanDefinition/EXCELLUS-7.03.03-2025-03-20")]
    [InlineData("/fhir/ValueSet/excellus-7.03.03-2025-03-20")]
    [InlineData("/fhir/ValueSet/$expand")]
    [InlineData("/fhir/Patient/1")]
    [InlineData("/fhir/Patient")]
    [InlineData("/fhir/plandefinition")]
    [InlineData("/fhir/ValueSet/ketamine/_history/1")]
    [InlineData("/fhir")]
    public async Task What_is_not_held_is_not_found(string path) =>
        (await FhirAnswer.GetAsync(server.Client, path)).IsOutcome(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("POST", "/fhir/ValueSet")]
    [InlineData("PUT", Policy)]
    [InlineData("PATCH", Policy)]
    [InlineData("DELETE", Policy)]
    [InlineData("POST", "/fhir/metadata")]
    [InlineData("POST", "/fhir")]
    public async Task Nothing_can_be_written(string method, string path)
    {
        var answer = await FhirAnswer.SendAsync(server.Client, new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal(["GET", "HEAD"], answer.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal("OperationOutcome", (string?)answer.Json["resourceType"]);
    }

    [Theory]
    [InlineData("?_format=json", null)]
    [InlineData("?_format=application/json", null)]
    [InlineData("?_format=application/fhir%2Bjson", null)]
    [InlineData("?_format=application/fhir+json", "application/fhir+xml")]
    [InlineData("", "application/fhir+json")]
    [InlineData("", "application/fhir+json; fhirVersion=4.0")]
    [InlineData("", "application/json;q=0.9, text/html")]
    [InlineData("", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    [InlineData("", "application/fhir+xml, application/*;q=0.1")]
    [InlineData("", "///")]
    public async Task Every_way_to_ask_for_JSON_is_understood(string query, string? accept)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, Policy + query, accept is null ? [] : [("Accept", accept)]);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData(Policy, "?_format=xml", null)]
    [InlineData(Policy, "?_format=application/fhir%2Bxml", "application/fhir+json")]
    [InlineData(Policy, "", "application/fhir+xml")]
    [InlineData(Policy, "", "application/fhir+json; fhirVersion=3.0")]
    [InlineData("/fhir/metadata", "", "application/xml")]
    [InlineData("/fhir/metadata", "?_format=xml", null)]
    [InlineData("/fhir/ValueSet", "?_format=xml", null)]
    public async Task XML_is_not_to_be_had(string path, string query, string? accept)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, path + query, accept is null ? [] : [("Accept", accept)]);

        answer.IsOutcome(HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task A_browser_may_read_from_another_origin_and_see_the_ETag()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri("/fhir/ValueSet", UriKind.Relative));
        preflight.Headers.Add("Origin", "http://localhost:3000");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        preflight.Headers.Add("Access-Control-Request-Headers", "if-none-match,prefer");

        using var allowed = await server.Client.SendAsync(preflight);
        var answer = await FhirAnswer.GetAsync(server.Client, Policy, ("Origin", "http://localhost:3000"));

        Assert.True(allowed.IsSuccessStatusCode);
        Assert.Equal("http://localhost:3000", string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        var headers = string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Headers"));
        Assert.Contains("If-None-Match", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Prefer", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("http://localhost:3000", answer.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("ETag", answer.Headers["Access-Control-Expose-Headers"], StringComparison.Ordinal);
    }
}
