using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>Every log entry at every level: rendered message, template, properties, exception and scopes, as text.</summary>
[ProviderAlias("Captured")]
public sealed class CapturedLogs() : FakeLoggerProvider(new FakeLogCollector())
{
    public IReadOnlyList<Entry> Entries => [.. Collector.GetSnapshot().Select(r => new Entry(r))];

    /// <summary>An entry as text, rendered when it is asked for.</summary>
    public sealed class Entry(FakeLogRecord record)
    {
        /// <summary>The logger's name.</summary>
        public string Category => record.Category ?? "";

        public LogLevel Level => record.Level;

        /// <summary>The rendered message.</summary>
        public string Message => record.Message;

        /// <summary>Names and values, "name=value" a line, exception type and stack included.</summary>
        public string Properties => $"{Describe(record.State)}\n{record.Exception}";

        /// <summary>Names and values of the scopes around it.</summary>
        public string Scopes => string.Join('\n', record.Scopes.Select(Describe));
    }

    private static string Describe(object? state) => state switch
    {
        IEnumerable<KeyValuePair<string, object?>> pairs => string.Join('\n', pairs.Select(pair => $"{pair.Key}={pair.Value}")),
        IEnumerable<KeyValuePair<string, string?>> pairs => string.Join('\n', pairs.Select(pair => $"{pair.Key}={pair.Value}")),
        _ => state?.ToString() ?? "",
    };
}
