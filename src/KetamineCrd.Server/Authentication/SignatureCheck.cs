using KetamineCrd.Server.Clients;

namespace KetamineCrd.Server.Authentication;

/// <summary>The last and dearest check of a token.</summary>
internal static class SignatureCheck
{
    /// <summary>Null when the signature is good.</summary>
    public static TokenCheck? Failure(ClientToken token, RegisteredClient client)
    {
        if (Failure(token, client.Algorithms, client.Keys.Current) is not { } failure)
        {
            return null;
        }

        if (failure == TokenCheck.Signature)
        {
            client.Keys.Doubt();
        }

        return failure;
    }

    /// <inheritdoc cref="Failure(ClientToken, RegisteredClient)"/>
    public static TokenCheck? Failure(ClientToken token, IReadOnlyList<string> algorithms, KeySet keys)
    {
        if (SignatureAlgorithm.Find(token.Algorithm) is not { } algorithm || !algorithms.Contains(algorithm.Name, StringComparer.Ordinal))
        {
            return TokenCheck.Alg;
        }

        if (token.KeyId is null || keys.Find(token.KeyId, algorithm) is not [_, ..] candidates)
        {
            return TokenCheck.Key;
        }

        return Array.Exists(candidates, key => key.Verify(algorithm, token.SignedText, token.Signature)) ? null : TokenCheck.Signature;
    }
}
