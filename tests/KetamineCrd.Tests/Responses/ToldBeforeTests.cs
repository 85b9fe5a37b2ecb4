using System.Text.Json.Nodes;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Responses;

/// <summary>A card says something once: at dispatch and booking an order that already carries the statement brings none (CRD 2.2.1 found-13).</summary>
public sealed class ToldBeforeTests
{
    [Fact]
    public void A_dispatched_order_with_the_statement_on_it_brings_neither_statement_nor_card()
    {
        var signed = new Call();
        var updated = JsonNode.Parse(Assert.Single(signed.Answer().GetProperty("systemActions").EnumerateArray()).GetProperty("resource").GetRawText())!.AsObject();

        Assert.NotEmpty(Dispatch(signed.Orders[0]).Cards());
        Assert.Empty(Dispatch(updated).Cards());
        Assert.Null(Dispatch(updated).CoverageInformation());
        Assert.NotEmpty((Dispatch(updated) with { Configuration = new JsonObject { ["coverage-info"] = false } }).Cards());
    }

    [Fact]
    public void An_order_that_is_signed_again_brings_its_card_again()
    {
        var updated = JsonNode.Parse(Assert.Single(new Call().Answer().GetProperty("systemActions").EnumerateArray()).GetProperty("resource").GetRawText())!.AsObject();

        Assert.NotEmpty(new Call { Orders = [updated] }.Cards());
    }

    private static Call Dispatch(JsonObject order) => new()
    {
        Service = CdsService.All.Single(s => s.Kind == HookKind.OrderDispatch),
        Orders = [],
        Prefetched = [order],
        Dispatched = [$"MedicationRequest/{order["id"]}"],
    };
}
