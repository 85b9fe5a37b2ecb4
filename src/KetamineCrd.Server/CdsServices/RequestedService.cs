using KetamineCrd.Hooks;
using KetamineCrd.Server.Errors;

namespace KetamineCrd.Server.CdsServices;

/// <summary>The service that the route value <c>serviceId</c> names.</summary>
internal static class RequestedService
{
    /// <summary>Null when there is none; 404 is then written.</summary>
    public static async ValueTask<CdsService?> FindAsync(HttpContext http)
    {
        var id = http.GetRouteValue("serviceId") as string;
        if (CdsService.All.FirstOrDefault(s => s.Id == id) is { } service)
        {
            return service;
        }

        await OutcomeResponse.WriteAsync(http, StatusCodes.Status404NotFound, "not-found", "", "There is no service with this id; GET /cds-services lists them.");
        return null;
    }
}
