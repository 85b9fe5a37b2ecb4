using System.CommandLine;
using System.Globalization;

namespace KetamineCrd.Tools;

/// <summary>The option <c>--today</c>: the day to judge by, for a report that can be repeated.</summary>
internal static class TodayOption
{
    /// <summary>A time at which it is that day in every time zone of the United States.</summary>
    public static DateTimeOffset NoonOf(DateOnly day) => new(day, new TimeOnly(17, 0), TimeSpan.Zero);

    public static Option<DateOnly?> Create() => new("--today")
    {
        HelpName = "YYYY-MM-DD",
        Description = "the day to judge by; today when left out",
        CustomParser = result =>
        {
            if (!DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                result.AddError("--today must be a day, YYYY-MM-DD.");
            }

            return day;
        },
    };
}
