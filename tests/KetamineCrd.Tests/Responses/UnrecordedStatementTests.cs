using KetamineCrd.Responses;

namespace KetamineCrd.Tests.Responses;

/// <summary>CRD 2.2.1 hook-39 wants a statement on every order; where one cannot be put there, that is told.</summary>
public sealed class UnrecordedStatementTests
{
    private static readonly string Long = new('x', 512);

    [Fact]
    public void Ids_of_up_to_512_characters_lose_no_statement()
    {
        var call = new Call { Orders = [Given.Order(o => o["id"] = Long)], Coverages = [Given.Coverage(c => c["id"] = Long)] };
        var response = call.Respond().Response;

        Assert.Empty(response.Unrecorded);
        Assert.Equal($"Coverage/{Long}", Assert.Single(Assert.Single(response.SystemActions).Coverages));
        Assert.Equal($"MedicationRequest/{Long}", Assert.Single(Assert.Single(response.Cards).AssociatedResources));
    }

    [Theory]
    [InlineData(null, "cov-1", UnrecordedReason.OrderWithoutId, "order-without-id")]
    [InlineData("a b", "cov-1", UnrecordedReason.OrderId, "order-id")]
    [InlineData("ketamine-1", "<b>", UnrecordedReason.CoverageId, "coverage-id")]
    public void A_statement_that_stands_on_no_order_is_told_with_its_reason(string? order, string coverage, UnrecordedReason reason, string code)
    {
        var call = new Call { Orders = [Given.Order(o => o["id"] = order)], Coverages = [Given.Coverage(c => c["id"] = coverage)] };
        var begun = call.Begin();
        var response = Assert.IsType<CallOutcome.Answered>(begun.Finish()).Response;

        Assert.Empty(response.SystemActions);
        Assert.Equal(reason, Assert.Single(response.Unrecorded).Reason);
        Assert.Equal(code, Assert.Single(begun.Explain().Orders).Unrecorded);
    }

    [Fact]
    public void Nothing_is_lost_where_nothing_is_to_be_said() =>
        Assert.Empty(Call.WithOrder(o =>
        {
            o.Remove("id");
            Given.SetReasons(o, "G89.18");
        }).Respond().Response.Unrecorded);
}
