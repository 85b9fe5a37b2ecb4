using System.Globalization;

namespace KetamineCrd.Fhir;

/// <summary>The days that a FHIR <c>date</c> or <c>dateTime</c> may mean: both ends the same for a whole date, a month or a year otherwise.</summary>
/// <remarks>The day is the one written down: the offset of a dateTime is not applied; <see cref="FhirDateTime"/> does where that is wanted.</remarks>
public readonly record struct FhirDate(DateOnly First, DateOnly Last)
{
    /// <summary>Reads <c>YYYY</c>, <c>YYYY-MM</c>, <c>YYYY-MM-DD</c>, and the day of anything that starts <c>YYYY-MM-DDT</c>. Null otherwise.</summary>
    public static FhirDate? Read(ReadOnlySpan<char> text)
    {
        if (text.Length > 10 && text[10] is 'T' or ' ')
        {
            text = text[..10];
        }

        switch (text.Length)
        {
            case 10 when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day):
                return new FhirDate(day, day);
            case 7 when DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month):
                return new FhirDate(month, LastOfMonth(month.Year, month.Month));
            case 4 when DateOnly.TryParseExact(text, "yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var year):
                return new FhirDate(year, LastOfMonth(year.Year, 12));
            default:
                return null;
        }
    }

    private static DateOnly LastOfMonth(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));
}
