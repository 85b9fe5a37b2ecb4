using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Pages;

namespace KetamineCrd.Server.Policies;

/// <summary>The pages that people read: what cards link to, and the way there.</summary>
internal static class PolicyEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddPolicyPages(this IServiceCollection services) => services.AddSingleton<PageRenderer>().AddSingleton<PolicyPages>();

    public static IEndpointRouteBuilder MapPolicies(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").AllowEveryone();
        pages.MapMethods("/", Methods, http => Pages(http).WriteLandingAsync(http));
        pages.MapMethods("/style.css", Methods, BuiltInFile.StyleSheet.WriteAsync);
        pages.MapMethods("/policies", Methods, http => Pages(http).WriteListAsync(http));
        pages.MapMethods("/favicon.ico", Methods, BuiltInFile.FavoriteIcon.WriteAsync);
        pages.MapMethods("/policies/{slug}", Methods, http => Pages(http).LeadToNewestAsync(http, (string)http.GetRouteValue("slug")!));
        pages.MapMethods("/policies/{slug}/{version}", Methods, http => Pages(http).WritePolicyAsync(
            http, (string)http.GetRouteValue("slug")!, (string)http.GetRouteValue("version")!));
        return routes;
    }

    // Only when a page is asked for: the renderer is not loaded at start-up.
    private static PolicyPages Pages(HttpContext http) => http.RequestServices.GetRequiredService<PolicyPages>();
}
