using System.Globalization;
using KetamineCrd.Fhir;

namespace KetamineCrd.Server.FhirApi;

/// <summary>The time that a FHIR <c>date</c> or <c>dateTime</c> covers: a year, a month, a day, a minute, a second or a part of one.</summary>
/// <remarks>In ticks of UTC, the end not included. Ticks, since an offset may lead out of what a DateTime can hold. Without an offset it is UTC.</remarks>
internal readonly record struct DateInterval(long From, long Until)
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];

    /// <summary>Null when it is no date.</summary>
    public static DateInterval? Read(string? text)
    {
        if (text is null or { Length: < 16 })
        {
            return text is { Length: <= 10 } && FhirDate.Read(text) is { } days
                ? new DateInterval(Start(days.First), Start(days.Last) + TimeSpan.TicksPerDay)
                : null;
        }

        var local = text;
        var offset = 0L;
        if (text[^1] == 'Z')
        {
            local = text[..^1];
        }
        else if (text[^6] is '+' or '-')
        {
            if (!TimeSpan.TryParseExact(text[^5..], "hh\\:mm", CultureInfo.InvariantCulture, out var zone))
            {
                return null;
            }

            local = text[..^6];
            offset = text[^6] == '-' ? -zone.Ticks : zone.Ticks;
        }

        if (!DateTime.TryParseExact(local, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var start))
        {
            return null;
        }

        return new DateInterval(start.Ticks - offset, start.Ticks - offset + PrecisionOf(local.Length));
    }

    public bool Contains(DateInterval other) => From <= other.From && other.Until <= Until;

    public bool StartsBefore(DateInterval other) => From < other.From;

    public bool ReachesAfter(DateInterval other) => Until > other.Until;

    private static long Start(DateOnly day) => day.ToDateTime(TimeOnly.MinValue).Ticks;

    private static long PrecisionOf(int length)
    {
        const int Minutes = 16;
        const int Seconds = 19;
        if (length <= Seconds)
        {
            return length == Minutes ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerSecond;
        }

        var precision = TimeSpan.TicksPerSecond;
        for (var digits = length - Seconds - 1; digits > 0; digits--)
        {
            precision /= 10;
        }

        return precision;
    }
}
