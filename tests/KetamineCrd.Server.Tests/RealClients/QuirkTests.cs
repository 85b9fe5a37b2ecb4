using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.RealClients;

/// <summary>What real clients do to a call is repaired, answered as the clean call is, and reported with its place and never its value.</summary>
public sealed class QuirkTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> Quirks => [.. Quirk.All.Keys];

    [Theory]
    [MemberData(nameof(Quirks))]
    public async Task Quirk_changes_nothing_of_the_answer(string name)
    {
        var clean = Given.Call(Quirk.All[name].Hook);
        var call = Changed(name);

        var expected = await HookAnswer.PostAsync(server.Client, clean);
        var answer = await HookAnswer.PostAsync(server.Client, call);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("not-covered", expected.Statement.Covered);
        Assert.True(JsonNode.DeepEquals(answer.Statement.Json, expected.Statement.Json), answer.Text);
        Assert.True(JsonNode.DeepEquals(Cards(answer, clean, call), Cards(expected, clean, call)), answer.Text);
        Assert.True(JsonNode.DeepEquals(WithoutStatement(answer), Order(call)), answer.Text);
    }

    [Theory]
    [MemberData(nameof(Quirks))]
    public async Task Quirk_is_reported_with_its_place_and_without_its_value(string name)
    {
        var explanation = await Explain(WithOwnInstance(Changed(name)));

        Assert.Equal(Quirk.All[name].Repairs.Order(StringComparer.Ordinal), Repairs(explanation).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(Quirk.Mark, explanation.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Okonkwo", explanation.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Given.AccessToken, explanation.Text, StringComparison.Ordinal);
        Assert.Equal("not-covered", (string?)explanation.Json["orders"]![0]!["determination"]);
    }

    [Theory]
    [InlineData("order-sign")]
    [InlineData("order-select")]
    public async Task Clean_call_has_no_repairs(string hook) => Assert.Empty(Repairs(await Explain(WithOwnInstance(Given.Call(hook)))));

    [Fact]
    public async Task Member_twice_outside_the_returned_orders_is_answered_and_reported()
    {
        var body = WithOwnInstance(Given.Call()).ToJsonString().Replace("\"gender\":\"female\"", $"\"gender\":\"{Quirk.Mark}\",\"gender\":\"male\"", StringComparison.Ordinal);

        var answer = await HookAnswer.PostTextAsync(server.Client, body);
        var explanation = await HookAnswer.PostTextAsync(server.Client, body, "crd-order-sign/explanation");

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(["prefetch.patient.gender duplicate-member"], Repairs(explanation));
        Assert.DoesNotContain(Quirk.Mark, explanation.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("order-1")]
    [InlineData("MedicationRequest/order-1/_history/2")]
    [InlineData("https://ehr.example.org/fhir/r4/MedicationRequest/order-1")]
    [InlineData("urn:uuid:0d2f0a3e-6c1b-4a4f-9f0e-3b7c5f0a1e11")]
    public async Task Selection_in_any_form_selects_only_its_order(string selection)
    {
        var call = Given.Call("order-select");
        call.AddOrder(Given.MedicationOrder("order-3"));
        if (selection.StartsWith("urn:", StringComparison.Ordinal))
        {
            call.At("context", "draftOrders", "entry", 0)["fullUrl"] = selection;
        }

        call.At("context")["selections"] = new JsonArray(selection);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("order-1", (string?)Assert.Single(answer.Actions)!["resource"]!["id"]);
        Assert.Empty(Repairs(await Explain(call)));
    }

    [Fact]
    public async Task Empty_token_is_not_sent()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Organization").At(ehr.Base);
        call.At("fhirAuthorization")["access_token"] = " ";

        Assert.Equal(HttpStatusCode.OK, (await HookAnswer.PostAsync(server.Client, call)).Status);

        Assert.Equal("", Assert.Single(ehr.Requests).Authorization);
    }

    [Fact]
    public async Task Constant_hook_instance_is_reported_and_the_cards_of_two_patients_stay_apart()
    {
        using var own = new ServerFactory();
        using var client = own.CreateClient();
        var first = Given.Call();
        var second = OfPatient("patient-2");

        var one = await HookAnswer.PostAsync(client, first);
        Assert.Empty(Repairs(await Explain(first, client)));
        var other = await HookAnswer.PostAsync(client, second);

        Assert.NotEqual((string?)one.Cards[0]!["uuid"], (string?)other.Cards[0]!["uuid"], StringComparer.Ordinal);
        Assert.Equal(["hookInstance hook-instance-repeated"], Repairs(await Explain(second, client)));
        Assert.Equal(["hookInstance hook-instance-repeated"], Repairs(await Explain(first, client)));
    }

    [Fact]
    public async Task Same_hook_instance_at_another_service_is_as_it_should_be()
    {
        // cds-hooks.md section 3: "Same value may reach several services".
        using var own = new ServerFactory();
        using var client = own.CreateClient();
        await HookAnswer.PostAsync(client, Given.Call());

        Assert.Empty(Repairs(await Explain(Given.Call("order-select"), client)));
    }

    [Fact]
    public async Task Old_hook_instances_are_forgotten()
    {
        using var own = new ServerFactory();
        using var client = own.CreateClient();
        await HookAnswer.PostAsync(client, Given.Call());
        var silent = Given.Parse("""{ "hook": "order-sign", "context": { "patientId": "patient-1", "draftOrders": { "resourceType": "Bundle" } } }""");
        for (var i = 0; i < 4096; i++)
        {
            silent["hookInstance"] = $"instance-{i}";
            Assert.Equal(HttpStatusCode.OK, (await HookAnswer.PostAsync(client, silent)).Status);
        }

        Assert.Empty(Repairs(await Explain(OfPatient("patient-2"), client)));
    }

    // The server is shared, and another test may have sent the usual one for another patient.
    private static JsonObject WithOwnInstance(JsonObject call)
    {
        if ((string?)call["hookInstance"] == (string?)Given.Call()["hookInstance"])
        {
            call["hookInstance"] = "0b6a1d1c-52f4-4b6e-8a39-1f0d6f7f4c02";
        }

        return call;
    }

    private static JsonObject OfPatient(string id)
    {
        var call = Given.Call();
        call.At("context")["patientId"] = id;
        call.TheOrder()["subject"] = new JsonObject { ["reference"] = $"Patient/{id}" };
        foreach (var prefetched in call.At("prefetch").AsObject().Select(p => p.Value!))
        {
            foreach (var resource in prefetched["entry"]?.AsArray().Select(e => e!["resource"]!) ?? [prefetched])
            {
                if (resource["beneficiary"] is not null)
                {
                    resource["beneficiary"] = new JsonObject { ["reference"] = $"Patient/{id}" };
                }
            }
        }

        return call;
    }

    private static JsonObject Changed(string name)
    {
        var call = Given.Call(Quirk.All[name].Hook);
        Quirk.All[name].Change(call);
        return call;
    }

    private Task<HookAnswer> Explain(JsonObject call, HttpClient? client = null) =>
        HookAnswer.PostAsync(client ?? server.Client, call, $"crd-{call["hook"]}/explanation");

    private static string[] Repairs(HookAnswer explanation) =>
        [.. explanation.Json["repairs"]!.AsArray().Select(r => $"{r!["path"]} {r["code"]}")];

    // A card's uuid follows from the hook instance, among others.
    private static JsonArray Cards(HookAnswer answer, JsonObject clean, JsonObject call)
    {
        var cards = answer.Cards.DeepClone().AsArray();
        foreach (var card in JsonNode.DeepEquals(clean["hookInstance"], call["hookInstance"]) ? [] : cards)
        {
            card!.AsObject().Remove("uuid");
        }

        return cards;
    }

    private static JsonObject WithoutStatement(HookAnswer answer)
    {
        var order = Assert.Single(answer.Actions)!["resource"]!.DeepClone().AsObject();
        Assert.Equal(CoverageInformationPart.Url, (string?)Assert.Single(order["extension"]!.AsArray())!["url"]);
        order.Remove("extension");
        return order;
    }

    private static JsonNode Order(JsonObject call) => call["context"]!["draftOrders"] switch
    {
        JsonArray bare => bare[0]!,
        JsonObject bundle when bundle.ContainsKey("entry") => call.TheOrder(),
        var single => single!,
    };
}
