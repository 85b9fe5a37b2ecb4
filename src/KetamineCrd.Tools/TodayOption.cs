using System.CommandLine;
using System.Globalization;

namespace KetamineCrd.Tools;

/// <summary>The option <c>--today</c>: the day to judge by, for a report that can be repeated.</summary>
internal static class TodayOption
{
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
