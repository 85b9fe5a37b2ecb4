using KetamineCrd.Meanings;

namespace KetamineCrd.Tools;

/// <summary>Where a command writes, and how it knows the day.</summary>
internal sealed record ToolContext(TextWriter Output, TextWriter Error, TimeProvider Clock)
{
    public DateOnly Today => UnitedStatesTime.DayOf(Clock.GetUtcNow(), UnitedStatesTime.Eastern);

    /// <summary>Says why the command line cannot be followed.</summary>
    public int Misuse(string message)
    {
        Error.WriteLine(message);
        return ExitCode.Misuse;
    }
}
