using KetamineCrd.Server.FhirAccess;
using Microsoft.AspNetCore.Http.Features;

namespace KetamineCrd.Server.Clients;

/// <summary>Who makes a call, and what that allows.</summary>
/// <param name="Tenant">What is kept for one tenant is never used for another.</param>
/// <param name="FhirServers">The FHIR servers that may be read.</param>
internal sealed record Caller(string Tenant, FhirServerAccess FhirServers)
{
    /// <summary>Anyone on this machine, while no client is registered.</summary>
    public static Caller Sandbox { get; } = new("sandbox", FhirServerAccess.Loopback);

    /// <exception cref="InvalidOperationException">Nothing has said who calls: an endpoint is reached past <see cref="CallerIdentification"/>.</exception>
    public static Caller Of(HttpContext http) => http.Features.GetRequiredFeature<Caller>();
}
