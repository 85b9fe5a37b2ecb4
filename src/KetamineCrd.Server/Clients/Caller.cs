using KetamineCrd.Facts;
using KetamineCrd.Responses;
using KetamineCrd.Server.FhirAccess;
using Microsoft.AspNetCore.Http.Features;

namespace KetamineCrd.Server.Clients;

/// <summary>Who makes a call, and what that allows.</summary>
/// <param name="Client">Null for anyone on this machine, while no client is registered.</param>
/// <param name="Tenant">What is kept for one tenant is never used for another.</param>
/// <param name="FhirServers">The FHIR servers that may be read.</param>
internal sealed record Caller(RegisteredClient? Client, string Tenant, FhirServerAccess FhirServers)
{
    public static Caller Sandbox { get; } = new(null, AnswerContext.Sandbox, FhirServerAccess.Loopback);

    /// <summary>The name that the operator gave the client; safe to log.</summary>
    public string Name => Client?.Id ?? AnswerContext.Sandbox;

    /// <exception cref="InvalidOperationException">Nothing has said who calls: an endpoint is reached past <see cref="CallerIdentification"/>.</exception>
    public static Caller Of(HttpContext http) => http.Features.GetRequiredFeature<Caller>();

    // The id of a client has no slash.
    public static Caller Of(RegisteredClient client, string? tenant) => new(client, $"{client.Id}/{tenant}", client.FhirServers);

    /// <summary>True when a call for a payer that is not answered for is an error.</summary>
    public bool HearsOfUnknownPayers(CrdOptions options) => (Client?.UnknownPayer ?? options.UnknownPayer).Equals(CrdOptions.Error, StringComparison.OrdinalIgnoreCase);

    /// <summary>The names of the payers that it may ask about.</summary>
    public IEnumerable<string> PayersOf(CrdEngine engine) => engine.PayerNames
        .Where(p => MayAskAbout(p.Key))
        .Select(p => p.Value)
        .Order(StringComparer.Ordinal);

    private bool MayAskAbout(string payer) => Client is not { Payers: { Count: > 0 } payers } || payers.Contains(payer);

    /// <summary>The facts without the payers that the client may not ask about: of those nothing is said, as of payers that are not held.</summary>
    public CallFacts Narrow(CallFacts facts) => facts.Coverages.Any(c => c.Payer is { } payer && !MayAskAbout(payer.Id))
        ? facts with { Coverages = [.. facts.Coverages.Select(c => c.Payer is { } payer && !MayAskAbout(payer.Id) ? c with { Payer = null } : c)] }
        : facts;
}
