using KetamineCrd.Hooks;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Loading;

namespace KetamineCrd.Server.CdsServices;

/// <summary>The CDS Hooks surface, once for each dialect: one discovery document, one POST per service.</summary>
/// <remarks>No typed results: a body is taken by pieces within its time and the budget of memory, and the answer is written while what was read is open.</remarks>
internal static class CdsServicesEndpoints
{
    public static IServiceCollection AddCdsServices(this IServiceCollection services) => services
        .AddSingleton<OpenBytes>()
        .AddHostedService<MemoryRelease>()
        .AddHostedService<WarmUp>()
        .AddSingleton<SeenHookInstances>()
        .AddSingleton<UnreadMedications>()
        .AddSingleton<HookEndpoint>()
        .AddSingleton<ExplanationEndpoint>();

    public static IEndpointRouteBuilder MapCdsServices(this IEndpointRouteBuilder routes)
    {
        var hooks = routes.ServiceProvider.GetRequiredService<HookEndpoint>();
        var explanations = routes.ServiceProvider.GetRequiredService<ExplanationEndpoint>();
        var engine = routes.ServiceProvider.GetRequiredService<CurrentEngine>();
        foreach (var dialect in Dialect.All)
        {
            routes.MapReading($"{dialect.BasePath}/cds-services", http => WriteDiscoveryAsync(http, engine.Value, dialect)).WithMetadata(dialect);
            routes.MapPost($"{dialect.BasePath}/cds-services/{{serviceId}}", http => hooks.AnswerAsync(http, dialect)).WithMetadata(dialect);
            routes.MapPost($"{dialect.BasePath}/cds-services/{{serviceId}}/explanation", http => explanations.ExplainAsync(http, dialect)).WithMetadata(dialect);
        }

        return routes;
    }

    // The options follow from the policies that answer now, the services from who asks.
    private static Task WriteDiscoveryAsync(HttpContext http, CrdEngine engine, Dialect dialect)
    {
        var client = Caller.Of(http).Client;
        var services = client is null ? CdsService.All : CdsService.All.Where(s => client.Hooks.Contains(s.Kind));
        var document = DiscoveryDocument.Write(dialect, services, ConfigurationOption.For(engine.ResponseTypes, dialect));
        return TypedResults.Bytes(document, "application/json; charset=utf-8").ExecuteAsync(http);
    }
}
