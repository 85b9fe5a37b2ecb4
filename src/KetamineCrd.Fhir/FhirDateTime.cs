using System.Globalization;

namespace KetamineCrd.Fhir;

/// <summary>A FHIR <c>date</c>, <c>dateTime</c> or <c>instant</c>.</summary>
/// <param name="Written">The days as they are written.</param>
/// <param name="Instant">The point in time; null for a date, and for a time without an offset.</param>
public readonly record struct FhirDateTime(FhirDate Written, DateTimeOffset? Instant)
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Reads what <see cref="FhirDate.Read"/> reads. Null otherwise.</summary>
    public static FhirDateTime? Read(string? text) => FhirDate.Read(text) is { } written ? new FhirDateTime(written, ReadInstant(text!)) : null;

    /// <summary>Midnight as it is written: most likely a day that was sent as a time.</summary>
    public bool IsMidnight => Instant is { } instant && instant.TimeOfDay == TimeSpan.Zero;

    /// <summary>The days it stands for: of a time in UTC the day at the place, else those that are written, since a local time is written on its own day.</summary>
    public FhirDate In(TimeZoneInfo zone) => Instant is { Offset.Ticks: 0 } ? At(zone) : Written;

    /// <summary>All days that it may stand for: those written, and the day that it is at the place.</summary>
    public FhirDate Around(TimeZoneInfo zone)
    {
        var there = At(zone);
        return new FhirDate(Min(there.First, Written.First), Max(there.Last, Written.Last));
    }

    /// <summary>True when it surely lies before the other: as instants where both are, else by the days written.</summary>
    public bool IsBefore(FhirDateTime other) => Instant is { } a && other.Instant is { } b ? a < b : Written.Last < other.Written.First;

    private FhirDate At(TimeZoneInfo zone)
    {
        if (Instant is not { } instant)
        {
            return Written;
        }

        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
        return new FhirDate(day, day);
    }

    // Without an offset the time would be read as one of this machine.
    private static DateTimeOffset? ReadInstant(string text) =>
        (text.EndsWith('Z') || (text.Length > 16 && text[^6] is '+' or '-'))
        && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;

    private static DateOnly Max(DateOnly a, DateOnly b) => a > b ? a : b;
}
