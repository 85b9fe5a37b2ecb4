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

        // Its log scope and activity for each request hold the request path and cost more than our own work; each call has its own line.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
