using System.Buffers;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Hooks;
using KetamineCrd.Reading;
using KetamineCrd.Responses;

namespace KetamineCrd.Tests.Responses;

/// <summary>What no clinician can answer, or has answered in words that nothing here knows, is asked for without a card (decision rules 14, 16).</summary>
public sealed class AskedWithoutCardTests
{
    [Theory]
    [InlineData("UnrecognizedReason", 0)]
    [InlineData("ProductLine", 0)]
    [InlineData("ProductLine UnrecognizedReason", 0)]
    [InlineData("Route ProductLine", 1)]
    public void A_card_asks_only_for_what_a_clinician_can_add(string facts, int cards) =>
        Assert.Equal(cards, Answer(facts).GetProperty("cards").GetArrayLength());

    [Fact]
    public void A_reason_that_is_written_is_never_called_unsaid()
    {
        var reason = Answer("UnrecognizedReason").GetRawText();

        Assert.Contains("reason was not recognized from its words", reason, StringComparison.Ordinal);
        Assert.Contains("a diagnosis code would settle it", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("does not say", reason, StringComparison.Ordinal);
        Assert.Contains("does not say: the route of administration", Answer("Route UnrecognizedReason").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sopt:21")]
    [InlineData("sopt:1")]
    public void A_product_that_the_coverage_does_not_name_is_asked_for_in_the_coverage_information(string line)
    {
        var call = Call.Under("Medica", "2025-09-02", line, Given.Intravenous, Given.Crps);

        Assert.Empty(call.Cards());
        Assert.Contains("Needed", call.Reason(), StringComparison.Ordinal);
    }

    // Rule 20: MB2300 asks a participating provider for no authorization, which is not the same as covered.
    [Fact]
    public void Medicare_Cost_waits_for_the_performer()
    {
        var statement = Call.Under("Dean Health Plan", "2025-09-02", "name:Dean Care Gold", Given.Intravenous, Given.Crps).CoverageInformation()!.Value;
        var codes = statement.GetProperty("extension").EnumerateArray().Where(p => p.TryGetProperty("valueCode", out _))
            .Select(p => $"{p.GetProperty("url").GetString()}={p.GetProperty("valueCode").GetString()}").Order(StringComparer.Ordinal);

        Assert.Equal(["covered=conditional", "info-needed=OTH", "info-needed=performer", "pa-needed=conditional"], codes, StringComparer.Ordinal);
        Assert.Empty(CoverageInformationRules.Violations(statement));
    }

    // Wisconsin Medicaid administers pharmacy drugs, whatever their route.
    [Theory]
    [InlineData(Given.Oral)]
    [InlineData(Given.Nasal)]
    [InlineData(Given.Intravenous)]
    public void Wisconsin_Medicaid_comes_first_by_any_route(string route) =>
        Assert.Equal("other program", Call.Under("Dean Health Plan", "2025-09-02", "name:BadgerCare Plus", route, "F33.2").Outcome());

    private static JsonElement Answer(string facts)
    {
        var call = new Call();
        var request = call.Request();
        var index = FactsReader.Index(request);
        var read = call.Engine.ReadFacts(request, index, canRead: false, call.Now);
        var missing = new Determination.InformationMissing([.. facts.Split(' ').Select(Enum.Parse<MissingFact>)]);
        var context = new AnswerContext(request, index, read, call.Now, new CallScope(Call.BaseAddress));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            call.Engine.Answer(context, [call.Determine()! with { Determination = missing }]).Write(writer, context);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
