using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>order-dispatch with the orders themselves where references to them belong: they are judged as they were sent.</summary>
public sealed class DispatchedResourceTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Array_of_orders_is_judged_beside_references()
    {
        var call = Dispatching(Order("order-1"), Order("order-2"));
        call.At("prefetch")["orders"] = Order("order-3");
        call.At("context", "dispatchedOrders").AsArray().Add("MedicationRequest/order-3");

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal(["order-1", "order-2", "order-3"], answer.Actions.Select(a => (string?)a!["resource"]!["id"]), StringComparer.Ordinal);
        Assert.All(answer.Statements, s => Assert.Equal("not-covered", s.Covered));
    }

    [Fact]
    public async Task Order_that_is_sent_and_named_is_judged_once()
    {
        var call = Dispatching(Order("order-1"));
        call.At("context", "dispatchedOrders").AsArray().Add($"{Given.EhrBase}/MedicationRequest/order-1");

        Assert.Single((await HookAnswer.PostAsync(server.Client, call)).IsGood(call).Actions);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{ "resourceType": "Bundle", "entry": [] }""")]
    [InlineData("[ {}, 7, null ]")]
    public async Task Nothing_dispatched_is_a_bad_request(string dispatched)
    {
        var call = Dispatching();
        call.At("context")["dispatchedOrders"] = JsonNode.Parse(dispatched);

        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest, "context.dispatchedOrders");
    }

    // There is nothing on the client's server to update, and nobody would see that a denial is recorded nowhere.
    [Fact]
    public async Task Statement_on_an_order_without_an_id_is_missed_in_log_and_explanation()
    {
        using var own = new ServerFactory();
        using var client = own.CreateClient();
        var order = Order("x");
        order.Remove("id");
        var call = Dispatching(order);

        Assert.Empty((await HookAnswer.PostAsync(client, call)).Actions);

        Assert.Contains(own.Logs.Entries, e => e.Message.EndsWith("lost 1 statements: OrderWithoutId.", StringComparison.Ordinal));
        var explained = (await HookAnswer.PostAsync(client, call, "crd-order-dispatch/explanation")).Json;
        Assert.Equal("order-without-id", (string?)explained["orders"]![0]!["unrecorded"]);
    }

    private static JsonObject Dispatching(params JsonObject[] orders)
    {
        var call = HookCalls.Dispatch();
        call.At("context")["dispatchedOrders"] = new JsonArray([.. orders]);
        return call;
    }

    private static JsonObject Order(string id)
    {
        var order = Given.Call().TheOrder().DeepClone().AsObject();
        order["id"] = id;
        order["status"] = "active";
        return order;
    }
}
