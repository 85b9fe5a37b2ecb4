using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace KetamineCrd.Server.Logging;

/// <summary>Writes log lines as UTF-8, many in one write. How many were lost, here or before, is told by a line of its own as soon as one can be written.</summary>
internal sealed class LogWriter(Stream output, ITextFormatter formatter, Counter<long> dropped, TimeProvider clock) : IDisposable
{
    private const int MostCharacters = 32 * 1024;

    private static readonly MessageTemplate LinesLost = new MessageTemplateParser().Parse(
        "{Lines} log lines were lost here: standard output was not read, or could not be written.");

    private readonly StreamWriter _output = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 2 * MostCharacters);
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);

    // Of what is in the text: its lines, and the lost ones of which it tells.
    private long _lines;
    private long _told;
    private long _untold;

    /// <param name="lines">In their order.</param>
    /// <param name="lost">How many came after them and were not kept.</param>
    public void Write(IReadOnlyList<LogEvent> lines, long lost)
    {
        TellLost();
        for (var i = 0; i < lines.Count; i++)
        {
            Append(lines[i]);
        }

        _untold += lost;
        TellLost();
        Flush();
    }

    public void Dispose()
    {
        _output.Dispose();
        _text.Dispose();
    }

    private void TellLost()
    {
        if (_untold == 0)
        {
            return;
        }

        _told += _untold;
        LogEventProperty[] properties =
        [
            new("Lines", new ScalarValue(_untold)),
            new("EventId", new StructureValue([new("Id", new ScalarValue(34)), new("Name", new ScalarValue(nameof(LinesLost)))])),
            new("SourceContext", new ScalarValue(typeof(LogWriter).FullName)),
        ];
        _untold = 0;
        formatter.Format(new LogEvent(clock.GetLocalNow(), LogEventLevel.Warning, exception: null, LinesLost, properties), _text);
    }

#pragma warning disable CA1031 // No fault of the log may end the server, and there is nowhere to tell it but in the log.
    private void Append(LogEvent line)
    {
        var text = _text.GetStringBuilder();
        var before = text.Length;
        try
        {
            formatter.Format(line, _text);
            _lines++;
        }
        catch (Exception)
        {
            text.Length = before;
            Lose(1);
        }

        if (text.Length >= MostCharacters)
        {
            Flush();
        }
    }

    private void Flush()
    {
        var text = _text.GetStringBuilder();
        try
        {
            _output.Write(text);
            _output.Flush();
        }
        catch (Exception)
        {
            Lose(_lines);
            _untold += _told;
        }

        _ = text.Clear();
        (_lines, _told) = (0, 0);
    }
#pragma warning restore CA1031

    private void Lose(long lines)
    {
        _untold += lines;
        dropped.Add(lines);
    }
}
