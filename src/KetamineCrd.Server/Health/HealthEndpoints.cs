using KetamineCrd.Server.Clients;

namespace KetamineCrd.Server.Health;

/// <summary>For load balancers and container platforms: one word and a status, for anyone, in either mode.</summary>
/// <remarks>Before the policies and the clients are loaded nothing listens, so a server that answers has both.</remarks>
internal static class HealthEndpoints
{
    public const string LivePath = "/health/live";

    public const string ReadyPath = "/health/ready";

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        var stopping = routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        routes.MapReading(LivePath, http => WriteAsync(http, StatusCodes.Status200OK, "live"u8.ToArray())).AllowEveryone();

        // Calls that run are finished while no new ones should come.
        routes.MapReading(ReadyPath, http => stopping.IsCancellationRequested
            ? WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "stopping"u8.ToArray())
            : WriteAsync(http, StatusCodes.Status200OK, "ready"u8.ToArray())).AllowEveryone();
        return routes;
    }

    // Not as text: that result writes a body to HEAD too.
    private static Task WriteAsync(HttpContext http, int status, byte[] word)
    {
        http.Response.StatusCode = status;
        return TypedResults.Bytes(word, "text/plain; charset=utf-8").ExecuteAsync(http);
    }
}
