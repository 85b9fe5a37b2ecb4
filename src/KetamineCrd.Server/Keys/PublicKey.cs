using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace KetamineCrd.Server.Keys;

/// <summary>Which keys a client may have. The library takes any key that it can read, and finds out what is wrong with it when the first token comes.</summary>
internal static class PublicKey
{
    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 8192; // a larger one makes each check dear
    private const int MostExponentBytes = 8;
    private const string Purpose = "a key for signatures was expected: 'use' sig, or 'key_ops' with verify, where they stand";

    /// <summary>Reads a JWK (RFC 7517, RFC 7518 section 6).</summary>
    /// <param name="problem">What was expected, when null is returned.</param>
    public static JsonWebKey? TryRead(JsonElement jwk, out string problem)
    {
        try
        {
            var key = new JsonWebKey(jwk.GetRawText());
            problem = ProblemOf(key) ?? "";
            return problem.Length == 0 ? key : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            problem = "the numbers of the key are not those of a key";
            return null;
        }
    }

    /// <summary>True when the key is of the kind that the algorithm needs, and made for no other algorithm.</summary>
    /// <param name="algorithm">One of <see cref="SigningAlgorithms.All"/>.</param>
    public static bool Fits(JsonWebKey key, string algorithm) => (key.Alg is null or "" || key.Alg == algorithm) && KindOf(key) == algorithm switch
    {
        SecurityAlgorithms.EcdsaSha256 => JsonWebKeyECTypes.P256,
        SecurityAlgorithms.EcdsaSha384 => JsonWebKeyECTypes.P384,
        SecurityAlgorithms.EcdsaSha512 => JsonWebKeyECTypes.P521,
        _ => JsonWebAlgorithmsKeyTypes.RSA,
    };

    private static string? KindOf(JsonWebKey key) => key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve ? key.Crv : key.Kty;

    private static string? ProblemOf(JsonWebKey key) => key switch
    {
        { Kid: null or "" } => "a key needs a 'kid'",
        { Use: not (null or "" or "sig") } => Purpose,
        { KeyOps: { Count: > 0 } operations } when !operations.Contains("verify") => Purpose,
        { D: not null } or { K: not null } => "a public key was expected, without the members of a private one",
        { Alg: { Length: > 0 } algorithm } when !SigningAlgorithms.All.Contains(algorithm, StringComparer.Ordinal) =>
            "'alg' must be an asymmetric algorithm of RFC 7518, where it stands",
        { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve } => ProblemOfPoint(key),
        { Kty: JsonWebAlgorithmsKeyTypes.RSA } => HasGoodSize(key) ? null : $"an RSA key must have {LeastRsaBits} to {MostRsaBits} bits",
        _ => "'kty' must be EC or RSA",
    };

    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    private static string? ProblemOfPoint(JsonWebKey key)
    {
        ECCurve? curve = key.Crv switch
        {
            JsonWebKeyECTypes.P256 => ECCurve.NamedCurves.nistP256,
            JsonWebKeyECTypes.P384 => ECCurve.NamedCurves.nistP384,
            JsonWebKeyECTypes.P521 => ECCurve.NamedCurves.nistP521,
            _ => null,
        };
        if (curve is null)
        {
            return "'crv' must be P-256, P-384 or P-521";
        }

        var point = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) };
        using var made = ECDsa.Create(new ECParameters { Curve = curve.Value, Q = point });
        return null;
    }

    // Zeros in front count for nothing.
    private static bool HasGoodSize(JsonWebKey key) =>
        new BigInteger(Base64UrlEncoder.DecodeBytes(key.N), isUnsigned: true, isBigEndian: true).GetBitLength() is >= LeastRsaBits and <= MostRsaBits
        && Base64UrlEncoder.DecodeBytes(key.E).Length is > 0 and <= MostExponentBytes;
}
