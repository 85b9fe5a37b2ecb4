using System.Diagnostics;
using Serilog;
using Serilog.Events;

namespace KetamineCrd.Server.Logging;

/// <summary>Serilog to standard output, levels from the section <c>Serilog</c>: text for a terminal, else JSON. What could tell of a request is silent at every level.</summary>
internal static class LoggingServices
{
    // Of Microsoft.Extensions.Hosting: "Hosting failed to start".
    private const int HostedServiceStartupFaulted = 11;

    public static void AddStructuredLogging(this WebApplicationBuilder builder)
    {
        var isTerminal = !Console.IsOutputRedirected;
        var logger = new LoggerConfiguration()
            .ReadFrom.Configuration(builder.Configuration, new Serilog.Settings.Configuration.ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly))
            .Filter.ByExcluding(e => IsSaidElsewhere(e, isTerminal))
            .WriteTo.Console(isTerminal ? new ReadableText() : new CompactJson())
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
        builder.Services.AddSingleton<LoggerFactory>();
        builder.Services.AddSingleton<ILoggerFactory, AdmittedLoggers>();
        builder.Services.AddSingleton<DistributedContextPropagator, TraceParentOnly>();
    }

    // A start that fails is told by StartFailure; where to open the server, on a terminal, by StartLog.
    private static bool IsSaidElsewhere(LogEvent told, bool isTerminal) => SourceOf(told) switch
    {
        "Microsoft.Extensions.Hosting.Internal.Host" => IdOf(told) is HostedServiceStartupFaulted,
        "Microsoft.Hosting.Lifetime" => isTerminal && told.Level == LogEventLevel.Information,
        _ => false,
    };

    private static string? SourceOf(LogEvent told) => (told.Properties.GetValueOrDefault("SourceContext") as ScalarValue)?.Value as string;

    private static object? IdOf(LogEvent told) =>
        ((told.Properties.GetValueOrDefault("EventId") as StructureValue)?.Properties.FirstOrDefault(p => p.Name == "Id")?.Value as ScalarValue)?.Value;
}
