using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Validation;

/// <summary><c>POST /fhir/$validate</c>: FHIR R4 resource-operation-validate.html.</summary>
public sealed class ValidateOperationTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string PolicyProfile = "http://hl7.org/fhir/StructureDefinition/Coverage";

    [Theory]
    [InlineData("/fhir/$validate")]
    [InlineData("/fhir/MedicationRequest/$validate")]
    public async Task Order_without_fault_has_no_issues(string path)
    {
        var issue = Assert.Single(await IssuesAsync(path, Given.MedicationOrder()));

        Assert.Equal("information", (string?)issue["severity"]);
        Assert.Equal("informational", (string?)issue["code"]);
        Assert.Equal("No issues", (string?)issue["details"]!["text"]);
    }

    [Fact]
    public async Task Each_finding_names_rule_place_and_what_was_expected()
    {
        var order = Given.MedicationOrder();
        order.Remove("intent");
        order.At("reasonCode", 0).AsObject()["coding"] = new JsonObject { ["code"] = "G90.511" };

        var issues = await IssuesAsync("/fhir/$validate", order);

        var missing = Assert.Single(issues, i => (string?)i["code"] == "required");
        Assert.Equal("error", (string?)missing["severity"]);
        Assert.Equal("intent", (string?)Assert.Single(missing["expression"]!.AsArray()));
        Assert.Equal("required: MedicationRequest.intent 1..1 code", (string?)missing["details"]!["text"]);
        var kind = Assert.Single(issues, i => (string?)i["expression"]?[0] == "reasonCode[0].coding");
        Assert.Equal("structure", (string?)kind["code"]);
        Assert.StartsWith("kind: ", (string?)kind["details"]!["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mended_order_has_no_issues_any_more()
    {
        var order = Given.MedicationOrder();
        order["status"] = "drafted";
        Assert.Equal("code-invalid", (string?)Assert.Single(await IssuesAsync("/fhir/$validate", order))["code"]);

        order["status"] = "draft";

        Assert.Equal("No issues", (string?)Assert.Single(await IssuesAsync("/fhir/$validate", order))["details"]!["text"]);
    }

    [Theory]
    [InlineData("valueUri")]
    [InlineData("valueCanonical")]
    public async Task Parameters_bring_the_resource_and_a_profile(string value)
    {
        var parameters = new JsonObject
        {
            ["resourceType"] = "Parameters",
            ["parameter"] = new JsonArray(
                new JsonObject { ["name"] = "profile", [value] = PolicyProfile },
                new JsonObject { ["name"] = "resource", ["resource"] = Given.MedicationOrder() }),
        };

        Assert.Contains(await IssuesAsync("/fhir/$validate", parameters), i => (string?)i["severity"] == "error");
        Assert.Contains(await IssuesAsync("/fhir/MedicationRequest/$validate", parameters), i => (string?)i["severity"] == "error");
    }

    [Fact]
    public async Task Profile_of_the_address_counts_and_one_that_is_not_held_is_said_to_be_not_evaluated()
    {
        Assert.Contains(await IssuesAsync($"/fhir/$validate?profile={PolicyProfile}", Given.MedicationOrder()), i => (string?)i["severity"] == "error");

        var issue = Assert.Single(await IssuesAsync("/fhir/$validate?profile=http://example.org/mine", Given.MedicationOrder()));
        Assert.Equal("information", (string?)issue["severity"]);
        Assert.Equal("profile: a profile that is held here", (string?)issue["details"]!["text"]);
    }

    [Theory]
    [InlineData("/fhir/Coverage/$validate", """{"resourceType":"MedicationRequest"}""", 422, "resourceType")]
    [InlineData("/fhir/Coverage/$validate", "[]", 422, "resourceType")]
    [InlineData("/fhir/Nothing/$validate", """{"resourceType":"Nothing"}""", 404, null)]
    [InlineData("/fhir/$validate", """{"resourceType":""", 400, null)]
    [InlineData("/fhir/$validate", "", 400, null)]
    [InlineData("/fhir/$validate?_format=xml", """{"resourceType":"Coverage"}""", 406, null)]
    public async Task What_cannot_be_judged_is_refused(string path, string body, int status, string? place) =>
        (await PostAsync(path, body)).IsOutcome((HttpStatusCode)status, place);

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"resourceType":"Nothing"}""")]
    [InlineData("""{"resourceType":7}""")]
    public async Task What_is_no_resource_is_judged_to_be_none(string body)
    {
        var answer = await PostAsync("/fhir/$validate", body);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("resource-type: ", (string?)answer.Json["issue"]!.AsArray().Single()!["details"]!["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_JSON_is_taken()
    {
        using var content = new StringContent("<Coverage/>", Encoding.UTF8, "application/fhir+xml");
        using var response = await server.Client.PostAsync(new Uri("/fhir/$validate", UriKind.Relative), content);

        (await HookAnswer.ReadAsync(response)).IsOutcome(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Resource_that_would_take_seconds_is_too_large()
    {
        var order = Given.MedicationOrder();
        order["note"] = new JsonArray([.. Enumerable.Range(0, 11).Select(_ => new JsonObject { ["text"] = new string('x', 100_000) })]);

        (await PostAsync("/fhir/$validate", order.ToJsonString())).IsOutcome(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Body_beyond_the_budget_of_open_calls_is_told_to_come_again()
    {
        // 64 MiB in all, of which large calls may have seven eighths: 600 KB fit, what judging them takes does not.
        using var small = new ServerFactory { Settings = { ["Crd:MaximumOpenBytes"] = "67108864" } };
        using var client = small.CreateClient();
        var order = Given.MedicationOrder();
        order["note"] = new JsonArray([.. Enumerable.Range(0, 10).Select(_ => new JsonObject { ["text"] = new string('x', 100_000) })]);
        var bodies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync(client, "/fhir/$validate", order.ToJsonString())));

        Assert.All(bodies, b => Assert.True(b.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));
        Assert.Contains(bodies, b => b.Status == HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("/fhir/$validate")]
    [InlineData("/fhir/MedicationRequest/$validate")]
    public async Task It_is_open_to_registered_clients_and_to_nobody_else(string path)
    {
        using var closed = new ClientServer();

        (await closed.CallAsync(token: null, path, Given.MedicationOrder())).IsOutcome(HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, (await closed.CallAsync(closed.Signer.Sign(TokenSigner.Base + path), path, Given.MedicationOrder())).Status);
    }

    [Fact]
    public async Task Capability_statement_names_the_operation()
    {
        var rest = (await FhirAnswer.GetAsync(server.Client, "/fhir/metadata")).Json["rest"]![0]!;

        var operation = Assert.Single(rest["operation"]!.AsArray())!;
        Assert.Equal("validate", (string?)operation["name"]);
        Assert.Equal("http://hl7.org/fhir/OperationDefinition/Resource-validate", (string?)operation["definition"]);
    }

    private Task<HookAnswer> PostAsync(string path, string body) => PostAsync(server.Client, path, body);

    private static async Task<HookAnswer> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/fhir+json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return await HookAnswer.ReadAsync(response);
    }

    private async Task<IReadOnlyList<JsonNode>> IssuesAsync(string path, JsonObject resource)
    {
        var answer = await PostAsync(path, resource.ToJsonString());
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal("application/fhir+json", answer.ContentType);
        Assert.Equal("OperationOutcome", (string?)answer.Json["resourceType"]);
        return [.. answer.Json["issue"]!.AsArray().Select(i => i!)];
    }
}
