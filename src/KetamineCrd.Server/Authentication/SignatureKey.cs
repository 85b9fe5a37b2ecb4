using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Server.Authentication;

/// <summary>A public key of a client, made once and used for every token, from any thread.</summary>
internal sealed class SignatureKey
{
    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 8192; // a larger one makes each check dear

    private readonly string? _algorithm;
    private readonly string? _curve;
    private readonly ECDsa? _ec;
    private readonly RSA? _rsa;

    private SignatureKey(string id, string? algorithm, string curve, ECDsa ec) => (Id, _algorithm, _curve, _ec) = (id, algorithm, curve, ec);

    private SignatureKey(string id, string? algorithm, RSA rsa) => (Id, _algorithm, _rsa) = (id, algorithm, rsa);

    /// <summary><c>kid</c>.</summary>
    public string Id { get; }

    /// <summary>Reads a JWK (RFC 7517, RFC 7518 section 6).</summary>
    /// <param name="problem">What was expected, when null is returned.</param>
    public static SignatureKey? TryRead(JsonElement jwk, out string problem)
    {
        problem = "a key needs a 'kid'";
        if (jwk.Text("kid"u8) is not { } id)
        {
            return null;
        }

        problem = "a key for signatures was expected: 'use' sig, or 'key_ops' with verify, where they stand";
        if ((jwk.Text("use"u8) is { } use && use != "sig") || (jwk.Member("key_ops"u8) is { ValueKind: JsonValueKind.Array } operations && !operations.EnumerateArray().Any(o => o.IsText("verify"u8))))
        {
            return null;
        }

        problem = "a public key was expected, without the members of a private one";
        if (jwk.Member("d"u8).ValueKind != JsonValueKind.Undefined || jwk.Member("k"u8).ValueKind != JsonValueKind.Undefined)
        {
            return null;
        }

        problem = "'alg' must be an asymmetric algorithm of RFC 7518, where it stands";
        var algorithm = jwk.Text("alg"u8);
        if (algorithm is not null && SignatureAlgorithm.Find(algorithm) is null)
        {
            return null;
        }

        try
        {
            return jwk.Text("kty"u8) switch
            {
                "EC" => TryReadEc(jwk, id, algorithm, out problem),
                "RSA" => TryReadRsa(jwk, id, algorithm, out problem),
                _ => Unknown(out problem),
            };
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            problem = "the numbers of the key are not those of a key";
            return null;
        }
    }

    /// <summary>True when the key is of the kind that the algorithm needs, and made for no other algorithm.</summary>
    public bool Fits(SignatureAlgorithm algorithm) =>
        (_algorithm is null || _algorithm == algorithm.Name) && (algorithm.Padding is null ? _curve == algorithm.Curve : _rsa is not null);

    /// <param name="algorithm">One that <see cref="Fits"/>.</param>
    /// <param name="signature">For EC the two numbers side by side (RFC 7518 section 3.4), never DER.</param>
    public bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> signedText, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[64];
        var length = CryptographicOperations.HashData(algorithm.Hash, signedText, hash);
        return _rsa is not null
            ? _rsa.VerifyHash(hash[..length], signature, algorithm.Hash, algorithm.Padding!)
            : signature.Length == 2 * ((_ec!.KeySize + 7) / 8) && _ec.VerifyHash(hash[..length], signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static SignatureKey? Unknown(out string problem)
    {
        problem = "'kty' must be EC or RSA";
        return null;
    }

    private static SignatureKey? TryReadEc(JsonElement jwk, string id, string? algorithm, out string problem)
    {
        problem = "'crv' must be P-256, P-384 or P-521";
        var name = jwk.Text("crv"u8) ?? "";
        ECCurve? curve = name switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            "P-521" => ECCurve.NamedCurves.nistP521,
            _ => null,
        };
        return curve is null ? null : new SignatureKey(id, algorithm, name, ECDsa.Create(new ECParameters
        {
            Curve = curve.Value,
            Q = new ECPoint { X = Number(jwk, "x"u8), Y = Number(jwk, "y"u8) },
        }));
    }

    private static SignatureKey? TryReadRsa(JsonElement jwk, string id, string? algorithm, out string problem)
    {
        problem = $"an RSA key must have {LeastRsaBits} to {MostRsaBits} bits";
        var modulus = Number(jwk, "n"u8);
        if (modulus.Length > MostRsaBits / 8 || Number(jwk, "e"u8).Length > 8)
        {
            return null;
        }

        var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = Number(jwk, "e"u8) });
        return rsa.KeySize is >= LeastRsaBits and <= MostRsaBits ? new SignatureKey(id, algorithm, rsa) : null;
    }

    private static byte[] Number(JsonElement jwk, ReadOnlySpan<byte> name) => Base64Url.DecodeFromChars(jwk.Text(name) ?? throw new FormatException());
}
