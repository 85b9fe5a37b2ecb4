using KetamineCrd.Server.Logging;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace KetamineCrd.Server.Tests.Logging;

/// <summary>An exception that reaches the log is printed with what is inside it and without messages, which may quote a call.</summary>
public sealed class ExceptionTextTests
{
    [Fact]
    public void For_a_program_it_is_a_member_of_the_line() => IsQuiet(new CompactJson(), lines: 1);

    [Fact]
    public void On_a_terminal_it_follows_the_line() => IsQuiet(new ReadableText(), lines: null);

    private static void IsQuiet(ITextFormatter formatter, int? lines)
    {
        using var output = new StringWriter();

        formatter.Format(new LogEvent(ServerFactory.Today, LogEventLevel.Error, Thrown(), new MessageTemplateParser().Parse("It failed."), []), output);

        var text = output.ToString();
        Assert.Contains("It failed.", text, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", text, StringComparison.Ordinal);
        Assert.Contains("---> System.IO.InvalidDataException", text, StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), text, StringComparison.Ordinal);
        Assert.False(Canary.IsIn(text), text);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        if (lines is { } count)
        {
            Assert.Equal(count, text.Count(c => c == '\n'));
        }
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException($"{Canary.Mark} outside", new InvalidDataException($"{Canary.Mark} inside"));
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
