using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Facts;

/// <summary>Decision rule 1: the planned administration, else the planned encounter, else authoredOn, else today.</summary>
public sealed class ServiceDateTests
{
    // Today is 2025-06-01, authoredOn 2025-05-27.
    [Theory]
    [InlineData("""{ "event": ["2025-06-02T13:30:00-05:00"] }""", "2025-06-02")]
    [InlineData("""{ "event": ["2025-06-02T23:59:00-12:00"] }""", "2025-06-02")] // the local day, whatever the offset
    [InlineData("""{ "event": ["2025-07-09", "2025-07-02", "2025-07-16"] }""", "2025-07-02")]
    [InlineData("""{ "event": "2025-07-02" }""", "2025-07-02")]
    [InlineData("""{ "repeat": { "boundsPeriod": { "start": "2025-06-11", "end": "2025-06-30" } } }""", "2025-06-11")]
    [InlineData("""{ "event": ["2025-06-02"], "repeat": { "boundsPeriod": { "start": "2025-05-01" } } }""", "2025-06-02")]
    [InlineData("""{ "repeat": { "boundsPeriod": { "end": "2025-06-30" } } }""", "2025-05-27")]
    [InlineData("""{ "event": ["soon"] }""", "2025-05-27")]
    [InlineData("""{ "code": { "text": "weekly" } }""", "2025-05-27")]
    public void The_timing_of_a_medication_order_counts_first(string timing, string expected) =>
        Assert.Equal(expected, Date(Call.WithOrder(o => o["dosageInstruction"]![0]!["timing"] = Given.Json(timing))));

    [Fact]
    public void The_first_of_several_dosages_counts() =>
        Assert.Equal("2025-06-02", Date(Call.WithOrder(o =>
            o["dosageInstruction"]!.AsArray().Insert(0, Given.Json("""{ "timing": { "event": ["2025-08-01"] } }""")))));

    [Theory]
    [InlineData("occurrenceDateTime", "\"2025-06-12T08:00:00Z\"", "2025-06-12")]
    [InlineData("occurrencePeriod", """{ "start": "2025-06-13", "end": "2025-06-14" }""", "2025-06-13")]
    [InlineData("occurrenceTiming", """{ "event": ["2025-06-15", "2025-06-14"] }""", "2025-06-14")]
    [InlineData("occurrenceTiming", """{ "repeat": { "boundsPeriod": { "start": "2025-06-16" } } }""", "2025-06-16")]
    [InlineData("occurrenceDateTime", "null", "2025-05-27")]
    public void The_occurrence_of_a_service_counts_first(string member, string json, string expected) =>
        Assert.Equal(expected, Date(Call.WithService(o =>
        {
            o.Remove("occurrenceDateTime");
            o[member] = JsonNode.Parse(json);
        })));

    [Theory]
    [InlineData("2025-06-20", "2025-06-20")]
    [InlineData("2025-05-27", "2025-05-27")]
    [InlineData("2025-05-20", "2025-05-27")] // it began before the order was written: not planned
    public void A_planned_encounter_counts_before_the_day_of_the_order(string start, string expected) =>
        Assert.Equal(expected, Date(WithEncounter(start, o => o["dosageInstruction"]![0]!.AsObject().Remove("timing"))));

    [Fact]
    public void A_planned_encounter_counts_after_the_timing() => Assert.Equal("2025-06-02", Date(WithEncounter("2025-06-20", _ => { })));

    [Fact]
    public void The_encounter_of_the_call_counts_where_the_order_names_none()
    {
        var call = WithEncounter("2025-06-20", o =>
        {
            o["dosageInstruction"]![0]!.AsObject().Remove("timing");
            o.Remove("encounter");
        });

        Assert.Equal("2025-05-27", Date(call));
        Assert.Equal("2025-06-20", Date(call with { EncounterId = "e1" }));
    }

    [Theory]
    [InlineData("2025-05-27T23:00:00-10:00", "2025-05-27")]
    [InlineData("2025-05", "2025-05-01")]
    public void The_day_of_the_order_counts_when_nothing_is_planned(string authoredOn, string expected) =>
        Assert.Equal(expected, Date(Call.WithOrder(o =>
        {
            o["dosageInstruction"]![0]!.AsObject().Remove("timing");
            o["authoredOn"] = authoredOn;
        })));

    [Fact]
    public void Today_counts_when_nothing_is_said() =>
        Assert.Equal("2025-06-01", Date(Call.WithOrder(o =>
        {
            o["dosageInstruction"]![0]!.AsObject().Remove("timing");
            o.Remove("authoredOn");
        })));

    private static Call WithEncounter(string start, Action<JsonObject> change) => new()
    {
        Orders = [Given.Order(o =>
        {
            o["encounter"] = Given.ReferenceTo("Encounter/e1");
            change(o);
        })],
        Prefetched = [Given.Json($$"""{ "resourceType": "Encounter", "id": "e1", "period": { "start": "{{start}}" } }""").AsObject()],
    };

    private static string Date(Call call) => call.ReadOrder()!.ServiceDate.ToString("yyyy-MM-dd", null);
}
