using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Keys;

namespace KetamineCrd.Server.Authentication;

/// <summary>What each check expects, in words for whoever makes the tokens. Never what was found, and nothing of a key.</summary>
internal static class TokenExpectation
{
    public static string Of(TokenCheck check, RegisteredClient? client, IReadOnlyList<string> audiences, CrdOptions options) => check switch
    {
        TokenCheck.Authorization => "one Authorization header with the scheme Bearer and a JWT that the client has signed",
        TokenCheck.Shape => $"a signed JWT: three parts in base64url joined by dots, none empty, {ClientToken.MostCharacters / 1024} KB at most",
        TokenCheck.Header => "the first part must be a JSON object without a member that stands twice, and with those of RFC 7515 as texts",
        TokenCheck.Alg => $"the header's 'alg' must be {OneOf(client?.Algorithms ?? SigningAlgorithms.Recommended)}",
        TokenCheck.Typ => "the header's 'typ' must be JWT",
        TokenCheck.Crit => "the header must not have 'crit'",
        TokenCheck.Kid => "the header's 'kid' must name the key that signed",
        TokenCheck.Claims => "the second part must be a JSON object without a member that stands twice, and with those of RFC 7519 in the kind that it says",
        TokenCheck.Iss => "'iss' must be the issuer of a client that is registered here, letter for letter",
        TokenCheck.Tenant => "'tenant' must be a text, and where the client has tenants registered, one of them",
        TokenCheck.Jku => "the header's 'jku' may be left out; where the client's entry has JwksUrl or Jku, it must be that address, and else it is passed over",
        TokenCheck.Aud => $"'aud' must be, or hold, the address that is called: {(audiences.Count > 4 ? $"one of the services, such as {audiences[1]}" : string.Join(" or ", audiences))}",
        TokenCheck.Exp => $"'exp' must be a time in seconds since 1970 that has not passed ({TokenCapacity.Skew.TotalSeconds} s of difference between clocks are allowed)",
        TokenCheck.Iat => $"'iat' must be a time in seconds since 1970 that does not lie ahead ({TokenCapacity.Skew.TotalSeconds} s of difference between clocks are allowed)",
        TokenCheck.Nbf => $"'nbf' may be left out; else it must be a time in seconds since 1970 that does not lie ahead ({TokenCapacity.Skew.TotalSeconds} s of difference between clocks are allowed)",
        TokenCheck.Lifetime => $"'exp' must come after 'iat', by {TokenCapacity.LifetimeOf(client, options).TotalSeconds} s at most ({TokenCapacity.Skew.TotalSeconds} s of difference between clocks are allowed)",
        TokenCheck.Jti => "'jti' must be a text of at most 512 characters that no earlier token of the issuer had: make a new token for every call",
        TokenCheck.Key => "'kid' must name a key that is registered for this client, or published at its registered address, and that is of the kind that 'alg' needs",
        _ => "the signature must have been made with the key that 'kid' names, over the first two parts as they stand; an ECDSA signature has its two numbers side by side (RFC 7518), not DER",
    };

    /// <summary>The check by the name of what it looks at.</summary>
    public static string NameOf(TokenCheck check) => check.ToString().ToLowerInvariant();

    private static string OneOf(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : "one of " + string.Join(", ", names);
}
