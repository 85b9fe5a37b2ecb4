using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>Keys of a made-up client, and tokens signed with them in every right and wrong way. Knows nothing of the server's own code.</summary>
public sealed class TokenSigner : IDisposable
{
    public const string Issuer = "https://ehr.example.org";

    /// <summary>Where the server of <see cref="ClientServer"/> says that it is reached.</summary>
    public const string Base = "https://crd.payer.example";

    public const string SignAddress = Base + "/cds-services/crd-order-sign";

    // Of this signer: a test may sign for one client with keys of two.
    private readonly string _name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    private int _tokens;

    public ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public RSA Rsa { get; } = RSA.Create(2048);

    /// <summary>The public halves, <c>kid</c> ec-1 and rsa-1.</summary>
    public JsonObject Jwks => new() { ["keys"] = new JsonArray(JwkOf(Ec, "ec-1"), JwkOf(Rsa, "rsa-1")) };

    public static JsonObject JwkOf(ECDsa key, string keyId)
    {
        var q = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "EC", ["crv"] = $"P-{key.KeySize}", ["kid"] = keyId, ["use"] = "sig", ["x"] = Encode(q.Q.X!), ["y"] = Encode(q.Q.Y!) };
    }

    public static JsonObject JwkOf(RSA key, string keyId)
    {
        var q = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["kid"] = keyId, ["n"] = Encode(q.Modulus!), ["e"] = Encode(q.Exponent!) };
    }

    public static JsonObject Header(string algorithm = "ES384", string keyId = "ec-1") => new() { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = keyId };

    /// <summary>Claims of a good token for <see cref="SignAddress"/>, issued now, good for four minutes, with a <c>jti</c> of its own.</summary>
    public JsonObject Claims(string audience = SignAddress) => new()
    {
        ["iss"] = Issuer,
        ["aud"] = audience,
        ["iat"] = Seconds(0),
        ["exp"] = Seconds(240),
        ["jti"] = $"token-{_name}-{Interlocked.Increment(ref _tokens)}",
    };

    /// <summary>The same with one claim of its own.</summary>
    public JsonObject ClaimsWith(string name, JsonNode? value)
    {
        var claims = Claims();
        claims[name] = value;
        return claims;
    }

    /// <summary>A time relative to the day on which the test server's clock stands.</summary>
    public static long Seconds(int fromNow) => ServerFactory.Today.ToUnixTimeSeconds() + fromNow;

    /// <summary>A good token.</summary>
    public string Sign(string audience = SignAddress) => Sign(Claims(audience));

    /// <summary>ES384 with the key of <paramref name="header"/>'s default.</summary>
    public string Sign(JsonObject claims, JsonObject? header = null) => Join(header ?? Header(), claims, text => Ec.SignData(text, HashAlgorithmName.SHA384));

    public string SignRsa(JsonObject claims, JsonObject? header = null) =>
        Join(header ?? Header("RS384", "rsa-1"), claims, text => Rsa.SignData(text, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1));

    public static string Join(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign) => Join(header.ToJsonString(), claims.ToJsonString(), sign);

    public static string Join(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public void Dispose()
    {
        Ec.Dispose();
        Rsa.Dispose();
    }
}
