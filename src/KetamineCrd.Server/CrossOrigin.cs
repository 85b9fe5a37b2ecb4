using Microsoft.Extensions.Options;

namespace KetamineCrd.Server;

/// <summary>Cross-origin calls from browser-based clients (CDS Hooks 2.0, "Cross-Origin Resource Sharing") and readers of <c>/fhir</c>. Never with credentials.</summary>
internal static class CrossOrigin
{
    public static IServiceCollection AddCrossOrigin(this IServiceCollection services) => services.AddCors();

    public static IApplicationBuilder UseCrossOrigin(this IApplicationBuilder app)
    {
        var origins = app.ApplicationServices.GetRequiredService<IOptions<CrdOptions>>().Value.AllowedOrigins;
        return app.UseCors(policy =>
        {
            policy.WithMethods("GET", "HEAD", "POST")
                .WithHeaders("Authorization", "Content-Type", "If-None-Match", "Prefer")
                .WithExposedHeaders("ETag")
                .SetPreflightMaxAge(TimeSpan.FromHours(1));
            _ = origins.Count == 0 || origins.Contains("*") ? policy.AllowAnyOrigin() : policy.WithOrigins([.. origins]);
        });
    }
}
