using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Authentication;

/// <summary>Which keys a client may have, and which tokens each of them is good for: RFC 7517, RFC 7518 sections 3 and 6.</summary>
public sealed class RegisteredKeyTests : IDisposable
{
    private const string Keys = $"{ClientServer.Entry}:Jwks:keys:0";

    private readonly ClientServer _server = new();
    private readonly TokenSigner _hill = new();

    public static TheoryData<string, string> WrongKeys => new()
    {
        { "point off the curve", "the numbers" },
        { "point of another curve", "the numbers" },
        { "x that is no base64", "the numbers" },
        { "no y", "the numbers" },
        { "RSA of 1024 bits", "an RSA key must have 2048 to 8192 bits" },
        { "RSA of 1024 bits behind zeros", "an RSA key must have 2048 to 8192 bits" },
        { "RSA of 8200 bits", "an RSA key must have 2048 to 8192 bits" },
        { "RSA exponent of 9 bytes", "an RSA key must have 2048 to 8192 bits" },
        { "RSA without an exponent", "the numbers" },
        { "private EC key", "a public key was expected" },
        { "private RSA key", "a public key was expected" },
        { "symmetric key", "a public key was expected" },
        { "symmetric key without its octets", "'kty' must be EC or RSA" },
        { "operations without verify", "a key for signatures was expected" },
    };

    public void Dispose()
    {
        _server.Dispose();
        _hill.Dispose();
    }

    [Theory]
    [MemberData(nameof(WrongKeys))]
    public void Key_that_cannot_be_used_stops_the_start_and_what_was_expected_is_told(string name, string expected)
    {
        Assert.Null(Start(TokenSigner.JwkOf(_hill.Ec, "new")));

        var failure = Start(Wrong(name));

        Assert.Contains($"{Keys} {expected}", failure?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void At_most_a_hundred_keys_are_read()
    {
        Assert.Null(Start([.. Enumerable.Range(0, 100).Select(i => TokenSigner.JwkOf(_hill.Ec, $"key-{i}"))]));

        var failure = Start([.. Enumerable.Range(0, 101).Select(i => TokenSigner.JwkOf(_hill.Ec, $"key-{i}"))]);

        Assert.Contains($"{ClientServer.Entry}:Jwks:keys at most 100 keys are read", failure?.ToString(), StringComparison.Ordinal);
    }

    // As many EHRs number their keys from 1.
    [Fact]
    public async Task Two_issuers_may_use_one_kid_and_neither_key_is_good_for_the_other()
    {
        const string hillIssuer = "https://hill.example.org";
        _server.Server.Settings["Clients:hill-ehr:Issuer"] = hillIssuer;
        _server.Register("Clients:hill-ehr", _hill.Jwks);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(_server.Signer.Sign())).Status);
            Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(_hill.Sign(_server.Signer.ClaimsWith("iss", hillIssuer)))).Status);
            Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(_hill.SignRsa(_server.Signer.ClaimsWith("iss", hillIssuer)))).Status);

            (await _server.CallAsync(_hill.Sign(_server.Signer.Claims()))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");
            (await _server.CallAsync(_hill.SignRsa(_server.Signer.Claims()))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");
            (await _server.CallAsync(_server.Signer.Sign(_server.Signer.ClaimsWith("iss", hillIssuer)))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");
        }
    }

    [Theory]
    [InlineData("ES256", 256, HttpStatusCode.OK)]
    [InlineData("ES384", 384, HttpStatusCode.OK)]
    [InlineData("ES512", 521, HttpStatusCode.OK)]
    [InlineData("ES384", 521, HttpStatusCode.Unauthorized)]
    [InlineData("ES384", 256, HttpStatusCode.Unauthorized)]
    [InlineData("ES256", 384, HttpStatusCode.Unauthorized)]
    public async Task Each_EC_algorithm_has_its_curve(string algorithm, int bits, HttpStatusCode status)
    {
        using var key = ECDsa.Create(bits switch { 256 => ECCurve.NamedCurves.nistP256, 384 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 });
        Replace(TokenSigner.JwkOf(key, "new"));
        Trust("ES256", "ES384", "ES512");

        var answer = await _server.CallAsync(TokenSigner.Join(TokenSigner.Header(algorithm, "new"), _server.Signer.Claims(), text => key.SignData(text, HashOf(algorithm))));

        IsAsExpected(answer, status);
    }

    [Theory]
    [InlineData("RS256", null, HttpStatusCode.OK)]
    [InlineData("RS512", "RS512", HttpStatusCode.OK)]
    [InlineData("PS384", null, HttpStatusCode.OK)]
    [InlineData("RS384", "RS512", HttpStatusCode.Unauthorized)]
    [InlineData("PS384", "RS384", HttpStatusCode.Unauthorized)]
    public async Task Key_that_is_made_for_one_algorithm_is_good_for_no_other(string algorithm, string? ofKey, HttpStatusCode status)
    {
        var jwk = TokenSigner.JwkOf(_hill.Rsa, "new");
        jwk["alg"] = ofKey;
        Replace(jwk);
        Trust("RS256", "RS384", "RS512", "PS384");
        var padding = algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

        var answer = await _server.CallAsync(TokenSigner.Join(
            TokenSigner.Header(algorithm, "new"), _server.Signer.Claims(), text => _hill.Rsa.SignData(text, HashOf(algorithm), padding)));

        IsAsExpected(answer, status);
    }

    private static void IsAsExpected(HookAnswer answer, HttpStatusCode status)
    {
        if (status == HttpStatusCode.OK)
        {
            Assert.Equal(status, answer.Status);
        }
        else
        {
            answer.IsOutcome(status, "Authorization: key");
        }
    }

    private static HashAlgorithmName HashOf(string algorithm) => new($"SHA{algorithm[2..]}");

    private JsonObject Wrong(string name)
    {
        var ec = TokenSigner.JwkOf(_hill.Ec, "new");
        var rsa = TokenSigner.JwkOf(_hill.Rsa, "new");
        string Number(int bytes, int zeros = 0) => TokenSigner.Encode([.. new byte[zeros], .. Enumerable.Repeat((byte)0xFD, bytes)]);
        return name switch
        {
            "point off the curve" => With(ec, "y", (string)TokenSigner.JwkOf(_server.Signer.Ec, "x")["y"]!),
            "point of another curve" => With(ec, "crv", "P-521"),
            "x that is no base64" => With(ec, "x", "!"),
            "no y" => With(ec, "y", null),
            "RSA of 1024 bits" => With(rsa, "n", Number(128)),
            "RSA of 1024 bits behind zeros" => With(rsa, "n", Number(128, zeros: 200)),
            "RSA of 8200 bits" => With(rsa, "n", Number(1025)),
            "RSA exponent of 9 bytes" => With(rsa, "e", Number(9)),
            "RSA without an exponent" => With(rsa, "e", null),
            "private EC key" => With(ec, "d", Number(48)),
            "private RSA key" => With(rsa, "d", Number(256)),
            "symmetric key" => new JsonObject { ["kty"] = "oct", ["kid"] = "new", ["k"] = Number(64) },
            "symmetric key without its octets" => new JsonObject { ["kty"] = "oct", ["kid"] = "new" },
            _ => With(ec, "key_ops:0", "encrypt"),
        };
    }

    private static JsonObject With(JsonObject jwk, string name, string? value)
    {
        jwk[name] = value;
        return jwk;
    }

    private static Exception? Start(params JsonObject[] keys)
    {
        using var server = new ClientServer();
        Replace(server, keys);
        return Record.Exception(() => server.Http.Dispose());
    }

    private void Replace(JsonObject jwk) => Replace(_server, jwk);

    private static void Replace(ClientServer server, params JsonObject[] keys)
    {
        foreach (var key in server.Server.Settings.Keys.Where(k => k.Contains(":Jwks:", StringComparison.Ordinal)).ToArray())
        {
            server.Server.Settings.Remove(key);
        }

        foreach (var key in keys)
        {
            foreach (var absent in key.Where(m => m.Value is null).Select(m => m.Key).ToArray())
            {
                key.Remove(absent);
            }
        }

        server.Register(ClientServer.Entry, new JsonObject { ["keys"] = new JsonArray([.. keys]) });
    }

    private void Trust(params string[] algorithms)
    {
        foreach (var (index, algorithm) in algorithms.Index())
        {
            _server.Server.Settings[$"{ClientServer.Entry}:Algorithms:{index}"] = algorithm;
        }
    }
}
