using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Clients;

/// <summary>Where clients are registered, nothing of their tokens is told either, nor of their calls.</summary>
public sealed class ClientPrivacyTests : IDisposable
{
    private readonly ClientServer _server = new();
    private readonly QuietServer _quiet;

    public ClientPrivacyTests() => _quiet = new QuietServer(_server.Server);

    public void Dispose()
    {
        _quiet.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData("iss", "Authorization: iss")]
    [InlineData("aud", "Authorization: aud")]
    [InlineData("exp", "Authorization: exp")]
    [InlineData("tenant", "")]
    [InlineData("jti", "")]
    [InlineData("sub", "")]
    public async Task No_claim_is_told(string name, string diagnostics)
    {
        var token = _server.Signer.Sign(_server.Signer.ClaimsWith(name, $"{Canary.Mark}-claim"));

        var answer = await CallAsync(token);

        IsQuiet(answer, token, diagnostics);
    }

    [Theory]
    [InlineData("alg", "Authorization: alg")]
    [InlineData("typ", "Authorization: typ")]
    [InlineData("kid", "Authorization: key")]
    [InlineData("jku", "")]
    [InlineData("crit", "Authorization: crit")]
    [InlineData("x5t", "")]
    public async Task No_member_of_a_header_is_told(string name, string diagnostics)
    {
        var header = TokenSigner.Header();
        header[name] = $"{Canary.Mark}-header";
        var token = _server.Signer.Sign(_server.Signer.Claims(), header);

        var answer = await CallAsync(token);

        IsQuiet(answer, token, diagnostics);
    }

    [Fact]
    public async Task No_jku_that_is_refused_is_told()
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Jku"] = "https://ehr.example.org/jwks.json";
        var header = TokenSigner.Header();
        header["jku"] = $"https://{Canary.Mark}.example/jwks.json";
        var token = _server.Signer.Sign(_server.Signer.Claims(), header);

        IsQuiet(await CallAsync(token), token, "Authorization: jku");
    }

    [Fact]
    public async Task No_token_that_cannot_be_read_is_told()
    {
        IsQuiet(await CallAsync(Canary.Mark), Canary.Mark, "Authorization: shape");
        IsQuiet(await CallAsync($"{Canary.Mark} {Canary.Mark}"), Canary.Mark, "Authorization: shape");
    }

    [Fact]
    public async Task No_origin_is_told_and_a_pasted_token_only_to_whoever_pasted_it()
    {
        var forbidden = await CallAsync(_server.Signer.Sign(), r => r.Headers.Add("Origin", $"https://{Canary.Mark}.example"));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Status);
        Assert.False(Canary.IsIn(forbidden.Text));

        var body = new JsonObject { ["token"] = _server.Signer.Sign(_server.Signer.ClaimsWith("aud", Canary.Mark)), ["jwks"] = Canary.Mark };
        var report = await _server.CallAsync(_server.Signer.Sign(TokenSigner.Base + "/jwt-check"), "/jwt-check", body);
        Assert.Equal(HttpStatusCode.OK, report.Status);
        Assert.Equal(Canary.Mark, (string?)report.Json["token"]!["aud"]);
        Assert.False(Canary.IsIn(report.Json["checks"]!.ToJsonString()));
        _quiet.ToldNothing();
    }

    private Task<HookAnswer> CallAsync(string token, Action<HttpRequestMessage>? edit = null) => _server.CallAsync(token, body: Canary.InFacts(Given.Call()), edit: edit);

    // Refused at this place; answered where there is none.
    private void IsQuiet(HookAnswer answer, string token, string diagnostics)
    {
        if (diagnostics.Length > 0)
        {
            answer.IsOutcome(HttpStatusCode.Unauthorized, diagnostics);
            Assert.False(Canary.IsIn(answer.Text), answer.Text);
        }
        else
        {
            Assert.Equal("not-covered", answer.Statement.Covered);
        }

        var signature = token[(token.LastIndexOf('.') + 1)..];
        Assert.DoesNotContain(_quiet.Logs, e => (e.Message + e.Properties + e.Scopes).Contains(signature, StringComparison.Ordinal));
        _quiet.ToldNothing();
    }
}
