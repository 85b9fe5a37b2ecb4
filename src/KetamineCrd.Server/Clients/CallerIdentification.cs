using Microsoft.AspNetCore.Authentication;

namespace KetamineCrd.Server.Clients;

/// <summary>Says of every request who makes it. Where clients are registered, all but what is <see cref="Public"/> needs one of them.</summary>
internal static class CallerIdentification
{
    /// <summary>For everyone: published policies, and pages that clinicians open from a card.</summary>
    public static TBuilder AllowEveryone<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Public());

    /// <summary>True when the request must be a registered client's.</summary>
    public static bool IsNeeded(HttpContext http) =>
        !http.RequestServices.GetRequiredService<ServerMode>().IsSandbox && http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<Public>() is null;

    /// <summary>Authenticates with every check. What has no caller goes no further.</summary>
    public static IApplicationBuilder UseCallerIdentification(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<ServerMode>().IsSandbox)
        {
            return app.Use((http, next) =>
            {
                http.Features.Set(Caller.Sandbox);
                return next(http);
            });
        }

        return app.UseAuthentication().Use((http, next) => IsNeeded(http) && http.Features.Get<Caller>() is null ? http.ChallengeAsync() : next(http));
    }

    private sealed class Public;
}
