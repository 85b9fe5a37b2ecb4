namespace KetamineCrd.Server.FhirAccess;

/// <summary>Reading from clients' FHIR servers.</summary>
internal static class FhirAccessServices
{
    public static IServiceCollection AddFhirAccess(this IServiceCollection services)
    {
        services.AddSingleton<OutgoingConnections>();
        services.AddSingleton<ReadCache>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FhirReader>(provider, CreateClient()));
        return services;
    }

    // One client for the life of the server; connections are renewed so that a changed DNS answer is noticed. The deadline of each call cuts it short.
    private static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        MaxConnectionsPerServer = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        AutomaticDecompression = System.Net.DecompressionMethods.All,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
