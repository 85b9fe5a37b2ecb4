using System.Globalization;

namespace KetamineCrd.Server.Authentication;

/// <summary>How far a token is from what was expected, where that helps and quotes nothing.</summary>
internal static class TokenHint
{
    /// <returns>A sentence; null when there is nothing to add.</returns>
    public static string? Of(TokenCheck check, ClientToken token, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        return check switch
        {
            TokenCheck.Exp when token.Expires is { } expires => expires > 1e10 ? Milliseconds : $"It passed {Seconds(seconds - expires)} ago.",
            TokenCheck.Iat when token.IssuedAt is { } issued => issued > 1e10 ? Milliseconds : $"It lies {Seconds(issued - seconds)} ahead.",
            TokenCheck.Nbf when token.NotBefore is { } start => start > 1e10 ? Milliseconds : $"It lies {Seconds(start - seconds)} ahead.",
            TokenCheck.Lifetime when token is { Expires: { } expires, IssuedAt: { } issued } => $"They are {Seconds(expires - issued)} apart.",
            TokenCheck.Alg when token.Algorithm?.StartsWith("HS", StringComparison.OrdinalIgnoreCase) is true => "A shared secret proves nothing here: sign with a private key.",
            TokenCheck.Signature when token.Signature is [0x30, ..] && token.Algorithm?.StartsWith("ES", StringComparison.Ordinal) is true => "It looks like DER.",
            _ => null,
        };
    }

    private const string Milliseconds = "It looks like milliseconds.";

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s");
}
