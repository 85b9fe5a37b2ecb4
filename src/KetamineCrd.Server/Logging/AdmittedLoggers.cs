using Microsoft.Extensions.Logging.Abstractions;

namespace KetamineCrd.Server.Logging;

/// <summary>Makes loggers for this server and for what in the framework tells nothing of a request; all others are silent, whatever level is configured.</summary>
/// <remarks>
/// Routing logs paths and route values, Kestrel's BadRequests the bytes it could not read, Cors the Origin, HostFiltering the Host, Authentication
/// what was wrong with a token. The list is of what is let through, so that what a later version begins to log is not.
/// Silence for Hosting.Diagnostics also saves its scope and activity for each request, which cost as much again as a whole call
/// that does nothing. Levels of Serilog cannot do it: they come after the scope is made, and a setting can change them.
/// </remarks>
internal sealed class AdmittedLoggers(LoggerFactory loggers) : ILoggerFactory
{
    private static readonly string[] Admitted =
    [
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Server.Kestrel.Connections",
        "Microsoft.AspNetCore.Server.Kestrel.Https.Internal.HttpsConnectionMiddleware",
        "Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets",
        "Microsoft.Extensions.Hosting.Internal.Host",
        "Microsoft.Hosting.Lifetime",
    ];

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("KetamineCrd.", StringComparison.Ordinal) || Admitted.Contains(categoryName, StringComparer.Ordinal)
            ? loggers.CreateLogger(categoryName)
            : NullLogger.Instance;

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose() => loggers.Dispose();
}
