using System.Collections.Frozen;

namespace KetamineCrd.Meanings;

/// <summary>The time zones of the United States by their IANA names, made here so that the days are the same on a machine without zone data.</summary>
/// <remarks>Daylight saving as it has been since 2007: second Sunday of March to first Sunday of November, at 2:00 (15 U.S.C. 260a).</remarks>
public static class UnitedStatesTime
{
    private static readonly FrozenDictionary<string, TimeZoneInfo> Zones = new[]
    {
        Zone("America/New_York", -5),
        Zone("America/Chicago", -6),
        Zone("America/Denver", -7),
        Zone("America/Phoenix", -7, savesDaylight: false),
        Zone("America/Los_Angeles", -8),
        Zone("America/Anchorage", -9),
        Zone("Pacific/Honolulu", -10, savesDaylight: false),
        Zone("America/Puerto_Rico", -4, savesDaylight: false),
    }.ToFrozenDictionary(z => z.Id, StringComparer.Ordinal);

    /// <summary>That of a payer whose data say nothing, and of what no payer asks.</summary>
    public static TimeZoneInfo Eastern { get; } = Zones["America/New_York"];

    public static IEnumerable<string> Names => Zones.Keys.Order(StringComparer.Ordinal);

    /// <summary>Null for a name that is not held.</summary>
    public static TimeZoneInfo? Find(string? name) => name is null ? null : Zones.GetValueOrDefault(name);

    public static DateOnly DayOf(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    private static TimeZoneInfo Zone(string name, int hours, bool savesDaylight = true)
    {
        var twoOClock = new DateTime(1, 1, 1, 2, 0, 0, DateTimeKind.Unspecified);
        return TimeZoneInfo.CreateCustomTimeZone(
            name,
            TimeSpan.FromHours(hours),
            name,
            name,
            name,
            savesDaylight
                ?
                [
                    TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                        DateTime.MinValue.Date,
                        DateTime.MaxValue.Date,
                        TimeSpan.FromHours(1),
                        TimeZoneInfo.TransitionTime.CreateFloatingDateRule(twoOClock, 3, 2, DayOfWeek.Sunday),
                        TimeZoneInfo.TransitionTime.CreateFloatingDateRule(twoOClock, 11, 1, DayOfWeek.Sunday)),
                ]
                : []);
    }
}
