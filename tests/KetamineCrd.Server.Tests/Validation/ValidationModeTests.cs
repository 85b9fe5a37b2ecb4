using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using KetamineCrd.Server.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.Validation;

/// <summary><c>Crd:Validation:Mode</c>, and <c>Validation</c> in a client's entry: what becomes of a call whose resources break a rule.</summary>
public sealed class ValidationModeTests : IDisposable
{
    private const string Mode = "Crd:Validation:Mode";
    private const string OfClient = ClientServer.Entry + ":Validation";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(120));

    public void Dispose() => _patience.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/2.0")]
    public async Task Report_answers_as_ever_and_tells_rules_and_places_afterwards(string prefix)
    {
        using var server = Server("report");
        using var client = server.CreateClient();
        using var counts = new ValidationCounts(server.Services);
        var call = Broken();

        var answer = await HookCalls.PostAsync(client, call, prefix.Length == 0 ? "2.2" : "2.0");

        Assert.Equal("not-covered", answer.Statement.Covered);
        var line = await LineAsync(server);
        Assert.Contains("3 resources, 2 errors", line, StringComparison.Ordinal);
        Assert.Contains("error required at MedicationRequest.intent", line, StringComparison.Ordinal);
        Assert.Contains("error format at MedicationRequest.dosageInstruction.timing.event", line, StringComparison.Ordinal);
        Assert.Contains("crd.validation rule=format severity=error client=sandbox", counts.All, StringComparer.Ordinal);
        Assert.Contains("crd.validation rule=required severity=error client=sandbox", counts.All, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Refused_call_is_reported_too()
    {
        using var server = Server("report");
        using var client = server.CreateClient();
        var call = Broken();
        call.At("prefetch")["coverage"] = null;

        Assert.Equal(HttpStatusCode.BadRequest, (await HookAnswer.PostAsync(client, call)).Status);

        Assert.Contains("error required at MedicationRequest.intent", await LineAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_refuses_with_each_error_and_its_place_in_the_call()
    {
        using var server = Server("strict");
        using var client = server.CreateClient();

        var answer = await HookAnswer.PostAsync(client, Broken());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("application/fhir+json", answer.ContentType);
        Assert.Equal(
            ["context.draftOrders.entry[0].resource.dosageInstruction[0].timing.event[0]", "context.draftOrders.entry[0].resource.intent"],
            answer.Json["issue"]!.AsArray().Select(i => (string)i!["expression"]![0]!).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
        Assert.All(answer.Json["issue"]!.AsArray(), i => Assert.Equal("error", (string?)i!["severity"]));
    }

    [Fact]
    public async Task Strict_looks_at_what_was_prefetched()
    {
        using var server = Server("strict");
        using var client = server.CreateClient();
        var call = Given.Call();
        call.At("prefetch", "patient")["gender"] = "f";

        var answer = await HookAnswer.PostAsync(client, call);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("prefetch.patient.gender", (string?)Assert.Single(answer.Json["issue"]!.AsArray())!["expression"]![0]);
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task Strict_answers_a_call_without_errors(string version)
    {
        using var server = Server("strict");
        using var client = server.CreateClient();
        foreach (var hook in new[] { "order-sign", "order-select" })
        {
            Assert.Equal("not-covered", (await HookCalls.PostAsync(client, HookCalls.Of(hook), version)).Statement.Covered);
        }
    }

    [Fact]
    public async Task Warning_refuses_nothing()
    {
        using var server = Server("strict");
        using var client = server.CreateClient();
        var call = Given.Call();
        call.TheOrder()["meta"] = Given.Parse("""{ "profile": [ "http://example.org/not-held" ] }""");

        Assert.Equal(HttpStatusCode.OK, (await HookAnswer.PostAsync(client, call)).Status);
    }

    [Theory]
    [InlineData("off", null, HttpStatusCode.OK)]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData("off", "strict", HttpStatusCode.UnprocessableEntity)]
    [InlineData("strict", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("strict", "off", HttpStatusCode.OK)]
    [InlineData("strict", "report", HttpStatusCode.OK)]
    public async Task Entry_of_a_client_goes_before_the_setting_of_the_server(string? ofServer, string? ofClient, HttpStatusCode status)
    {
        using var server = new ClientServer(Server(ofServer));
        if (ofClient is not null)
        {
            server.Server.Settings[OfClient] = ofClient;
        }

        Assert.Equal(status, (await server.CallAsync(server.Signer.Sign(TokenSigner.Base + "/cds-services/crd-order-sign"), body: Broken())).Status);
    }

    [Fact]
    public async Task By_default_a_sandbox_reports()
    {
        using var server = Server(mode: null);
        using var client = server.CreateClient();

        _ = await HookAnswer.PostAsync(client, Broken());

        Assert.Contains("2 errors", await LineAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_default_calls_of_clients_are_not_judged_nor_explained_by_it()
    {
        using var server = new ClientServer(Server(mode: null));

        var explanation = await server.CallAsync(server.Signer.Sign(TokenSigner.Base + "/cds-services/crd-order-sign/explanation"), "/cds-services/crd-order-sign/explanation", Broken());
        _ = await server.CallAsync(server.Signer.Sign(TokenSigner.Base + "/cds-services/crd-order-sign"), body: Broken());

        Assert.False(explanation.Json.ContainsKey("validation"));
        Assert.Equal(0, server.Server.Services.GetRequiredService<ReportQueue>().Bytes);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "report")]
    [InlineData(false, "strict")]
    public async Task Explanation_lists_findings_beside_repairs(bool isSandbox, string? mode)
    {
        const string Path = "/cds-services/crd-order-sign/explanation";
        JsonObject explanation;
        if (isSandbox)
        {
            using var server = Server(mode);
            using var client = server.CreateClient();
            explanation = (await HookAnswer.PostAsync(client, Broken(), "crd-order-sign/explanation")).Json;
        }
        else
        {
            using var server = new ClientServer(Server(mode: null));
            server.Server.Settings[OfClient] = mode!;
            explanation = (await server.CallAsync(server.Signer.Sign(TokenSigner.Base + Path), Path, Broken())).Json;
        }

        Assert.NotEmpty(explanation["orders"]!.AsArray());
        var missing = Assert.Single(explanation["validation"]!.AsArray(), v => (string?)v!["rule"] == "required")!;
        Assert.Equal("context.draftOrders.entry[0].resource.intent", (string?)missing["path"]);
        Assert.Equal("error", (string?)missing["severity"]);
        Assert.Equal("MedicationRequest.intent 1..1 code", (string?)missing["expected"]);
    }

    [Theory]
    [InlineData(Mode, "Crd:Validation:Mode must be off, report or strict")]
    [InlineData(OfClient, OfClient + " must be off, report or strict")]
    public void Another_value_stops_the_start_and_its_key_is_named(string key, string message)
    {
        using var server = new ClientServer();
        server.Server.Settings[key] = "1";

        Assert.Contains(message, Assert.ThrowsAny<Exception>(() => server.Http).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Full_queue_drops_calls_and_counts_them()
    {
        using var server = Server("report");
        using var client = server.CreateClient();
        using var counts = new ValidationCounts(server.Services);
        var queue = server.Services.GetRequiredService<ReportQueue>();
        var call = Given.Call();
        call.TheOrder()["note"] = new JsonArray([.. Enumerable.Range(0, 9).Select(_ => new JsonObject { ["text"] = new string('x', 100_000) })]);
        _ = await HookAnswer.PostAsync(client, call);
        using var document = System.Text.Json.JsonDocument.Parse(call.ToJsonString());
        Assert.True(HookRequest.TryRead(document.RootElement, CdsService.All.Single(s => s.Kind == HookKind.OrderSign), Dialect.Crd22, out var request, out _));

        for (var i = 0; i < 20; i++)
        {
            queue.Add(request!, "valley-ehr");
        }

        Assert.InRange(queue.Bytes, 1, ReportQueue.MostBytes);
        Assert.Contains("crd.validation.dropped client=valley-ehr", counts.All, StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_was_judged_leaves_room_for_others()
    {
        using var server = Server("report");
        using var client = server.CreateClient();
        var queue = server.Services.GetRequiredService<ReportQueue>();

        _ = await HookAnswer.PostAsync(client, Given.Call());
        _ = await LineAsync(server);

        while (queue.Bytes > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), _patience.Token);
        }
    }

    /// <summary>Two errors in the order; the answer turns on neither.</summary>
    private static JsonObject Broken()
    {
        var call = Given.Call();
        call.TheOrder().Remove("intent");
        call.TheOrder().At("dosageInstruction", 0, "timing", "event").AsArray()[0] = "2025-06-09T09:00-04:00";
        return call;
    }

    private static ServerFactory Server(string? mode)
    {
        var server = new ServerFactory();
        server.Settings.Remove(Mode);
        if (mode is not null)
        {
            server.Settings[Mode] = mode;
        }

        return server;
    }

    private async Task<string> LineAsync(ServerFactory server)
    {
        while (true)
        {
            if (server.Logs.Entries.FirstOrDefault(e => e.Message.Contains(" was validated: ", StringComparison.Ordinal)) is { } line)
            {
                return line.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), _patience.Token);
        }
    }
}
