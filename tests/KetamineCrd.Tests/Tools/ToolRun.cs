using KetamineCrd.Tools;

namespace KetamineCrd.Tests.Tools;

/// <summary>One run of the command line: what it wrote and gave back.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.TrimEnd().Split(Environment.NewLine);

    public static ToolRun Of(params string[] args) => On(new DateOnly(2026, 11, 21), args);

    public static ToolRun On(DateOnly today, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = CommandLineTool.Run(args, output, error, new FixedClock(today));
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    private sealed class FixedClock(DateOnly today) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(today, new TimeOnly(12, 0), TimeSpan.Zero);
    }
}
