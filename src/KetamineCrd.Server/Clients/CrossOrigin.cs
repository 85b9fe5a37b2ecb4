using System.Collections.Frozen;
using KetamineCrd.Server.Errors;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Clients;

/// <summary>
/// Cross-origin calls from browser-based clients (CDS Hooks 2.0, "Cross-Origin Resource Sharing") and readers of <c>/fhir</c>. Never with
/// credentials, and so with whatever headers a client's framework adds. Pages of listed origins may call; besides them those that are registered
/// for a client, or in sandbox mode those of this machine.
/// </summary>
/// <remarks>
/// What CORS keeps from a page is the answer. In sandbox mode nobody signs the call, so the call itself would let a page of any site read the
/// FHIR servers of this machine, and is refused. Elsewhere a page has nothing to call with but a client's token.
/// </remarks>
internal static class CrossOrigin
{
    public static IServiceCollection AddCrossOrigin(this IServiceCollection services) => services.AddCors();

    public static IApplicationBuilder UseCrossOrigin(this IApplicationBuilder app)
    {
        var listed = app.ApplicationServices.GetRequiredService<IOptions<CrdOptions>>().Value.AllowedOrigins.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        var clients = app.ApplicationServices.GetRequiredService<CurrentClients>();
        var isSandbox = app.ApplicationServices.GetRequiredService<ServerMode>().IsSandbox;
        var isAny = listed.Contains(CrdOptions.AnyOrigin);
        if (isSandbox && !isAny)
        {
            app.Use((http, next) => MayCall(http.Request, IsAllowed) ? next(http) : OutcomeResponse.WriteAsync(http, StatusCodes.Status403Forbidden, "forbidden", "",
                "This server is a sandbox and is not called by web pages of other machines. To let pages call it, list their origin in Crd:AllowedOrigins."));
        }

        return app.UseCors(policy =>
        {
            policy.WithMethods("GET", "HEAD", "POST")
                .AllowAnyHeader()
                .WithExposedHeaders("ETag", "Retry-After", "WWW-Authenticate")
                .SetPreflightMaxAge(TimeSpan.FromHours(1));

            // A preflight has no token, so it cannot say whose page asks: the call itself is then held to its own client's origins.
            _ = isAny ? policy.AllowAnyOrigin() : policy.SetIsOriginAllowed(IsAllowed);
        });

        bool IsAllowed(string origin) => listed.Contains(origin) || (isSandbox ? WebOrigin.IsOfThisMachine(origin) : clients.Value.Origins.Contains(origin));
    }

    // Browsers name the origin of every POST, and no script can change what they say. Our own forms come as "null", since our pages send no referrer,
    // but so does whoever wants to hide: the browser itself says which of the two it is.
    private static bool MayCall(HttpRequest request, Func<string, bool> isAllowed) => request.Headers.Origin switch
    {
        [] => true,
        [{ } origin] when isAllowed(origin) => true,
        _ => request.Headers["Sec-Fetch-Site"] is ["same-origin"],
    };
}
