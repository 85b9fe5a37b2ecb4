using System.Globalization;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>Numbers and lengths of time in a text.</summary>
public static class Quantity
{
    private static readonly string[] Numbers =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    private static readonly WordSet Some = new("several", "many", "few", "multiple", "numerous");

    public static bool IsNumber(TextWords words, int index) => Number(words, index) is not null;

    /// <summary>The number that a word says; 3 for "several", "many" and the like. Null for another word.</summary>
    public static decimal? Number(TextWords words, int index)
    {
        var word = words[index];
        if (decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        for (var i = 0; i < Numbers.Length; i++)
        {
            if (word.Equals(Numbers[i], StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return Some.Contains(word) ? 3 : null;
    }

    /// <summary>How many days a unit of time has, as people count them; null for another word.</summary>
    public static int? Days(ReadOnlySpan<char> unit) => unit switch
    {
        _ when Is(unit, "day", "days") => 1,
        _ when Is(unit, "week", "weeks", "wk", "wks") => 7,
        _ when Is(unit, "month", "months", "mo", "mos", "mth", "mths") => 30,
        _ when Is(unit, "year", "years", "yr", "yrs") => 365,
        _ when Is(unit, "decade", "decades") => 3_650,
        _ => null,
    };

    /// <summary>True for the name of a month, or its first three letters.</summary>
    public static bool IsMonth(ReadOnlySpan<char> word)
    {
        for (var month = 1; month <= 12; month++)
        {
            var name = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month);
            if (word.Equals(name, StringComparison.OrdinalIgnoreCase) || word.Equals(name.AsSpan(0, 3), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ReadOnlySpan<char> word, params ReadOnlySpan<string> units)
    {
        foreach (var unit in units)
        {
            if (word.Equals(unit, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
