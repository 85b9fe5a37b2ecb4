using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>order-dispatch: the context only names the orders, in the words of three releases of the hook (cds-hooks.md, "order-dispatch").</summary>
public sealed class OrderDispatchTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("2.2", "dispatched-orders")]
    [InlineData("2.2", "order")]
    [InlineData("2.0", "dispatched-orders")]
    [InlineData("2.0", "order")]
    public async Task Every_spelling_of_the_dispatched_orders_gets_the_same_answer(string version, string spelling)
    {
        var call = HookCalls.Dispatch(Given.MedicationOrder());
        var expected = (await HookCalls.PostAsync(server.Client, call, version)).IsGood(call, version);
        call.At("context").AsObject().Remove("dispatchedOrders");
        call.At("context")[spelling] = spelling == "order" ? Given.Order : new JsonArray(Given.Order);

        var answer = (await HookCalls.PostAsync(server.Client, call, version)).IsGood(call, version);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(expected.Text, answer.Text);
    }

    [Fact]
    public async Task Call_that_names_no_order_is_a_bad_request()
    {
        var call = HookCalls.Dispatch(Given.MedicationOrder());
        call.At("context").AsObject().Remove("dispatchedOrders");
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest, "context.dispatchedOrders");
    }

    [Fact]
    public async Task Order_on_the_ehr_is_read_and_comes_back_as_it_is_there()
    {
        var order = Given.MedicationOrder();
        await using var ehr = await EhrServer.StartAsync(order);
        var call = NotSent(order).At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call, "2.2", order);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal([Given.Order], Addresses(ehr));
    }

    [Fact]
    public async Task Order_neither_sent_nor_readable_is_a_failed_precondition()
    {
        // CRD 2.2.1 found-32: essential data absent, and no server to ask for it.
        var call = NotSent(Given.MedicationOrder()).WithoutFhirServer();
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.PreconditionFailed, "prefetch");
    }

    [Theory]
    [InlineData(EhrFault.NotFound)]
    [InlineData(EhrFault.Unauthorized)]
    [InlineData(EhrFault.ServerError)]
    [InlineData(EhrFault.Garbage)]
    [InlineData(EhrFault.Aborts)]
    public async Task Order_that_the_ehr_does_not_give_is_not_answered(EhrFault fault)
    {
        // Nothing can be put on an order that is not at hand; a technical failure is no error of the call (CRD 2.2.1 resp-43).
        var order = Given.MedicationOrder();
        await using var ehr = await EhrServer.StartAsync(order);
        ehr.FaultOn("MedicationRequest", fault);

        (await HookAnswer.PostAsync(server.Client, NotSent(order).At(ehr.Base))).IsSilent();

        Assert.Contains(ehr.Requests, r => r.Address == Given.Order);
    }

    [Fact]
    public async Task Order_that_the_ehr_does_not_give_leaves_the_others_answered()
    {
        await using var ehr = await EhrServer.StartAsync();
        var call = HookCalls.Dispatch(Given.MedicationOrder()).At(ehr.Base);
        call.At("context", "dispatchedOrders").AsArray().Add((JsonNode)"ServiceRequest/not-there");

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("order-1", (string?)Assert.Single(answer.Actions)!["resource"]!["id"]);
    }

    [Theory]
    [InlineData("DeviceRequest")]
    [InlineData("NutritionOrder")]
    [InlineData("CommunicationRequest")]
    [InlineData("VisionPrescription")]
    public async Task Orders_of_other_types_are_left_alone_and_not_read(string type)
    {
        var other = Given.Parse($$"""{ "resourceType": "{{type}}", "id": "other-1", "status": "active" }""");
        await using var ehr = await EhrServer.StartAsync(other);
        var call = HookCalls.Dispatch(Given.MedicationOrder()).At(ehr.Base);
        call.At("context", "dispatchedOrders").AsArray().Insert(0, $"{type}/other-1");

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call, "2.2", other);

        Assert.Equal("MedicationRequest", (string?)Assert.Single(answer.Actions)!["resource"]!["resourceType"]);
        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Orders_of_other_types_alone_need_no_fhir_server()
    {
        var call = NotSent(Given.Parse("""{ "resourceType": "DeviceRequest", "id": "pump-1" }""")).WithoutFhirServer();
        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    [Fact]
    public async Task Only_dispatched_orders_are_judged()
    {
        // CRD 2.2.1 hook-30.
        var call = HookCalls.Dispatch(Given.MedicationOrder(), Given.MedicationOrder("order-3"));
        call.At("context", "dispatchedOrders").AsArray().RemoveAt(1);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("order-1", (string?)Assert.Single(answer.Actions)!["resource"]!["id"]);
    }

    [Fact]
    public async Task Order_named_twice_is_answered_once()
    {
        var call = HookCalls.Dispatch(Given.MedicationOrder());
        call.At("context", "dispatchedOrders").AsArray().Add((JsonNode)Given.Order);
        Assert.Single((await HookAnswer.PostAsync(server.Client, call)).IsGood(call).Actions);
    }

    private static string[] Addresses(EhrServer ehr) => [.. ehr.Requests.Select(r => r.Address)];

    private static JsonObject NotSent(JsonObject order)
    {
        var call = HookCalls.Dispatch(order);
        foreach (var key in call.At("prefetch").AsObject().Select(p => p.Key).Where(k => k is not ("patient" or "coverage")).ToArray())
        {
            call.At("prefetch").AsObject().Remove(key);
        }

        return call;
    }
}
