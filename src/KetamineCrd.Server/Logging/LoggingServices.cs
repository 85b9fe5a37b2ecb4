using Serilog;

namespace KetamineCrd.Server.Logging;

/// <summary>Serilog to standard output, levels from the section <c>Serilog</c>.</summary>
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
    }
}
