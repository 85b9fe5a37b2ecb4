using KetamineCrd.Server.Keys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KetamineCrd.Server.Authentication;

/// <summary>The last and dearest check of a token, which the library makes.</summary>
/// <remarks>
/// It is asked for the signature only: it names no check, takes the date from the machine, compares addresses in its own way, and would choose a key
/// by <c>kid</c> for all clients alike. Its cache of used tokens is left alone, as it goes by the token's text: an ECDSA signature (r, s) has a twin (r, n - s), which it would accept once more.
/// It keeps what it makes of the last 1,000 keys, by their numbers; for another key RS384 takes four times as long.
/// </remarks>
internal sealed class TokenSignature
{
    private readonly JsonWebTokenHandler _library = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = ClientToken.MostCharacters };

    /// <returns>The check that failed, or the token as the library knows it.</returns>
    public async Task<(TokenCheck? Failed, SecurityToken? Verified)> CheckAsync(ClientToken token, IReadOnlyList<string> algorithms, KeySet keys)
    {
        if (token.Algorithm is not { } algorithm || !algorithms.Contains(algorithm, StringComparer.Ordinal))
        {
            return (TokenCheck.Alg, null);
        }

        if (token.KeyId is null || keys.Find(token.KeyId, algorithm) is not [_, ..] candidates)
        {
            return (TokenCheck.Key, null);
        }

        if (TryRead(token.Text) is not { } jws)
        {
            return (TryRead($"{token.Text[..token.Text.IndexOf('.', StringComparison.Ordinal)]}.e30.AA") is null ? TokenCheck.Header : TokenCheck.Claims, null);
        }

        var result = await _library.ValidateTokenAsync(jws, new TokenValidationParameters
        {
            IssuerSigningKeyResolver = (_, _, _, _) => candidates,
            ValidAlgorithms = [algorithm],
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        return result.IsValid ? (null, result.SecurityToken) : (TokenCheck.Signature, null);
    }

    // It reads some members of the header and the claims as texts, whether or not anybody asks for them.
    private JsonWebToken? TryRead(string text)
    {
        try
        {
            return _library.ReadJsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }
}
