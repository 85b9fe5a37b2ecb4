using System.Text.RegularExpressions;

namespace KetamineCrd.Facts;

/// <summary>Signs that a pain is chronic: the word, or a stated duration of three months or more.</summary>
internal static partial class Chronicity
{
    // A reason is a phrase; what follows this many characters is not read. With it and bounded quantifiers no text is dear to match, and a
    // time-out could only strike a paused machine.
    private const int MostCharacters = 2_000;

    /// <summary>Three months, counted back from the service date.</summary>
    public static bool HasLasted(DateOnly? onset, DateOnly serviceDate) => onset <= serviceDate.AddMonths(-3);

    public static bool IsStated(string? text)
    {
        if (text is null)
        {
            return false;
        }

        var start = text.AsSpan(0, Math.Min(text.Length, MostCharacters));
        return SaysChronic().IsMatch(start) || SaysLong().IsMatch(start);
    }

    [GeneratedRegex(
        @"(?<!\b(?:acute on|not|non|no|without|denies)[\s-]{1,3})\bchronic(?:ally)?\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex SaysChronic();

    // "6 months", "12-month", "3+ years", "several years"; neither "2 months" nor an age ("54 years", "8 years old").
    [GeneratedRegex(
        @"\b(?:(?:[3-9]|[1-9]\d)[\s+-]{0,3}(?:months?|mos?)|(?:three|four|five|six|seven|eight|nine|ten|twelve|several|many)\s{1,3}months|(?:1?\d|one|two|three|four|five|six|seven|eight|nine|ten|several|many)[\s+-]{0,3}(?:years?|yrs?))\b(?![\s-]{0,3}old)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex SaysLong();
}
