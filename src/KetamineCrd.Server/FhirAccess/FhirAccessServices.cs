using System.Net;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>Reading from clients' FHIR servers.</summary>
internal static class FhirAccessServices
{
    public static IServiceCollection AddFhirAccess(this IServiceCollection services)
    {
        services.AddSingleton<NameLookup>(Dns.GetHostAddressesAsync);
        services.AddSingleton<OutgoingConnections>();
        services.AddSingleton<ReadCache>();
        services.AddSingleton<HangingServers>();
        services.AddSingleton<SingleRead>();
        services.AddSingleton<FhirReader>();
        return services;
    }
}
