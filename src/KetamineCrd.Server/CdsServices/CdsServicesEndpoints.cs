namespace KetamineCrd.Server.CdsServices;

/// <summary>The CDS Hooks surface: one discovery document, one POST per service.</summary>
internal static class CdsServicesEndpoints
{
    public static IServiceCollection AddCdsServices(this IServiceCollection services) => services.AddSingleton<HookEndpoint>();

    public static IEndpointRouteBuilder MapCdsServices(this IEndpointRouteBuilder routes)
    {
        var discovery = DiscoveryDocument.Write();
        var hooks = routes.ServiceProvider.GetRequiredService<HookEndpoint>();

        routes.MapGet("/cds-services", http =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = discovery.Length;
            return http.Response.Body.WriteAsync(discovery, http.RequestAborted).AsTask();
        });
        routes.MapPost("/cds-services/{serviceId}", hooks.AnswerAsync);
        return routes;
    }
}
