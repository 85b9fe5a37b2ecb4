using KetamineCrd.Hooks;
using KetamineCrd.Server.FhirAccess;
using Microsoft.AspNetCore.Http.Features;

namespace KetamineCrd.Server.Clients;

/// <summary>Who makes a call, and what that allows.</summary>
/// <param name="Client">Null for anyone on this machine, while no client is registered.</param>
/// <param name="Tenant">What is kept for one tenant is never used for another.</param>
/// <param name="FhirServers">The FHIR servers that may be read.</param>
internal sealed record Caller(RegisteredClient? Client, string Tenant, FhirServerAccess FhirServers)
{
    public static Caller Sandbox { get; } = new(null, CallScope.Sandbox, FhirServerAccess.Loopback);

    /// <summary>The name that the operator gave the client; safe to log.</summary>
    public string Name => Client?.Id ?? CallScope.Sandbox;

    /// <exception cref="InvalidOperationException">Nothing has said who calls: an endpoint is reached past <see cref="CallerIdentification"/>.</exception>
    public static Caller Of(HttpContext http) => http.Features.GetRequiredFeature<Caller>();

    // The id of a client has no slash.
    public static Caller Of(RegisteredClient client, string? tenant) => new(client, $"{client.Id}/{tenant}", client.FhirServers);

    /// <summary>What is open to the caller in a call that names this FHIR server.</summary>
    public CallScope ScopeOf(Uri? fhirServer, CrdOptions options, HttpRequest request) => new(PublicAddress.Of(options, request))
    {
        Client = Name,
        Tenant = Tenant,
        MayRead = fhirServer is not null && FhirServers.IsAllowed(fhirServer),
        Payers = Client is { Payers: { Count: > 0 } payers } ? payers : null,
        HearsOfUnknownPayers = (Client?.UnknownPayer ?? options.UnknownPayer).Equals(CrdOptions.Error, StringComparison.OrdinalIgnoreCase),
        ForJavaValidator = options.ForJavaValidator,
    };
}
