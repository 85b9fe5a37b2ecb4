using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary><c>Crd:UnknownPayer</c>: a call for a payer that is not answered for is silence, or an error where that is asked for (CRD 2.2.1 hook-13b).</summary>
public sealed class UnknownPayerTests : IDisposable
{
    private readonly ServerFactory _server = new() { Settings = { ["Crd:UnknownPayer"] = "error" } };
    private HttpClient? _client;

    public static TheoryData<string, string> HooksAndVersions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var hook in new[] { "order-sign", "order-select", "order-dispatch", "appointment-book" })
            {
                data.Add(hook, "2.2");
                data.Add(hook, "2.0");
            }

            return data;
        }
    }

    private HttpClient Client => _client ??= _server.CreateClient();

    public void Dispose()
    {
        _client?.Dispose();
        _server.Dispose();
    }

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task Order_of_ours_under_another_payer_is_refused_with_the_payers_that_are_served(string hook, string version)
    {
        var answer = await HookCalls.PostAsync(Client, Elsewhere(HookCalls.Of(hook)), version);

        answer.IsRefused(RefusedFor.HooksOrFhir, version, "prefetch.coverage");
        Assert.Contains("Excellus BlueCross BlueShield", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sierra", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData(null)]
    public async Task By_default_it_is_silence(string? setting)
    {
        using var server = new ServerFactory();
        if (setting is not null)
        {
            server.Settings["Crd:UnknownPayer"] = setting;
        }

        using var client = server.CreateClient();
        (await HookAnswer.PostAsync(client, Elsewhere(Given.Call()))).IsSilent();
    }

    [Fact]
    public async Task Explanation_is_refused_as_the_call_is() =>
        (await HookAnswer.PostAsync(Client, Elsewhere(Given.Call()), "crd-order-sign/explanation")).IsOutcome(HttpStatusCode.BadRequest, "prefetch.coverage");

    [Fact]
    public async Task Order_of_another_drug_is_silence_whoever_pays()
    {
        var call = Elsewhere(Given.Call());
        call.At("context", "draftOrders", "entry", 0)["resource"] = Given.OtherOrder();
        (await HookAnswer.PostAsync(Client, call)).IsSilent();
    }

    [Theory]
    [InlineData("encounter-start")]
    [InlineData("encounter-discharge")]
    public async Task Encounter_is_silence_whoever_pays(string hook) => (await HookAnswer.PostAsync(Client, Elsewhere(HookCalls.Of(hook)))).IsSilent();

    [Fact]
    public async Task Payer_that_could_not_be_read_may_be_one_of_ours()
    {
        await using var ehr = await EhrServer.StartAsync();
        var call = Given.Call().At(ehr.Base);
        call.TheCoverage()["payor"] = new JsonArray(OnTheEhr.Reference("Organization/organization-1"));

        Assert.Equal("indeterminate", (await HookAnswer.PostAsync(Client, call)).Statement.Covered);
    }

    [Fact]
    public async Task Payer_of_ours_beside_another_one_is_answered()
    {
        var call = Given.Call();
        var other = Given.CoverageResource();
        other["id"] = "coverage-2";
        other["payor"] = new JsonArray(new JsonObject { ["display"] = "Sierra Health Fund" });
        call.At("prefetch", "coverage", "entry").AsArray().Insert(0, new JsonObject { ["resource"] = other });

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(Client, call)).Statement.Covered);
    }

    [Fact]
    public async Task No_answer_is_lost_for_the_sake_of_an_order_under_another_payer()
    {
        var call = Given.Call();
        var other = Given.CoverageResource();
        other["id"] = "coverage-2";
        other["payor"] = new JsonArray(new JsonObject { ["display"] = "Sierra Health Fund" });
        call.At("prefetch", "coverage", "entry").AsArray().Add((JsonNode)new JsonObject { ["resource"] = other });
        var order = Given.MedicationOrder("order-3");
        order["insurance"] = new JsonArray(OnTheEhr.Reference("Coverage/coverage-2"));
        call.At("context", "draftOrders", "entry").AsArray().Add((JsonNode)new JsonObject { ["resource"] = order });

        Assert.Equal(Given.Coverage, (await HookAnswer.PostAsync(Client, call)).Statement.Coverage);
    }

    [Fact]
    public async Task Policy_that_does_not_speak_of_the_order_is_silence_and_no_unknown_payer()
    {
        // 7.03.03 is about pain; nothing held speaks of oral ketamine.
        var call = Given.Call();
        call.TheOrder().At("dosageInstruction", 0)["route"] = Given.Parse("""{ "coding": [ { "system": "http://snomed.info/sct", "code": "26643006" } ] }""");
        (await HookAnswer.PostAsync(Client, call)).IsSilent();
    }

    [Theory]
    [InlineData("error", "silence", HttpStatusCode.OK)]
    [InlineData("silence", "error", HttpStatusCode.BadRequest)]
    [InlineData("error", null, HttpStatusCode.BadRequest)]
    public async Task Entry_of_a_client_goes_before_the_setting_of_the_server(string ofServer, string? ofClient, HttpStatusCode status)
    {
        using var server = new ClientServer();
        server.Server.Settings["Crd:UnknownPayer"] = ofServer;
        if (ofClient is not null)
        {
            server.Server.Settings[$"{ClientServer.Entry}:UnknownPayer"] = ofClient;
        }

        var answer = await server.CallAsync(server.Signer.Sign(TokenSigner.Base + "/cds-services/crd-order-sign"), body: Elsewhere(Given.Call()));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Payer_that_is_not_open_to_the_client_is_unknown_to_it_and_only_its_own_are_named()
    {
        using var server = new ClientServer();
        server.Server.Settings[$"{ClientServer.Entry}:UnknownPayer"] = "error";
        server.Server.Settings[$"{ClientServer.Entry}:Payers:0"] = "medica";

        var answer = await server.CallAsync(server.Signer.Sign(TokenSigner.Base + "/cds-services/crd-order-sign"));

        answer.IsOutcome(HttpStatusCode.BadRequest, "prefetch.coverage");
        Assert.Contains("Medica", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Excellus", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Crd:UnknownPayer", "Crd:UnknownPayer must be silence or error")]
    [InlineData(ClientServer.Entry + ":UnknownPayer", ClientServer.Entry + ":UnknownPayer must be silence or error")]
    public void Another_value_stops_the_start_and_its_key_is_named(string key, string message)
    {
        using var server = new ClientServer();
        server.Server.Settings[key] = "shout";

        Assert.Contains(message, Assert.ThrowsAny<Exception>(() => server.Http).ToString(), StringComparison.Ordinal);
    }

    private static JsonObject Elsewhere(JsonObject call)
    {
        call.TheCoverage()["payor"] = new JsonArray(new JsonObject { ["display"] = "Sierra Health Fund" });
        return call;
    }
}
