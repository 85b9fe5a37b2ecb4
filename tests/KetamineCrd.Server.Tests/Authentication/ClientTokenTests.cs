using System.Globalization;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Authentication;

/// <summary>Which tokens are accepted: cds-hooks.md section 9, RFC 7515, RFC 7518, RFC 7519. Every verdict through HTTP.</summary>
public sealed class ClientTokenTests(ClientServer server) : IClassFixture<ClientServer>
{
    private TokenSigner Signer => server.Signer;

    public static TheoryData<string> Good => [.. GoodTokens.Keys];

    public static TheoryData<string, string> Bad
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, token) in BadTokens)
            {
                data.Add(name, token.Check);
            }

            return data;
        }
    }

    private static Dictionary<string, Func<TokenSigner, string>> GoodTokens { get; } = new(StringComparer.Ordinal)
    {
        ["ES384"] = s => s.Sign(),
        ["RS384"] = s => s.SignRsa(s.Claims()),
        ["aud as array"] = s => s.Sign(With(s, "aud", new JsonArray("https://other.example/", TokenSigner.SignAddress))),
        ["aud with a slash at its end"] = s => s.Sign(TokenSigner.SignAddress + "/"),
        ["aud with host in capitals and port"] = s => s.Sign("https://CRD.payer.example:443/cds-services/crd-order-sign"),
        ["exp inside the skew"] = s => s.Sign(With(s, "exp", TokenSigner.Seconds(-59), "iat", TokenSigner.Seconds(-200))),
        ["iat inside the skew"] = s => s.Sign(With(s, "iat", TokenSigner.Seconds(59))),
        ["nbf inside the skew"] = s => s.Sign(With(s, "nbf", TokenSigner.Seconds(59))),
        ["times with a fraction"] = s => s.Sign(With(s, "iat", TokenSigner.Seconds(0) + 0.5)),
        ["longest lifetime"] = s => s.Sign(With(s, "exp", TokenSigner.Seconds(300))),
        ["longest lifetime and the skew"] = s => s.Sign(With(s, "exp", TokenSigner.Seconds(360))),
        ["jku beside pinned keys"] = s => s.Sign(s.Claims(), Header("jku", "https://ehr.example.org/jwks.json")),
        ["jku that is no text beside pinned keys"] = s => s.Sign(s.Claims(), Header("jku", 1)),
        ["typ in small letters"] = s => s.Sign(s.Claims(), Header("typ", "jwt")),
        ["tenant that nobody asks for"] = s => s.Sign(With(s, "tenant", "north")),
        ["JSON between white space"] = s => TokenSigner.Join($" {TokenSigner.Header().ToJsonString()}\n", $"\t{s.Claims().ToJsonString()} ", text => s.Ec.SignData(text, HashAlgorithmName.SHA384)),
        ["unknown claims and header members"] = s => s.Sign(With(s, "sub", "x"), Header("x5t", "y")),
    };

    private static Dictionary<string, (string Check, Func<TokenSigner, string?> Make)> BadTokens { get; } = new(StringComparer.Ordinal)
    {
        ["no token"] = ("authorization", _ => null),
        ["empty token"] = ("authorization", _ => ""),
        ["alg none"] = ("alg", s => Unsigned(s, "none")),
        ["alg None"] = ("alg", s => Unsigned(s, "None")),
        ["alg NONE"] = ("alg", s => Unsigned(s, "NONE")),
        ["alg none without a signature"] = ("shape", s => Unsigned(s, "none")[..(Unsigned(s, "none").LastIndexOf('.') + 1)]),
        ["alg none in the name of nobody"] = ("alg", s => TokenSigner.Join(TokenSigner.Header("none"), With(s, "iss", "https://nobody.example"), _ => [1])),
        ["no alg"] = ("alg", s => s.Sign(s.Claims(), Header("alg", null))),
        ["HS256 keyed with the public key as SPKI"] = ("alg", s => Hmac(s, "HS256", s.Rsa.ExportSubjectPublicKeyInfo())),
        ["HS256 keyed with the public key as PEM"] = ("alg", s => Hmac(s, "HS256", Encoding.ASCII.GetBytes(s.Rsa.ExportSubjectPublicKeyInfoPem()))),
        ["HS384 keyed with the modulus"] = ("alg", s => Hmac(s, "HS384", s.Rsa.ExportParameters(includePrivateParameters: false).Modulus!)),
        ["RS256"] = ("alg", s => TokenSigner.Join(TokenSigner.Header("RS256", "rsa-1"), s.Claims(), text => s.Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))),
        ["PS384"] = ("alg", s => TokenSigner.Join(TokenSigner.Header("PS384", "rsa-1"), s.Claims(), text => s.Rsa.SignData(text, HashAlgorithmName.SHA384, RSASignaturePadding.Pss))),
        ["PS384 called RS384"] = ("signature", s => TokenSigner.Join(TokenSigner.Header("RS384", "rsa-1"), s.Claims(), text => s.Rsa.SignData(text, HashAlgorithmName.SHA384, RSASignaturePadding.Pss))),
        ["RS384 on an EC kid"] = ("key", s => s.SignRsa(s.Claims(), TokenSigner.Header("RS384", "ec-1"))),
        ["ES384 on an RSA kid"] = ("key", s => s.Sign(s.Claims(), TokenSigner.Header("ES384", "rsa-1"))),
        ["another EC key"] = ("signature", s => Stranger().Sign(s.Claims())),
        ["another RSA key"] = ("signature", s => Stranger().SignRsa(s.Claims())),
        ["signature as DER"] = ("signature", s => TokenSigner.Join(TokenSigner.Header(), s.Claims(), text => s.Ec.SignData(text, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence))),
        ["signature of zeros"] = ("signature", s => TokenSigner.Join(TokenSigner.Header(), s.Claims(), _ => new byte[96])),
        ["signature of zeros as DER"] = ("signature", s => TokenSigner.Join(TokenSigner.Header(), s.Claims(), _ => [0x30, 6, 2, 1, 0, 2, 1, 0])),
        ["RSA signature of zeros"] = ("signature", s => TokenSigner.Join(TokenSigner.Header("RS384", "rsa-1"), s.Claims(), _ => new byte[256])),
        ["signature a byte longer"] = ("signature", s => TokenSigner.Join(TokenSigner.Header(), s.Claims(), text => [.. s.Ec.SignData(text, HashAlgorithmName.SHA384), 0])),
        ["another iss"] = ("iss", s => s.Sign(With(s, "iss", "https://other.example"))),
        ["iss with a slash"] = ("iss", s => s.Sign(With(s, "iss", TokenSigner.Issuer + "/"))),
        ["no iss"] = ("iss", s => s.Sign(With(s, "iss", null))),
        ["iss that is no text"] = ("iss", s => s.Sign(With(s, "iss", new JsonArray(TokenSigner.Issuer)))),
        ["aud with what is no text"] = ("claims", s => s.Sign(With(s, "aud", new JsonArray(TokenSigner.SignAddress, 7)))),
        ["empty aud"] = ("aud", s => s.Sign(With(s, "aud", new JsonArray()))),
        ["aud of another server"] = ("aud", s => s.Sign("https://other.example/cds-services/crd-order-sign")),
        ["aud of another service"] = ("aud", s => s.Sign(TokenSigner.Base + "/cds-services/crd-order-select")),
        ["aud of the other release"] = ("aud", s => s.Sign(TokenSigner.Base + "/2.0/cds-services/crd-order-sign")),
        ["aud by http"] = ("aud", s => s.Sign("http://crd.payer.example/cds-services/crd-order-sign")),
        ["aud of the whole server"] = ("aud", s => s.Sign(TokenSigner.Base)),
        ["aud of the address the test calls"] = ("aud", s => s.Sign("http://localhost/cds-services/crd-order-sign")),
        ["no aud"] = ("aud", s => s.Sign(With(s, "aud", null))),
        ["expired"] = ("exp", s => s.Sign(With(s, "exp", TokenSigner.Seconds(-61), "iat", TokenSigner.Seconds(-200)))),
        ["no exp"] = ("exp", s => s.Sign(With(s, "exp", null))),
        ["exp as text"] = ("exp", s => s.Sign(With(s, "exp", $"{TokenSigner.Seconds(240)}"))),
        ["exp beyond all time"] = ("exp", s => s.Sign(With(s, "exp", 1e300))),
        ["future nbf"] = ("nbf", s => s.Sign(With(s, "nbf", TokenSigner.Seconds(61)))),
        ["nbf that is no time"] = ("nbf", s => s.Sign(With(s, "nbf", "soon"))),
        ["future iat"] = ("iat", s => s.Sign(With(s, "iat", TokenSigner.Seconds(61), "exp", TokenSigner.Seconds(300)))),
        ["no iat"] = ("iat", s => s.Sign(With(s, "iat", null))),
        ["exp before iat"] = ("lifetime", s => s.Sign(With(s, "iat", TokenSigner.Seconds(30), "exp", TokenSigner.Seconds(20)))),
        ["lifetime longer than the skew allows"] = ("lifetime", s => s.Sign(With(s, "exp", TokenSigner.Seconds(361)))),
        ["lifetime of a day"] = ("lifetime", s => s.Sign(With(s, "exp", TokenSigner.Seconds(86_400)))),
        ["no jti"] = ("jti", s => s.Sign(With(s, "jti", null))),
        ["jti that is no text"] = ("jti", s => s.Sign(With(s, "jti", 7))),
        ["jti without end"] = ("jti", s => s.Sign(With(s, "jti", new string('x', 513)))),
        ["unknown kid"] = ("key", s => s.Sign(s.Claims(), TokenSigner.Header("ES384", "ec-2"))),
        ["no kid"] = ("kid", s => s.Sign(s.Claims(), Header("kid", null))),
        ["embedded jwk"] = ("signature", _ => EmbeddedKey("ec-1")),
        ["embedded jwk with a kid of its own"] = ("key", _ => EmbeddedKey("mine")),
        ["jku beside pinned keys that would bring the signer's"] = ("key", s => Stranger().Sign(s.Claims(), Header("kid", "theirs", "jku", "https://evil.example/jwks.json"))),
        ["tampered payload"] = ("signature", s => Tampered(s.Sign())),
        ["crit"] = ("crit", s => s.Sign(s.Claims(), Header("crit", new JsonArray("exp")))),
        ["empty crit"] = ("crit", s => s.Sign(s.Claims(), Header("crit", new JsonArray()))),
        ["foreign typ"] = ("typ", s => s.Sign(s.Claims(), Header("typ", "at+jwt"))),
        ["no typ"] = ("typ", s => s.Sign(s.Claims(), Header("typ", null))),
        ["two parts"] = ("shape", s => string.Join('.', s.Sign().Split('.')[..2])),
        ["five parts, as a JWE"] = ("shape", s => s.Sign() + ".AAAA.AAAA"),
        ["empty parts"] = ("shape", _ => ".."),
        ["empty payload"] = ("shape", s => s.Sign().Split('.') is [var h, _, var g] ? $"{h}..{g}" : ""),
        ["white space in a part"] = ("shape", s => s.Sign().Insert(4, " ")),
        ["padding"] = ("shape", s => s.Sign().Replace(".", "=.", StringComparison.Ordinal)),
        ["standard base64 characters"] = ("shape", s => s.Sign().Insert(4, "+/+/")),
        ["header that is no JSON"] = ("header", s => TokenSigner.Join("{", s.Claims().ToJsonString(), _ => new byte[96])),
        ["header with a member twice"] = ("header", s => TokenSigner.Join("""{"alg":"ES384","typ":"JWT","kid":"ec-1","alg":"none"}""", s.Claims().ToJsonString(), text => s.Ec.SignData(text, HashAlgorithmName.SHA384))),
        ["header with a member of the wrong kind"] = ("header", s => s.Sign(s.Claims(), Header("cty", 7))),
        ["kid that is no text"] = ("kid", s => s.Sign(s.Claims(), Header("kid", 1))),
        ["header that is a list"] = ("header", s => TokenSigner.Join("[]", s.Claims().ToJsonString(), _ => new byte[96])),
        ["header with a name that is no text"] = ("header", s => TokenSigner.Join("""{"\ud800":1,"\ud800":2}""", s.Claims().ToJsonString(), _ => new byte[96])),
        ["payload that is no JSON"] = ("claims", _ => TokenSigner.Join(TokenSigner.Header().ToJsonString(), "nothing", _ => new byte[96])),
        ["payload with a claim twice"] = ("claims", s => TokenSigner.Join(TokenSigner.Header().ToJsonString(), s.Claims().ToJsonString()[..^1] + ",\"iss\":\"x\"}", _ => new byte[96])),
        ["payload with a text that is none"] = ("claims", s => TokenSigner.Join(TokenSigner.Header().ToJsonString(), s.Claims().ToJsonString()[..^1] + ",\"x\":\"\\ud800\"}", text => s.Ec.SignData(text, HashAlgorithmName.SHA384))),
        ["payload nested without end"] = ("claims", _ => TokenSigner.Join(TokenSigner.Header().ToJsonString(), $"{{\"x\":{new string('[', 50)}{new string(']', 50)}}}", _ => new byte[96])),
        ["20 KB"] = ("shape", s => s.Sign(With(s, "x", new string('x', 20_000)))),
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Good_token_is_accepted(string name) =>
        Assert.Equal("not-covered", (await server.CallAsync(GoodTokens[name](Signer))).IsGood(Given.Call()).Statement.Covered);

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Bad_token_is_refused_and_the_answer_names_the_check(string name, string check)
    {
        var token = BadTokens[name].Make(Signer);

        var answer = await server.CallAsync(token);

        answer.IsOutcome(HttpStatusCode.Unauthorized, check == "authorization" ? "Authorization" : $"Authorization: {check}");
        Assert.DoesNotContain(server.Server.Logs.Entries, e => token is { Length: > 20 } && (e.Message + e.Properties + e.Scopes).Contains(token[..20], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_right_token_is_accepted_once()
    {
        var token = Signer.Sign();

        Assert.Equal(HttpStatusCode.OK, (await server.CallAsync(token)).Status);

        (await server.CallAsync(token)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: jti");
    }

    // RFC 7518 section 3.4 does not say which of the two it must be, so one who has seen a token can make another text of it.
    [Fact]
    public async Task Twin_of_a_used_ECDSA_signature_does_not_make_a_new_token()
    {
        var token = Signer.Sign();
        var twin = Twin(token);

        Assert.Equal(HttpStatusCode.OK, (await server.CallAsync(token)).Status);
        (await server.CallAsync(twin)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: jti");

        Assert.Equal(HttpStatusCode.OK, (await server.CallAsync(Twin(Signer.Sign()))).Status);
    }

    [Fact]
    public async Task A_jti_is_spent_only_by_a_token_with_a_good_signature()
    {
        var claims = Signer.Claims();
        (await server.CallAsync(Stranger().Sign(claims))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");

        Assert.Equal(HttpStatusCode.OK, (await server.CallAsync(Signer.Sign(claims))).Status);
    }

    [Fact]
    public async Task Two_authorization_headers_are_none()
    {
        var answer = await server.CallAsync(token: null, edit: r => r.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {Signer.Sign()}", $"Bearer {Signer.Sign()}"]));

        answer.IsOutcome(HttpStatusCode.Unauthorized, "Authorization");
    }

    [Fact]
    public async Task Another_scheme_is_no_token()
    {
        var answer = await server.CallAsync(token: null, edit: r => r.Headers.TryAddWithoutValidation("Authorization", "Basic dXNlcjpwYXNz"));

        answer.IsOutcome(HttpStatusCode.Unauthorized, "Authorization");
    }

    [Fact]
    public async Task Refusal_says_what_was_expected_and_never_what_came()
    {
        var answer = await server.CallAsync(Signer.Sign("https://wrong-canary.example/"));

        var text = (string)answer.Json.At("issue", 0, "details", "text")!;
        Assert.Contains(TokenSigner.SignAddress, text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
    }

    private static JsonObject With(TokenSigner signer, params object?[] changes)
    {
        var claims = signer.Claims();
        Change(claims, changes);
        return claims;
    }

    private static JsonObject Header(params object?[] changes)
    {
        var header = TokenSigner.Header();
        Change(header, changes);
        return header;
    }

    // Name, value, name, value; null takes the member away.
    private static void Change(JsonObject json, object?[] changes)
    {
        for (var i = 0; i < changes.Length; i += 2)
        {
            json.Remove((string)changes[i]!);
            if (changes[i + 1] is { } value)
            {
                json[(string)changes[i]!] = value as JsonNode ?? JsonValue.Create(value);
            }
        }
    }

    private static TokenSigner Stranger() => new();

    private static string Unsigned(TokenSigner signer, string algorithm) => TokenSigner.Join(TokenSigner.Header(algorithm), signer.Claims(), _ => [1]);

    private static string Hmac(TokenSigner signer, string algorithm, byte[] key) => TokenSigner.Join(
        TokenSigner.Header(algorithm, "rsa-1"), signer.Claims(), text => algorithm == "HS256" ? HMACSHA256.HashData(key, text) : HMACSHA384.HashData(key, text));

    private static string EmbeddedKey(string keyId)
    {
        using var stranger = Stranger();
        var header = TokenSigner.Header("ES384", keyId);
        header["jwk"] = TokenSigner.JwkOf(stranger.Ec, keyId);
        return stranger.Sign(stranger.Claims(), header);
    }

    // (r, s) and (r, n - s) are both good, where n is the order of the group of P-384 (FIPS 186-4 D.1.2.4).
    private static string Twin(string token)
    {
        var order = BigInteger.Parse("39402006196394479212279040100143613805079739270465446667946905279627659399113263569398956308152294913554433653942643", CultureInfo.InvariantCulture);
        var end = token.LastIndexOf('.') + 1;
        var signature = System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(end));
        var twin = (order - new BigInteger(signature.AsSpan(48), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return token[..end] + TokenSigner.Encode([.. signature[..48], .. new byte[48 - twin.Length], .. twin]);
    }

    private static string Tampered(string token)
    {
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        return $"{parts[0]}.{TokenSigner.Encode(Encoding.UTF8.GetBytes(claims.Replace("token-", "Token-", StringComparison.Ordinal)))}.{parts[2]}";
    }
}
