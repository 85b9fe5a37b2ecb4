using System.Collections.Frozen;

namespace KetamineCrd.Server.Clients;

/// <summary>The registered clients.</summary>
internal sealed class ClientRegistry(IReadOnlyList<RegisteredClient> clients)
{
    private readonly FrozenDictionary<string, RegisteredClient[]> _byIssuer =
        clients.GroupBy(c => c.Issuer, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    public static ClientRegistry Empty { get; } = new([]);

    public IReadOnlyList<RegisteredClient> Clients => clients;

    /// <summary>Every origin that one of the clients calls from.</summary>
    public IReadOnlySet<string> Origins { get; } = clients.SelectMany(c => c.Origins).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The client of an issuer and tenant. Where the issuer is known and the tenant is not, one of the issuer's clients, which the tenant then fails.</summary>
    public RegisteredClient? Find(string? issuer, string? tenant) =>
        issuer is not null && _byIssuer.TryGetValue(issuer, out var found)
            ? Array.Find(found, c => c.Tenants.Count == 0 || (tenant is not null && c.Tenants.Contains(tenant))) ?? found[0]
            : null;
}
