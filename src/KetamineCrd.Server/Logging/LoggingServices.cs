using System.Diagnostics;
using System.Diagnostics.Metrics;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Settings.Configuration;

namespace KetamineCrd.Server.Logging;

/// <summary>Serilog to standard output, levels from the section <c>Serilog</c>: text for a terminal, else JSON. What could tell of a request is silent at every level.</summary>
internal static class LoggingServices
{
    // Of Microsoft.Extensions.Hosting: "Hosting failed to start".
    private const int HostedServiceStartupFaulted = 11;

    private static bool IsTerminal { get; } = !Console.IsOutputRedirected;

    public static void AddStructuredLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter<SerilogLoggerProvider>(category: null, LogLevel.Trace);
        builder.Services.AddSingleton(CreateQueue);
        builder.Services.AddSerilog((services, logger) => Configure(logger, builder.Configuration, services.GetRequiredService<LogQueue>()), preserveStaticLogger: true);
        builder.Services.AddSingleton<ILoggerProvider>(services => new SerilogLoggerProvider(services.GetRequiredService<Serilog.ILogger>()));

        // Instead of Serilog's factory, whose levels would hold for every other provider too: the tests look at all that is logged.
        builder.Services.AddSingleton<LoggerFactory>();
        builder.Services.AddSingleton<ILoggerFactory, AdmittedLoggers>();
        builder.Services.AddSingleton<DistributedContextPropagator, TraceParentOnly>();
    }

    private static LogQueue CreateQueue(IServiceProvider services)
    {
        var meter = services.GetRequiredService<IMeterFactory>().Create("KetamineCrd");
        var dropped = meter.CreateCounter<long>("crd.log.dropped", "{line}", "Log lines that were not written.");
        return new LogQueue(Console.OpenStandardOutput(), IsTerminal ? new ReadableText() : new CompactJson(), dropped, services.GetRequiredService<TimeProvider>());
    }

    // The settings may name no sink of their own, since one without a queue would hold up the calls. UseSerilogRequestLogging is left out: it writes paths.
    private static void Configure(LoggerConfiguration logger, IConfiguration settings, LogQueue queue) => logger
        .ReadFrom.Configuration(settings, new ConfigurationReaderOptions(typeof(LoggingServices).Assembly))
        .Filter.ByExcluding(IsSaidElsewhere)
        .WriteTo.Sink(queue);

    // A start that fails is told by StartFailure; where to open the server, on a terminal, by StartLog.
    private static bool IsSaidElsewhere(LogEvent told) => SourceOf(told) switch
    {
        "Microsoft.Extensions.Hosting.Internal.Host" => IdOf(told) is HostedServiceStartupFaulted,
        "Microsoft.Hosting.Lifetime" => IsTerminal && told.Level == LogEventLevel.Information,
        _ => false,
    };

    private static string? SourceOf(LogEvent told) => (told.Properties.GetValueOrDefault("SourceContext") as ScalarValue)?.Value as string;

    private static object? IdOf(LogEvent told) =>
        ((told.Properties.GetValueOrDefault("EventId") as StructureValue)?.Properties.FirstOrDefault(p => p.Name == "Id")?.Value as ScalarValue)?.Value;
}
