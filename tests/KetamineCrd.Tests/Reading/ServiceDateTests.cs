using System.Globalization;
using System.Text.Json.Nodes;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Reading;

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

    // "... that is not before authoredOn; a period that reaches past that day counts from it." Ordered on 2025-05-27.
    [Theory]
    [InlineData("""{ "repeat": { "boundsPeriod": { "start": "2024-06-01", "end": "2026-06-01" } } }""", "2025-05-27")]
    [InlineData("""{ "repeat": { "boundsPeriod": { "start": "2005-01-04" } } }""", "2025-05-27")]
    [InlineData("""{ "repeat": { "boundsPeriod": { "start": "2005-01-04", "end": "2025-05-27" } } }""", "2025-05-27")]
    [InlineData("""{ "event": ["2024-05-01", "2025-05-26", "2025-06-09", "2025-07-09"] }""", "2025-06-09")]
    [InlineData("""{ "event": ["2025-05-27T08:00:00-05:00"] }""", "2025-05-27")] // the day, not the hour
    [InlineData("""{ "event": ["2025-05"] }""", "2025-05-27")]
    [InlineData("""{ "event": ["2025-05-01"], "repeat": { "boundsPeriod": { "start": "2025-05-01", "end": "2025-12-01" } } }""", "2025-05-27")]
    [InlineData("""{ "event": ["2025-05-01"], "repeat": { "frequency": 1, "period": 4, "periodUnit": "wk" } }""", "2025-05-27")] // it goes on
    [InlineData("""{ "repeat": { "boundsPeriod": { "start": "2026-06-01", "end": "2024-06-01" } } }""", "2025-05-27")] // a slip: nothing is known
    public void What_was_planned_before_the_order_counts_from_the_order(string timing, string expected) =>
        Assert.Equal(expected, Date(Call.WithOrder(o => o["dosageInstruction"]![0]!["timing"] = Given.Json(timing))));

    // "What lies in the past counts only when all that is planned lies before the order, or the order itself is that old."
    [Theory]
    [InlineData("""{ "event": ["2025-05-20", "2025-05-06"] }""", "2025-05-06")]
    [InlineData("""{ "repeat": { "boundsPeriod": { "start": "2025-03-01", "end": "2025-04-01" } } }""", "2025-03-01")]
    [InlineData("""{ "event": ["2025-05-06"], "repeat": { "count": 3, "frequency": 1, "period": 1, "periodUnit": "d" } }""", "2025-05-06")]
    public void What_lies_in_the_past_counts_when_nothing_is_to_come(string timing, string expected) =>
        Assert.Equal(expected, Date(Call.WithOrder(o => o["dosageInstruction"]![0]!["timing"] = Given.Json(timing))));

    [Theory]
    [InlineData("2018-01-10", """{ "event": ["2018-01-15"] }""", "2018-01-15")]
    [InlineData("2018-01-10", """{ "repeat": { "boundsPeriod": { "start": "2017-06-01", "end": "2026-06-01" } } }""", "2018-01-10")]
    [InlineData(null, """{ "event": ["2025-01-15", "2025-06-15"] }""", "2025-06-15")] // without a day of the order, the call of 2025-06-01
    [InlineData(null, """{ "repeat": { "boundsPeriod": { "start": "2005-01-04" } } }""", "2025-06-01")]
    [InlineData(null, """{ "repeat": { "boundsPeriod": { "start": "2005-01-04", "end": "2005-02-04" } } }""", "2005-01-04")]
    public void An_old_order_stays_old_and_one_without_a_day_is_of_the_day_of_the_call(string? authoredOn, string timing, string expected) =>
        Assert.Equal(expected, Date(Call.WithOrder(o =>
        {
            o["authoredOn"] = authoredOn;
            o["dosageInstruction"]![0]!["timing"] = Given.Json(timing);
        })));

    [Theory]
    [InlineData("occurrencePeriod", """{ "start": "2024-06-01", "end": "2026-06-01" }""", "2025-05-27")]
    [InlineData("occurrencePeriod", """{ "start": "2024-06-01" }""", "2025-05-27")]
    [InlineData("occurrencePeriod", """{ "start": "2024-06-01", "end": "2024-07-01" }""", "2024-06-01")]
    [InlineData("occurrenceDateTime", "\"2024-06-01\"", "2024-06-01")]
    [InlineData("occurrenceDateTime", "\"2025\"", "2025-05-27")]
    [InlineData("occurrenceTiming", """{ "event": ["2024-06-01", "2025-06-20"] }""", "2025-06-20")]
    [InlineData("occurrenceTiming", """{ "repeat": { "boundsPeriod": { "start": "2024-06-16" } } }""", "2025-05-27")]
    public void A_service_that_was_planned_before_the_order_counts_from_the_order(string member, string json, string expected) =>
        Assert.Equal(expected, Date(Call.WithService(o =>
        {
            o.Remove("occurrenceDateTime");
            o["authoredOn"] = "2025-05-27";
            o[member] = JsonNode.Parse(json);
        })));

    [Fact]
    public void The_first_day_to_come_of_several_dosages_counts() =>
        Assert.Equal("2025-06-02", Date(Call.WithOrder(o =>
            o["dosageInstruction"]!.AsArray().Insert(0, Given.Json("""{ "timing": { "event": ["2024-08-01"] } }""")))));

    [Theory]
    [InlineData("2025-08-01", "2025-08-01")]
    [InlineData("2024-08-01", "2025-05-27")] // it says how long the prescription holds, not when the drug is given
    public void A_prescription_that_is_valid_later_counts_from_then(string start, string expected) =>
        Assert.Equal(expected, Date(Call.WithOrder(o =>
        {
            o["dosageInstruction"]![0]!.AsObject().Remove("timing");
            o["dispenseRequest"] = Given.Json($$"""{ "validityPeriod": { "start": "{{start}}", "end": "2026-08-01" } }""");
        })));

    // "At order-dispatch not before the day of the call", which is 2025-06-01.
    [Theory]
    [InlineData("""{ "event": ["2025-05-28", "2025-06-09"] }""", "2025-06-09")]
    [InlineData("""{ "repeat": { "boundsPeriod": { "start": "2025-05-28", "end": "2025-12-01" } } }""", "2025-06-01")]
    [InlineData("""{ "event": ["2025-05-28"] }""", "2025-05-28")] // all of it has passed
    public void A_dispatched_order_counts_from_the_day_of_the_call(string timing, string expected) =>
        Assert.Equal(expected, Date(Dispatched(timing)));

    [Fact]
    public void A_dispatched_order_whose_days_have_passed_may_be_under_the_coverage_of_today()
    {
        var call = Dispatched("""{ "event": ["2025-05-28"] }""");

        Assert.Equal("investigational", (call with { Coverages = [Given.Coverage(c => c["period"] = Given.Json("""{ "start": "2025-06-01" }"""))] }).Outcome());
        Assert.Equal("not active", (call with { Coverages = [Given.Coverage(c => c["period"] = Given.Json("""{ "start": "2025-06-02" }"""))] }).Outcome());
    }

    // A time in UTC stands for the day where the payer is: Excellus in New York, Medica in Chicago.
    [Theory]
    [InlineData("2025-06-03T03:30:00Z", "Excellus BlueCross BlueShield", "2025-06-02")]
    [InlineData("2025-06-03T04:30:00Z", "Excellus BlueCross BlueShield", "2025-06-03")]
    [InlineData("2025-06-03T04:30:00Z", "Medica", "2025-06-02")]
    [InlineData("2025-06-03T05:30:00Z", "Medica", "2025-06-03")]
    [InlineData("2025-06-03T04:30:00+00:00", "Medica", "2025-06-02")]
    [InlineData("2025-06-03T00:30:00-04:00", "Medica", "2025-06-03")] // a local time keeps its day
    public void A_time_in_UTC_is_of_the_day_where_the_payer_is(string at, string payer, string expected)
    {
        var call = new Call { Orders = [Given.Order(o => Given.SetDate(o, at))], Coverages = [Given.Coverage(c => c["payor"]![0]!["display"] = payer)] };

        Assert.Equal(expected, call.Determine()!.Order.ServiceDate.ToString("yyyy-MM-dd", null));
        Assert.Contains(call.Determine()!.Order.Sources, s => s.Fact == KetamineCrd.Facts.FactKind.ServiceDate && s.Meaning == expected);
    }

    // "Today" is the day where the payer is: after midnight in UTC it is still the day before in the United States.
    [Theory]
    [InlineData("2025-06-02T03:59:00Z", "Excellus BlueCross BlueShield", "2025-06-01")]
    [InlineData("2025-06-02T04:00:00Z", "Excellus BlueCross BlueShield", "2025-06-02")]
    [InlineData("2025-06-02T04:59:00Z", "Blue Cross and Blue Shield of Minnesota", "2025-06-01")]
    [InlineData("2025-06-02T05:00:00Z", "Blue Cross and Blue Shield of Minnesota", "2025-06-02")]
    [InlineData("2025-12-02T04:59:00Z", "Excellus BlueCross BlueShield", "2025-12-01")] // an hour later in winter
    [InlineData("2025-12-02T05:00:00Z", "Excellus BlueCross BlueShield", "2025-12-02")]
    public void Today_is_the_day_where_the_payer_is(string now, string payer, string expected)
    {
        var call = new Call
        {
            At = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture),
            Orders = [Given.Order(o =>
            {
                o["dosageInstruction"]![0]!.AsObject().Remove("timing");
                o.Remove("authoredOn");
            })],
            Coverages = [Given.Coverage(c => c["payor"]![0]!["display"] = payer)],
        };

        Assert.Equal(expected, call.Determine()!.Order.ServiceDate.ToString("yyyy-MM-dd", null));
        Assert.Equal(expected, call.CoverageInformation()!.Value.GetProperty("extension").EnumerateArray()
            .Single(e => e.GetProperty("url").GetString() == "date").GetProperty("valueDate").GetString());
    }

    private static Call Dispatched(string timing) => new()
    {
        Service = CdsService.All.Single(s => s.Kind == HookKind.OrderDispatch),
        Orders = [],
        Dispatched = ["MedicationRequest/ketamine-1"],
        Prefetched = [Given.Order(o => o["dosageInstruction"]![0]!["timing"] = Given.Json(timing))],
    };

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
