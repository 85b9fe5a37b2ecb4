using KetamineCrd.Hooks;
using KetamineCrd.Server.Errors;

namespace KetamineCrd.Server.Clients;

/// <summary>Refuses what a client's entry does not open to it: 403, with what to ask the operator for.</summary>
internal static class ClientPermissions
{
    public static IApplicationBuilder UseClientPermissions(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<ServerMode>().IsSandbox)
        {
            return app;
        }

        var logger = app.ApplicationServices.GetRequiredService<ILogger<RegisteredClient>>();
        return app.Use((http, next) =>
        {
            if (http.Features.Get<Caller>()?.Client is not { } client || Refusal(http, client) is not var (right, text))
            {
                return next(http);
            }

            logger.CallForbidden(client.Id, right);
            return OutcomeResponse.WriteAsync(http, StatusCodes.Status403Forbidden, "forbidden", "", text);
        });
    }

    private static (string Right, string Text)? Refusal(HttpContext http, RegisteredClient client)
    {
        // A token is for servers; in a browser, only the pages that the client has named may use it.
        if (http.Request.Headers.Origin is [{ } origin, ..] && !client.Origins.Contains(origin))
        {
            return ("origin", "This client may not call from a browser page of this origin: the origin must be registered for it.");
        }

        if (http.GetEndpoint()?.Metadata.GetMetadata<Dialect>() is { } dialect && !client.Dialects.Contains(dialect.Version))
        {
            return ("release", $"CRD {dialect.Version} is not open to this client; it may call CRD {string.Join(" and ", client.Dialects.Order(StringComparer.Ordinal))}.");
        }

        return CdsService.All.FirstOrDefault(s => s.Id == http.GetRouteValue("serviceId") as string) is { } service && !client.Hooks.Contains(service.Kind)
            ? ("hook", $"The hook {service.Hook} is not open to this client; GET /cds-services lists those that are.")
            : null;
    }
}
