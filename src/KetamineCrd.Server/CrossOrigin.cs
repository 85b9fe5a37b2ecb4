using KetamineCrd.Server.Clients;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server;

/// <summary>
/// Cross-origin calls from browser-based clients (CDS Hooks 2.0, "Cross-Origin Resource Sharing") and readers of <c>/fhir</c>. Never with
/// credentials, and so with whatever headers a client's framework adds. In sandbox mode any origin may call unless some are listed; else those that are listed or registered for a client.
/// </summary>
internal static class CrossOrigin
{
    public static IServiceCollection AddCrossOrigin(this IServiceCollection services) => services.AddCors();

    public static IApplicationBuilder UseCrossOrigin(this IApplicationBuilder app)
    {
        var origins = app.ApplicationServices.GetRequiredService<IOptions<CrdOptions>>().Value.AllowedOrigins;
        var clients = app.ApplicationServices.GetRequiredService<CurrentClients>();
        var isSandbox = app.ApplicationServices.GetRequiredService<ServerMode>().IsSandbox;
        return app.UseCors(policy =>
        {
            policy.WithMethods("GET", "HEAD", "POST")
                .AllowAnyHeader()
                .WithExposedHeaders("ETag", "Retry-After", "WWW-Authenticate")
                .SetPreflightMaxAge(TimeSpan.FromHours(1));

            // A preflight has no token, so it cannot say whose page asks: the call itself is then held to its own client's origins.
            _ = origins.Contains("*") || (isSandbox && origins.Count == 0) ? policy.AllowAnyOrigin()
                : policy.SetIsOriginAllowed(origin => origins.Contains(origin) || clients.Value.Origins.Contains(origin));
        });
    }
}
