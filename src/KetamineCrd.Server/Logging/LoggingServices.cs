using System.Diagnostics;
using Serilog;

namespace KetamineCrd.Server.Logging;

/// <summary>Serilog to standard output, levels from the section <c>Serilog</c>. What could tell of a request is silent at every level.</summary>
internal static class LoggingServices
{
    public static void AddStructuredLogging(this WebApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration()
            .ReadFrom.Configuration(builder.Configuration, new Serilog.Settings.Configuration.ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly))
            .WriteTo.Console(new CompactJson())
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
        builder.Services.AddSingleton<LoggerFactory>();
        builder.Services.AddSingleton<ILoggerFactory, AdmittedLoggers>();
        builder.Services.AddSingleton<DistributedContextPropagator, TraceParentOnly>();
    }
}
