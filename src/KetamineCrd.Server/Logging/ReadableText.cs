using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace KetamineCrd.Server.Logging;

/// <summary>One line for whoever watches a terminal: time of day, level where it is not plain information, message. An exception follows on lines of its own, without its message.</summary>
/// <remarks>The templates of Serilog's console write exceptions whole, and their messages may quote a request.</remarks>
internal sealed class ReadableText : ITextFormatter
{
    private readonly MessageTemplateTextFormatter _message = new("{Message:l}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        output.Write(' ');
        if (logEvent.Level != LogEventLevel.Information)
        {
            output.Write(logEvent.Level.ToString().ToUpperInvariant());
            output.Write(": ");
        }

        _message.Format(logEvent, output);
        output.Write('\n');
        if (logEvent.Exception is { } exception)
        {
            output.Write(ExceptionTrace.Of(exception));
            output.Write('\n');
        }
    }
}
