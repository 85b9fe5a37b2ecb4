using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Authentication;

/// <summary>A pasted token is explained check by check: in sandbox mode against pasted keys, else for the client that asks.</summary>
public sealed class JwtCheckTests : IDisposable
{
    private const string Path = "/jwt-check";
    private const string Address = TokenSigner.Base + Path;

    private readonly ClientServer _server = new();
    private readonly ServerFactory _sandbox = new() { Settings = { ["Crd:PublicBaseAddress"] = TokenSigner.Base } };

    private TokenSigner Signer => _server.Signer;

    public void Dispose()
    {
        _server.Dispose();
        _sandbox.Dispose();
    }

    [Fact]
    public async Task Sandbox_makes_every_check_but_that_of_the_issuer_when_keys_are_pasted()
    {
        var answer = await InSandboxAsync(Signer.Sign(), Signer.Jwks);

        Assert.Null((bool?)answer["accepted"]);
        Assert.Equal(["iss", "tenant"], Named(answer, "not made"));
        Assert.Empty(Named(answer, "failed"));
        Assert.Equal("passed", Result(answer, "signature"));
    }

    [Fact]
    public async Task Sandbox_without_keys_leaves_the_signature_open()
    {
        var answer = await InSandboxAsync(Signer.Sign(), jwks: null);

        Assert.Equal(["iss", "tenant", "key", "signature"], Named(answer, "not made"));
    }

    [Fact]
    public async Task Signature_with_another_key_fails()
    {
        using var stranger = new TokenSigner();

        var answer = await InSandboxAsync(stranger.Sign(Signer.Claims()), Signer.Jwks);

        Assert.False((bool)answer["accepted"]!);
        Assert.Equal(["signature"], Named(answer, "failed"));
    }

    [Fact]
    public async Task Signature_of_an_algorithm_that_is_not_trusted_is_not_looked_at()
    {
        var header = TokenSigner.Header("RS256", "rsa-1");
        var token = TokenSigner.Join(header, Signer.Claims(), text => Signer.Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        var answer = await InSandboxAsync(token, Signer.Jwks);

        Assert.Equal(["alg"], Named(answer, "failed"));
        Assert.Equal(["iss", "tenant", "key", "signature"], Named(answer, "not made"));
    }

    // RFC 7515 section 4.1.10 says that 'cty' is a text.
    [Fact]
    public async Task Member_of_the_wrong_kind_fails_the_header_and_leaves_the_signature_open()
    {
        var header = TokenSigner.Header();
        header["cty"] = 7;

        var answer = await InSandboxAsync(Signer.Sign(Signer.Claims(), header), Signer.Jwks);

        Assert.Equal(["header"], Named(answer, "failed"));
        Assert.Equal(["iss", "tenant", "key", "signature"], Named(answer, "not made"));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_with_how_far_it_is_off()
    {
        var claims = Signer.Claims("https://wrong-canary.example/");
        (claims["iat"], claims["exp"]) = (TokenSigner.Seconds(-1000), TokenSigner.Seconds(-130));
        claims.Remove("jti");

        var answer = await InSandboxAsync(Signer.Sign(claims, TokenSigner.Header("ES384", "unknown-canary")), Signer.Jwks);

        Assert.Equal(["aud", "exp", "lifetime", "jti", "key"], Named(answer, "failed"));
        Assert.Equal("It passed 130 s ago.", (string?)Check(answer, "exp")["hint"]);
        Assert.Equal("They are 870 s apart.", (string?)Check(answer, "lifetime")["hint"]);
        Assert.DoesNotContain("canary", answer["checks"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "shape", 0)]
    [InlineData("e30.bm8.AAAA", "claims", 2)]
    [InlineData("bm8.e30.AAAA", "header", 1)]
    public async Task Token_that_cannot_be_read_fails_there_and_goes_no_further(string token, string check, int passed)
    {
        var answer = await InSandboxAsync(token, Signer.Jwks);

        Assert.Equal([check], Named(answer, "failed"));
        Assert.Equal(passed, Named(answer, "passed").Length);
    }

    [Theory]
    [InlineData("https://crd.payer.example/cds-services/crd-order-sign", "passed")]
    [InlineData("https://crd.payer.example/cds-services/crd-order-select", "failed")]
    public async Task Address_may_be_given_for_which_the_token_must_be(string url, string result)
    {
        var answer = await InSandboxAsync(Signer.Sign(), Signer.Jwks, url);

        Assert.Equal(result, Result(answer, "aud"));
    }

    [Fact]
    public async Task Client_learns_that_its_token_is_good_and_the_token_stays_good()
    {
        var token = Signer.Sign();

        var answer = await _server.CallAsync(Signer.Sign(Address), Path, Body(token));

        Assert.True((bool)answer.Json["accepted"]!);
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(token)).Status);
        Assert.Equal(["jti"], Named((await _server.CallAsync(Signer.Sign(Address), Path, Body(token))).Json, "failed"));
    }

    [Fact]
    public async Task Client_learns_nothing_of_another_clients_registration()
    {
        using var hill = new TokenSigner();
        _server.Server.Settings["Clients:hill-ehr:Issuer"] = "https://hill.example.org";
        _server.Register("Clients:hill-ehr", hill.Jwks);

        var registered = await _server.CallAsync(Signer.Sign(Address), Path, Body(hill.Sign(Signer.ClaimsWith("iss", "https://hill.example.org"))));
        var unknown = await _server.CallAsync(Signer.Sign(Address), Path, Body(hill.Sign(Signer.ClaimsWith("iss", "https://nobody.example.org"))));

        Assert.Equal(["iss"], Named(registered.Json, "failed"));
        Assert.Equal(unknown.Json["checks"]!.ToJsonString(), registered.Json["checks"]!.ToJsonString());
    }

    [Fact]
    public async Task Pasted_keys_count_in_sandbox_mode_only()
    {
        using var stranger = new TokenSigner();
        var body = Body(stranger.Sign(Signer.Claims()));
        body["jwks"] = stranger.Jwks;

        var answer = await _server.CallAsync(Signer.Sign(Address), Path, body);

        Assert.Equal(["signature"], Named(answer.Json, "failed"));
    }

    [Fact]
    public async Task Without_a_token_of_its_own_nobody_is_told_anything_where_clients_are_registered() =>
        (await _server.CallAsync(token: null, Path, Body(Signer.Sign()))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization");

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"token":5}""")]
    [InlineData("""{"token":""}""")]
    [InlineData("[]")]
    public async Task Body_without_a_token_is_a_bad_request(string body)
    {
        using var client = _sandbox.CreateClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(Path, UriKind.Relative), content);

        (await HookAnswer.ReadAsync(response)).IsOutcome(HttpStatusCode.BadRequest, "token");
    }

    [Fact]
    public async Task Page_shows_every_check_of_a_pasted_token()
    {
        var (page, _) = await PostFormAsync(Signer.Sign(), Signer.Jwks.ToJsonString(), TokenSigner.SignAddress);

        Assert.Equal(18, page.QuerySelectorAll(".checks tbody tr").Length);
        Assert.Empty(page.QuerySelectorAll(".tag.denied"));
        Assert.Contains("Nothing is wrong", page.QuerySelector("section strong")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(TokenSigner.SignAddress, page.QuerySelector("#url")!.GetAttribute("value"));
    }

    [Fact]
    public async Task What_came_stands_beside_what_was_expected()
    {
        var header = TokenSigner.Header();
        header["jku"] = "https://ehr.example.org/jwks.json";

        var answer = await InSandboxAsync(Signer.Sign(Signer.Claims(), header), Signer.Jwks);

        Assert.Equal(
            $$"""{"kid":"ec-1","jku":"https://ehr.example.org/jwks.json","iss":"https://ehr.example.org","aud":"https://crd.payer.example/cds-services/crd-order-sign","exp":{{TokenSigner.Seconds(240)}},"exp-utc":"2026-11-21T09:04:00Z"}""",
            answer["token"]!.ToJsonString());
    }

    // A time as text and an issuer as list look right in the source that made them.
    [Fact]
    public async Task What_came_in_the_wrong_kind_is_shown_as_it_came()
    {
        var claims = Signer.ClaimsWith("exp", "soon");
        (claims["iss"], claims["aud"]) = (new JsonArray("https://a.example", 7), new JsonObject());

        var answer = await InSandboxAsync(Signer.Sign(claims), jwks: null);

        Assert.Equal(
            """{"kid":"ec-1","jku":null,"iss":["https://a.example",7],"aud":"(neither a text nor a number)","exp":"soon"}""", answer["token"]!.ToJsonString());
    }

    [Fact]
    public async Task Nothing_is_shown_of_a_token_that_cannot_be_read() => Assert.Equal("{}", (await InSandboxAsync("e30.bm8.AAAA", jwks: null))["token"]!.ToJsonString());

    [Fact]
    public async Task What_came_is_shown_to_the_client_that_asks_and_is_in_no_log()
    {
        var pasted = Signer.Sign(Signer.ClaimsWith("iss", "https://canary.example.org"), TokenSigner.Header("ES384", "kid-canary"));

        var answer = await _server.CallAsync(Signer.Sign(Address), Path, Body(pasted));

        Assert.Equal("https://canary.example.org", (string?)answer.Json["token"]!["iss"]);
        Assert.Equal("kid-canary", (string?)answer.Json["token"]!["kid"]);
        Assert.NotEmpty(_server.Server.Logs.Entries);
        Assert.DoesNotContain(_server.Server.Logs.Entries, e => (e.Message + e.Properties + e.Scopes).Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_shows_what_came_and_nothing_of_it_becomes_markup()
    {
        var header = TokenSigner.Header("ES384", "<script>alert(1)</script>");
        header["jku"] = "\"><img src=x onerror=alert(1)>\u202E\u0007x";

        var (page, text) = await PostFormAsync(Signer.Sign(Signer.Claims(), header), jwks: "", url: "");

        Assert.Equal(
            ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>\uFFFD\uFFFDx", TokenSigner.Issuer, TokenSigner.SignAddress, $"{TokenSigner.Seconds(240)} (2026-11-21T09:04:00Z)"],
            page.QuerySelectorAll(".came td").Select(td => td.TextContent),
            StringComparer.Ordinal);
        Assert.Empty(page.QuerySelectorAll("script, img, [onerror]"));
        Assert.DoesNotContain(text, c => c is '\u202E' or '\u0007');
    }

    [Fact]
    public async Task Page_marks_what_failed()
    {
        var (page, _) = await PostFormAsync(Signer.Sign("https://other.example"), jwks: "", url: "");

        var denied = Assert.Single(page.QuerySelectorAll("tr:has(.tag.denied)"));
        Assert.Equal("aud", denied.QuerySelector("code")!.TextContent);
        Assert.Contains("refused", page.QuerySelector("section strong")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("{\"keys\":[{\"kid\":\"</textarea><script>\u202E\u0007alert(1)</script>\"}]}")]
    [InlineData("https://x.example/\"onfocus=alert(1) autofocus=\"")]
    public async Task Nothing_that_is_pasted_becomes_markup(string payload)
    {
        var (page, text) = await PostFormAsync(payload, payload, payload);

        Assert.Empty(page.QuerySelectorAll("script, img, [onerror], [onfocus], [autofocus]"));
        Assert.DoesNotContain(text, c => c is '\u202E' or '\u0007');
    }

    [Fact]
    public async Task Page_may_not_be_framed_or_kept_and_posts_to_this_server_only()
    {
        using var client = _sandbox.CreateClient();
        using var response = await client.GetAsync(new Uri(Path, UriKind.Relative));

        var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Form_that_is_too_large_is_refused()
    {
        using var client = _sandbox.CreateClient();
        using var form = new FormUrlEncodedContent([new("token", new string('x', 200_000))]);
        using var response = await client.PostAsync(new Uri(Path, UriKind.Relative), form);

        (await HookAnswer.ReadAsync(response)).IsOutcome(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Page_is_for_sandbox_mode_only()
    {
        using var form = new FormUrlEncodedContent([new("token", "x")]);
        using var posted = await _server.Http.PostAsync(new Uri(Path, UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.Unauthorized, posted.StatusCode);
        (await _server.GetAsync(Signer.Sign(Address), Path)).IsOutcome(HttpStatusCode.NotFound);
    }

    private async Task<(IHtmlDocument Page, string Text)> PostFormAsync(string token, string jwks, string url)
    {
        using var client = _sandbox.CreateClient();
        using var form = new FormUrlEncodedContent([new("token", token), new("jwks", jwks), new("url", url)]);
        using var response = await client.PostAsync(new Uri(Path, UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        return (await new HtmlParser().ParseDocumentAsync(text), text);
    }

    private static JsonObject Body(string token) => new() { ["token"] = token };

    private static JsonNode Check(JsonNode answer, string name) => answer["checks"]!.AsArray().Single(c => (string?)c!["check"] == name)!;

    private static string Result(JsonNode answer, string name) => (string)Check(answer, name)["result"]!;

    private static string[] Named(JsonNode answer, string result) =>
        [.. answer["checks"]!.AsArray().Where(c => (string?)c!["result"] == result).Select(c => (string)c!["check"]!)];

    private async Task<JsonNode> InSandboxAsync(string token, JsonObject? jwks, string? url = null)
    {
        using var client = _sandbox.CreateClient();
        var body = Body(token);
        body["jwks"] = jwks;
        body["url"] = url;
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(Path, UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await HookAnswer.ReadAsync(response)).Json;
    }
}
