using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Keys;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Authentication;

/// <summary>Checks what a token says. Its signature is checked last, and elsewhere: it is dear, and what fails here costs little.</summary>
internal sealed class TokenExaminer(SeenTokens seen, IOptions<CrdOptions> options, TimeProvider clock)
{
    private const int LongestId = 512;

    /// <summary>Every check of <see cref="TokenCheck"/> from <c>alg</c> to <c>jti</c>, in that order, as far as the caller goes.</summary>
    /// <param name="client">The client that the token says it is from; null when it is not registered.</param>
    /// <param name="audiences">The addresses that the token may be for.</param>
    public IEnumerable<TokenFinding> Examine(ClientToken token, RegisteredClient? client, IReadOnlyList<string> audiences)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        var skew = TokenCapacity.Skew.TotalSeconds;
        yield return new(TokenCheck.Alg, (client?.Algorithms ?? SigningAlgorithms.Recommended).Contains(token.Algorithm, StringComparer.Ordinal));
        yield return new(TokenCheck.Typ, string.Equals(token.Type, "JWT", StringComparison.OrdinalIgnoreCase));
        yield return new(TokenCheck.Crit, !token.HasCritical);
        yield return new(TokenCheck.Kid, token.KeyId is not null);
        yield return new(TokenCheck.Iss, client is not null);
        yield return new(TokenCheck.Tenant, TenantFits(token, client));
        yield return new(TokenCheck.Jku, JkuFits(token, client));
        yield return new(TokenCheck.Aud, token.Audiences.Any(a => audiences.Contains(Audience.Normalize(a), StringComparer.Ordinal)));
        yield return new(TokenCheck.Exp, token.Expires is { } expires && expires > now - skew);
        yield return new(TokenCheck.Iat, token.IssuedAt is { } issued && issued < now + skew);
        yield return new(TokenCheck.Nbf, !token.HasNotBefore || token.NotBefore < now + skew);
        var lifetime = TokenCapacity.LifetimeOf(client, options.Value).TotalSeconds;
        yield return new(TokenCheck.Lifetime, token is { Expires: { } end, IssuedAt: { } start } ? end > start && end - start <= lifetime + skew : null);
        yield return new(TokenCheck.Jti, token.Id is { Length: <= LongestId } id && (client is null || !seen.Has(client, id)));
    }

    /// <summary>When the token could be presented no more, in seconds since 1970.</summary>
    public static double EndOf(ClientToken token) => token.Expires!.Value + TokenCapacity.Skew.TotalSeconds;

    private static bool? TenantFits(ClientToken token, RegisteredClient? client) => client switch
    {
        null => null,
        { Tenants.Count: 0 } => !token.HasTenant || token.Tenant is not null,
        _ => token.Tenant is { } tenant && client.Tenants.Contains(tenant),
    };

    // Keys never come from a token's own address, so one that nobody expects does no harm.
    private static bool? JkuFits(ClientToken token, RegisteredClient? client) => !token.HasKeySetAddress ? true
        : client is null ? null
        : client.Jku is not { } expected || (Uri.TryCreate(token.KeySetAddress, UriKind.Absolute, out var jku) && jku.AbsoluteUri == expected.AbsoluteUri);
}
