
namespace KetamineCrd.Tests.Responses;

/// <summary>Decision rule 16: the product line is asked for in the coverage information and without a card, since a clinician cannot answer it.</summary>
public sealed class ProductLineQuestionTests
{
    private const string Iv = Given.Intravenous;

    [Theory]
    [InlineData("", Given.Crps)]              // nothing says the product
    [InlineData("act:PUBLICPOL", Given.Crps)] // Medicaid, or Medicare Advantage
    [InlineData("sopt:21", Given.Crps)]       // Medicaid of which state
    [InlineData("sopt:1", "F33.2")]           // which Medicare product
    public void The_product_line_is_asked_for_without_a_card(string line, string reason)
    {
        var call = Call.Under("Medica", "2025-09-02", line, Iv, reason);
        var statement = call.CoverageInformation()!.Value.GetRawText();

        Assert.Contains("\"conditional\"", statement, StringComparison.Ordinal);
        Assert.Contains("info-needed", statement, StringComparison.Ordinal);
        Assert.Empty(call.Cards());
    }

    // What else is missing is asked on the card, and the product line is not.
    [Fact]
    public void Beside_a_question_for_the_clinician_the_card_leaves_the_product_line_out()
    {
        var call = Call.Under("Medica", "2025-09-02", "", "", Given.Crps);
        var card = call.OnlyCard().GetRawText();

        Assert.Equal("ask Route, ProductLine", call.Outcome());
        Assert.Contains("route", card, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("product line", card, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("product line", call.Reason(), StringComparison.OrdinalIgnoreCase);
    }
}
