using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Reading;

/// <summary>Decision rule 13: an emergency is never denied, and an emergency or an inpatient's order is asked nothing on a card.</summary>
public sealed class CareSettingTests
{
    [Theory]
    [InlineData("EMER", "ask TreatedReason")]
    [InlineData("IMP", "investigational")]
    [InlineData("AMB", "investigational")]
    public void What_would_be_denied_is_asked_in_an_emergency(string kind, string expected) => Assert.Equal(expected, In(kind, "G90.511").Outcome());

    [Theory]
    [InlineData("EMER", 0)]
    [InlineData("IMP", 0)]
    [InlineData("AMB", 1)]
    public void Nobody_is_asked_on_a_card_in_an_emergency_or_as_an_inpatient(string kind, int cards)
    {
        var call = In(kind, "M54.50");

        Assert.Equal("ask Chronicity", call.Outcome());
        Assert.Equal(cards, call.Cards().Count);
        Assert.NotNull(call.CoverageInformation());
    }

    [Fact]
    public void The_category_of_an_order_says_that_it_is_for_an_inpatient() =>
        Assert.Empty(Call.WithOrder(o =>
        {
            Given.SetReasons(o, "M54.50");
            o["category"] = new JsonArray(Given.Coded("http://terminology.hl7.org/CodeSystem/medicationrequest-category", "inpatient"));
        }).Cards());

    private static Call In(string kind, string reason) => new()
    {
        Orders = [Given.Order(o =>
        {
            Given.SetReasons(o, reason);
            o["encounter"] = Given.ReferenceTo("Encounter/e1");
        })],
        Prefetched = [Given.Json($$"""{ "resourceType": "Encounter", "id": "e1", "status": "in-progress", "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "{{kind}}" } }""").AsObject()],
    };
}
