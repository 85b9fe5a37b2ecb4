using System.Globalization;
using KetamineCrd.Meanings;

namespace KetamineCrd.Tests.Meanings;

/// <summary>15 U.S.C. 260a: daylight saving from the second Sunday of March to the first Sunday of November, at 2:00 local time.</summary>
public sealed class UnitedStatesTimeTests
{
    [Theory]
    [InlineData("America/New_York", "2026-03-08T06:59:59Z", "01:59:59")]
    [InlineData("America/New_York", "2026-03-08T07:00:00Z", "03:00:00")]
    [InlineData("America/New_York", "2026-11-01T05:59:59Z", "01:59:59")]
    [InlineData("America/New_York", "2026-11-01T06:00:00Z", "01:00:00")]
    [InlineData("America/Chicago", "2026-01-15T12:00:00Z", "06:00:00")]
    [InlineData("America/Chicago", "2026-07-15T12:00:00Z", "07:00:00")]
    [InlineData("America/Denver", "2026-07-15T12:00:00Z", "06:00:00")]
    [InlineData("America/Phoenix", "2026-07-15T12:00:00Z", "05:00:00")]
    [InlineData("America/Los_Angeles", "2026-07-15T12:00:00Z", "05:00:00")]
    [InlineData("America/Anchorage", "2026-07-15T12:00:00Z", "04:00:00")]
    [InlineData("Pacific/Honolulu", "2026-07-15T12:00:00Z", "02:00:00")]
    [InlineData("America/Puerto_Rico", "2026-07-15T12:00:00Z", "08:00:00")]
    public void A_zone_tells_the_time_of_the_clock_on_the_wall(string zone, string instant, string expected) => Assert.Equal(
        expected,
        TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture), UnitedStatesTime.Find(zone)!).ToString("HH:mm:ss", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("EST")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_held_is_not_found(string? zone) => Assert.Null(UnitedStatesTime.Find(zone));

    [Theory]
    [InlineData("excellus", "America/New_York")]
    [InlineData("univera", "America/New_York")]
    [InlineData("bcbsmn", "America/Chicago")]
    [InlineData("blueplus", "America/Chicago")]
    [InlineData("medica", "America/Chicago")]
    [InlineData("dean", "America/Chicago")]
    [InlineData("va", "America/New_York")] // in every zone; the data say nothing
    public void A_payer_is_where_its_data_say(string payer, string zone) =>
        Assert.Equal(zone, Engine.Instance.Policies.Policies.SelectMany(p => p.Versions).SelectMany(v => v.Payers).First(p => p.Id == payer).TimeZone.Id);

    [Fact]
    public void A_zone_that_is_not_held_is_reported()
    {
        const string Medica = "fhir-resources/Organization/medica.json";
        var (engine, issues) = Loading.WithText(Medica, text => text.Replace("America/Chicago", "America/Minneapolis", StringComparison.Ordinal));

        Assert.Null(engine);
        Assert.Contains(issues, i => i is { File: Medica, Path: "extension[time-zone]" });
    }
}
