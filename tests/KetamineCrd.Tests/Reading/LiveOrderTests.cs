using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Reading;

/// <summary>Decision rule 4: of an order that is not live nothing is said.</summary>
public sealed class LiveOrderTests
{
    [Theory]
    [InlineData("cancelled", false)]
    [InlineData("stopped", false)]
    [InlineData("entered-in-error", false)]
    [InlineData("completed", false)]
    [InlineData("revoked", false)] // the ServiceRequest's word for cancelled
    [InlineData("CANCELLED", false)]
    [InlineData("Entered-In-Error", false)]
    [InlineData(" stopped ", false)]
    [InlineData("draft", true)]
    [InlineData("DRAFT", true)]
    [InlineData("scheduled", true)] // no code of FHIR: it says nothing
    [InlineData("active", true)]
    [InlineData("on-hold", true)]
    [InlineData("unknown", true)]
    public void An_order_lives_by_its_status(string status, bool isLive)
    {
        Assert.Equal(isLive, Call.WithOrder(o => o["status"] = status).ReadOrder() is not null);
        Assert.Equal(isLive, Call.WithService(o => o["status"] = status).ReadOrder() is not null);
    }

    [Fact]
    public void An_order_without_a_status_lives() => Assert.NotNull(Call.WithOrder(o => o.Remove("status")).ReadOrder());

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    [InlineData("\"true\"", true)] // of the wrong kind: as if absent
    public void An_order_not_to_perform_is_not_live(string value, bool isLive)
    {
        Assert.Equal(isLive, Call.WithOrder(o => o["doNotPerform"] = JsonNode.Parse(value)).ReadOrder() is not null);
        Assert.Equal(isLive, Call.WithService(o => o["doNotPerform"] = JsonNode.Parse(value)).ReadOrder() is not null);
    }

    [Fact]
    public void Nothing_is_said_of_an_order_that_is_not_live() =>
        Assert.Equal("""{"cards":[]}""", Call.WithOrder(o => o["status"] = "cancelled").AnswerText());

    [Fact]
    public void A_dead_medication_order_does_not_name_the_drug_of_an_infusion()
    {
        var call = new Call { Orders = [Given.Order(o => o["status"] = "cancelled"), Given.Infusion()] };

        Assert.IsType<KetamineCrd.Facts.DrugFact.Unnamed>(Assert.Single(call.Read().Orders).Drug);
    }
}
