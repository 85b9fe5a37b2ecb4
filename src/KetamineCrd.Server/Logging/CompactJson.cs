using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;

namespace KetamineCrd.Server.Logging;

/// <summary>One JSON object a line: time, message template, level, event, its own properties. Scopes are left out, since the host puts request paths there.</summary>
/// <remarks>Serilog's CompactJsonFormatter, of the same names, writes the messages of exceptions, which may quote a request, and the scopes.</remarks>
internal sealed class CompactJson : ITextFormatter
{
    private static readonly string[] HostScope = ["RequestPath", "RequestId", "ConnectionId", "ActionId", "ActionName"];

    private readonly JsonValueFormatter _values = new("$type");

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write("{\"@t\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        output.Write("\",\"@mt\":");
        JsonValueFormatter.WriteQuotedJsonString(logEvent.MessageTemplate.Text, output);
        if (logEvent.Level != LogEventLevel.Information)
        {
            output.Write(",\"@l\":\"");
            output.Write(logEvent.Level);
            output.Write('"');
        }

        if (logEvent.TraceId is { } trace)
        {
            output.Write(",\"@tr\":\"");
            output.Write(trace.ToHexString());
            output.Write('"');
        }

        if (logEvent.Exception is { } exception)
        {
            output.Write(",\"@x\":");
            JsonValueFormatter.WriteQuotedJsonString(ExceptionTrace.Of(exception), output);
        }

        foreach (var (name, value) in logEvent.Properties)
        {
            if (!HostScope.Contains(name))
            {
                output.Write(',');
                JsonValueFormatter.WriteQuotedJsonString(name, output);
                output.Write(':');
                _values.Format(value, output);
            }
        }

        output.Write("}\n");
    }
}
