using KetamineCrd.Fhir;

namespace KetamineCrd.Tests.Fhir;

public sealed class FhirDateTimeTests
{
    // FHIR R4 2.24.0.1: a time of day has an offset; without one it is no point in time.
    [Theory]
    [InlineData("2025-06-02T23:30:00-05:00", "2025-06-03T04:30:00.000Z")]
    [InlineData("2025-06-02T23:30:00Z", "2025-06-02T23:30:00.000Z")]
    [InlineData("2025-06-02T23:30Z", "2025-06-02T23:30:00.000Z")]
    [InlineData("2025-06-02T23:30:00.123+00:00", "2025-06-02T23:30:00.123Z")]
    [InlineData("2025-06-02T23:30:00", null)]
    [InlineData("2025-06-02T25:30:00Z", null)]
    [InlineData("2025-06-02", null)]
    [InlineData("2025-06", null)]
    public void A_time_with_an_offset_is_an_instant(string text, string? instant) =>
        Assert.Equal(instant, FhirDateTime.Read(text)!.Value.Instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null));

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_date_reads_as_none(string? text) => Assert.Null(FhirDateTime.Read(text));

    // The ends of the calendar convert without a fault.
    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void The_ends_of_the_calendar_have_a_day_everywhere(string text)
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(text[0] == '0' ? -5 : 5), "x", "x");

        Assert.Equal(text[..4], FhirDateTime.Read(text)!.Value.In(zone).First.Year.ToString("0000", null));
    }
}
