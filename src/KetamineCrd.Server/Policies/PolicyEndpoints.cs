using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Pages;

namespace KetamineCrd.Server.Policies;

/// <summary>The pages that people read: what cards link to, and the way there.</summary>
internal static class PolicyEndpoints
{
    public static IServiceCollection AddPolicyPages(this IServiceCollection services) => services.AddSingleton<PageRenderer>().AddSingleton<PolicyPages>();

    public static IEndpointRouteBuilder MapPolicies(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").AllowEveryone();
        pages.MapReading("/", http => Pages(http).WriteLandingAsync(http));
        pages.MapReading("/style.css", BuiltInFile.StyleSheet.WriteAsync);
        pages.MapReading("/policies", http => Pages(http).WriteListAsync(http));
        pages.MapReading("/favicon.ico", BuiltInFile.FavoriteIcon.WriteAsync);
        pages.MapReading("/policies/{slug}", http => Pages(http).LeadToNewestAsync(http, (string)http.GetRouteValue("slug")!));
        pages.MapReading("/policies/{slug}/{version}", http => Pages(http).WritePolicyAsync(
            http, (string)http.GetRouteValue("slug")!, (string)http.GetRouteValue("version")!));
        return routes;
    }

    // Only when a page is asked for: the renderer is not loaded at start-up.
    private static PolicyPages Pages(HttpContext http) => http.RequestServices.GetRequiredService<PolicyPages>();
}
