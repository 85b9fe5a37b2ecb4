using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests;

/// <summary>Keeps every log entry at every level: rendered message, template, properties, exception and scopes, as text.</summary>
[ProviderAlias("Captured")]
public sealed class CapturedLogs : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<Entry> _entries = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    /// <param name="Category">The logger's name.</param>
    /// <param name="Level">The level.</param>
    /// <param name="Message">The rendered message.</param>
    /// <param name="Properties">Names and values, "name=value" a line, exception type and stack included.</param>
    /// <param name="Scopes">Names and values of the scopes around it.</param>
    public sealed record Entry(string Category, LogLevel Level, string Message, string Properties, string Scopes);

    public IReadOnlyList<Entry> Entries => [.. _entries];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private static string Describe(object? state) => state is IEnumerable<KeyValuePair<string, object?>> pairs
        ? string.Join('\n', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
        : state?.ToString() ?? "";

    private sealed class Logger(CapturedLogs owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            owner._scopes.ForEachScope(static (scope, all) => all.Add(Describe(scope)), scopes);
            owner._entries.Enqueue(new Entry(
                category, logLevel, formatter(state, exception), $"{Describe(state)}\n{exception}", string.Join('\n', scopes)));
        }
    }
}
