using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.RealClients;

/// <summary>Calls of real clients as they were recorded (<c>tests/data/field/clients</c>): the cds-hooks sandbox, the CRD request generator, @medplum/core.</summary>
public sealed class RecordedClientTests(RecordedClientEhr ehr) : IClassFixture<RecordedClientEhr>, IDisposable
{
    private readonly ServerFactory _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("sandbox-order-select-no-drug")]
    [InlineData("sandbox-order-select-excellus")] // 7.03.03 turns on the route, which is not asked for while the order is written
    [InlineData("sandbox-pama-first-call")]
    [InlineData("sandbox-pama-mri-crps")]
    [InlineData("request-generator-order-sign-acute")] // decision rule 13
    public async Task Nothing_is_said(string name) => (await PostAsync(name)).IsSilent();

    [Theory]
    [InlineData("request-generator-order-sign-references", "/policies/7.03.03/2025-03-20#chronic-pain")]
    [InlineData("request-generator-order-sign-infusion", "/policies/7.03.03/2025-03-20#chronic-pain")]
    [InlineData("sandbox-order-select-no-route", "/policies/MB2300/")]
    public async Task Order_is_not_covered_with_one_card(string name, string policy)
    {
        var answer = await PostAsync(name);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Contains(policy, answer.Statement.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("warning", (string?)Assert.Single(answer.Cards)!["indicator"]);
    }

    [Fact]
    public async Task Drug_reason_and_payer_are_read_where_the_client_sends_references_only()
    {
        ehr.Server.Clear();

        await PostAsync("request-generator-order-sign-references");

        Assert.Equal(["Condition", "Medication", "Organization"], ehr.Server.Requests.Select(r => r.Address.Split('/')[0]).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("request-generator-order-sign-no-route")]
    [InlineData("sandbox-order-sign-no-reason")]
    public async Task What_the_order_does_not_say_is_asked_for_with_a_card(string name)
    {
        var answer = await PostAsync(name);

        Assert.Equal("conditional", answer.Statement.Covered);
        Assert.Equal("info", (string?)Assert.Single(answer.Cards)!["indicator"]);
    }

    [Fact]
    public async Task Replaced_text_is_named_with_a_card()
    {
        var answer = await PostAsync("request-generator-order-sign-replaced");

        Assert.Equal("conditional", answer.Statement.Covered);
        Assert.Contains("replaced", answer.Statement.ReasonText, StringComparison.OrdinalIgnoreCase);
        Assert.Single(answer.Cards);
    }

    [Fact]
    public async Task Patient_without_a_coverage_is_a_bad_request() =>
        (await PostAsync("request-generator-order-sign-no-coverage")).IsOutcome(HttpStatusCode.BadRequest, "prefetch.coverage");

    [Fact]
    public async Task Dispatched_order_that_nobody_sent_and_nobody_can_read_is_a_failed_precondition() =>
        (await PostAsync("medplum-order-dispatch-no-fhir-server")).IsOutcome(HttpStatusCode.PreconditionFailed);

    [Theory]
    [InlineData("sandbox-feedback-dismissed")]
    [InlineData("sandbox-feedback-overridden")]
    public async Task Feedback_is_taken(string name)
    {
        using var client = _server.CreateClient();
        var answer = await HookAnswer.PostTextAsync(client, await ReadAsync($"{name}.request.json"), "crd-order-sign/feedback");

        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Text));
    }

    // The drug is not known, so it is no other drug.
    [Theory]
    [InlineData("medplum-order-sign-no-fhir-server", "no-fhir-server")]
    [InlineData("medplum-order-sign-server-not-registered", "not-registered")]
    public async Task Medication_that_nobody_can_be_asked_for_is_told_to_the_integrator_and_the_operator(string name, string reason)
    {
        using var client = _server.CreateClient();
        using var counts = new UnreadCounts(_server.Services);
        var call = await ReadAsync($"{name}.request.json");

        (await HookAnswer.PostTextAsync(client, call)).IsSilent();
        (await HookAnswer.PostTextAsync(client, call)).IsSilent();
        var explanation = (await HookAnswer.PostTextAsync(client, call, "crd-order-sign/explanation")).Json;

        Assert.Equal("drug-unread", (string?)explanation["orders"]![0]!["passedOver"]);
        var unread = Assert.Single(explanation["unread"]!.AsArray())!;
        Assert.Equal(("Medication", reason), ((string?)unread["type"], (string?)unread["reason"]));
        Assert.Equal("context.draftOrders.entry[0].resource.medicationReference", (string?)unread["path"]);
        var warning = Assert.Single(_server.Logs.Entries, e => e.Message.Contains("cannot be read", StringComparison.Ordinal));
        Assert.Contains($"sandbox name cannot be read: {reason}.", warning.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat($"sandbox {reason}", 3), counts.All, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Every_recorded_call_is_one_of_these_tests()
    {
        var tests = await File.ReadAllTextAsync(Repository.PathTo("tests", "KetamineCrd.Server.Tests", "RealClients", "RecordedClientTests.cs"));

        Assert.All(
            Directory.EnumerateFiles(Repository.PathTo("tests", "data", "field", "clients"), "*.request.json").Select(file => Path.GetFileName(file)[..^".request.json".Length]),
            name => Assert.Contains($"\"{name}\"", tests, StringComparison.Ordinal));
    }

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Repository.PathTo("tests", "data", "field", "clients", file));

    private async Task<HookAnswer> PostAsync(string name)
    {
        var call = JsonNode.Parse(ehr.Here(await ReadAsync($"{name}.request.json")))!;
        using var client = _server.CreateClient();
        var answer = await HookAnswer.PostAsync(client, call);
        return answer.Status == HttpStatusCode.OK ? answer.IsGood(call) : answer;
    }
}
