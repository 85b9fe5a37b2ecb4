using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.AspNetCore.Http;

namespace KetamineCrd.Server.Tests.Authentication;

/// <summary>Keys at a registered address: fetched when needed, kept a while, looked for again when a key is new: cds-hooks.md section 9, CDS Hooks 3.0.0-ballot "Trusting CDS Clients".</summary>
public sealed class PublishedKeyTests : IAsyncLifetime, IDisposable
{
    private readonly MovableClock _clock = new();
    private readonly TokenSigner _next = new();
    private ClientServer _server = null!;
    private KeyServer _keys = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        _server = new ClientServer(new ServerFactory { Clock = _clock });
        _keys = await KeyServer.StartAsync(_server.Signer.Jwks);
        foreach (var key in _server.Server.Settings.Keys.Where(k => k.Contains(":Jwks:", StringComparison.Ordinal)).ToArray())
        {
            _server.Server.Settings.Remove(key);
        }

        _server.Server.Settings[$"{ClientServer.Entry}:JwksUrl"] = _keys.Address.AbsoluteUri;
        _server.Server.Settings[$"{ClientServer.Entry}:AllowPrivateNetwork"] = "true";
    }

    async Task IAsyncLifetime.DisposeAsync() => await _keys.DisposeAsync();

    public void Dispose()
    {
        _server.Dispose();
        _next.Dispose();
    }

    [Fact]
    public async Task Keys_are_fetched_once_for_many_calls_without_any_token()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        }

        Assert.Equal([""], _keys.Requests);
    }

    [Fact]
    public async Task Calls_at_the_same_time_share_one_fetch()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StatusAsync(_server.Signer)));

        Assert.All(all, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Single(_keys.Requests);
    }

    [Fact]
    public async Task Key_that_is_new_is_looked_for_again_and_one_that_is_gone_is_refused()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        _keys.Jwks = new JsonObject { ["keys"] = new JsonArray(TokenSigner.JwkOf(_next.Ec, "ec-2")) };
        _clock.Move(TimeSpan.FromSeconds(61));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_next, "ec-2"));

        (await CallAsync(_server.Signer)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: key");
    }

    [Fact]
    public async Task Unknown_keys_cannot_make_the_server_fetch_more_than_once_a_minute()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));

        for (var i = 0; i < 10; i++)
        {
            (await CallAsync(_next, $"made-up-{i}")).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: key");
        }

        Assert.Single(_keys.Requests);
        _clock.Move(TimeSpan.FromSeconds(61));
        (await CallAsync(_next, "made-up")).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: key");
        (await CallAsync(_next, "made-up")).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: key");
        Assert.Equal(2, _keys.Requests.Count);
    }

    [Fact]
    public async Task Key_that_was_replaced_under_its_kid_is_found_after_a_signature_that_does_not_fit()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        _keys.Jwks = new JsonObject { ["keys"] = new JsonArray(TokenSigner.JwkOf(_next.Ec, "ec-1")) };
        _clock.Move(TimeSpan.FromSeconds(61));

        (await CallAsync(_next)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");

        // Nobody waits for the fetch that this brought.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await StatusAsync(_next) != HttpStatusCode.OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }

        Assert.Equal(2, _keys.Requests.Count);
        (await CallAsync(_server.Signer)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");
    }

    [Fact]
    public async Task Each_of_several_keys_with_one_kid_is_tried_up_to_four()
    {
        using var last = new TokenSigner();
        using var fifth = new TokenSigner();
        var others = Enumerable.Range(0, 2).Select(_ => System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384)).ToArray();
        _keys.Jwks = new JsonObject { ["keys"] = new JsonArray([.. others.Append(_server.Signer.Ec).Append(last.Ec).Append(fifth.Ec).Select(k => TokenSigner.JwkOf(k, "ec-1"))]) };

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(last.Sign(Claims()))).Status);
        (await _server.CallAsync(fifth.Sign(Claims()))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");
        Array.ForEach(others, k => k.Dispose());
    }

    [Fact]
    public async Task Tokens_that_waited_for_the_same_keys_are_not_all_checked()
    {
        _server.Server.Settings["Crd:CallsPerSecondPerAddress"] = "1";
        _server.Server.Settings["Crd:BurstPerAddress"] = "3";
        var published = new TaskCompletionSource();
        _keys.Otherwise = async http =>
        {
            await published.Task;
            await http.Response.WriteAsync(_keys.Jwks.ToJsonString());
        };

        var waiting = Enumerable.Range(0, 60).Select(_ => StatusAsync(_next)).ToArray();
        while (_keys.Requests.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        published.SetResult();
        var statuses = await Task.WhenAll(waiting);

        // Those that are checked at one moment, one by each thread, may be more than the allowance.
        Assert.InRange(statuses.Count(s => s == HttpStatusCode.Unauthorized), 1, 40);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task Tokens_that_fail_before_a_key_is_needed_use_up_the_allowance_too()
    {
        _server.Server.Settings["Crd:CallsPerSecondPerAddress"] = "1";
        _server.Server.Settings["Crd:BurstPerAddress"] = "3";
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
        {
            var claims = Claims();
            claims["aud"] = "https://other.example";
            statuses.Add((await _server.CallAsync(_next.Sign(claims))).Status);
        }

        Assert.Contains(HttpStatusCode.Unauthorized, statuses);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Empty(_keys.Requests);
    }

    [Fact]
    public async Task Client_that_goes_away_while_its_keys_are_fetched_is_not_refused()
    {
        var published = new TaskCompletionSource();
        _keys.Otherwise = async http =>
        {
            await published.Task;
            await http.Response.WriteAsync(_keys.Jwks.ToJsonString());
        };
        var call = StatusAsync(_server.Signer);
        while (_keys.Requests.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        _server.Http.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        published.SetResult();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        Assert.DoesNotContain(_server.Server.Logs.Entries, e => e.Message.Contains("authorization", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(null, 61)]
    [InlineData("max-age=600", 11)]
    [InlineData("max-age=0", 6)]
    [InlineData("max-age=99999999", 1441)]
    public async Task Keys_are_fetched_anew_when_their_time_is_over(string? cacheControl, int minutes)
    {
        _keys.CacheControl = cacheControl;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        _clock.Move(TimeSpan.FromMinutes(minutes - 2));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        Assert.Single(_keys.Requests);

        _clock.Move(TimeSpan.FromMinutes(2));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        Assert.Equal(2, _keys.Requests.Count);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("not json")]
    [InlineData("no keys")]
    [InlineData("too large")]
    [InlineData("redirect")]
    [InlineData("cut off")]
    [InlineData("corrupt gzip")]
    public async Task Address_that_fails_leaves_the_keys_of_before_for_a_day(string fault)
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        _keys.Otherwise = http => FailAsync(http, fault);

        _clock.Move(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
        Assert.Contains(_server.Server.Logs.Entries, e => e.Message.Contains("keys of the client valley-ehr could not be fetched", StringComparison.Ordinal));

        _clock.Move(TimeSpan.FromHours(24));
        (await CallAsync(_server.Signer)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: key");
    }

    [Fact]
    public async Task Address_that_failed_at_first_is_asked_again_soon()
    {
        _keys.Otherwise = http => FailAsync(http, "status");
        (await CallAsync(_server.Signer)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: key");
        (await CallAsync(_server.Signer)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: key");
        Assert.Single(_keys.Requests);
        _keys.Otherwise = null;

        _clock.Move(TimeSpan.FromSeconds(11));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_server.Signer));
    }

    [Fact]
    public async Task Registered_address_may_stand_in_jku_and_no_other()
    {
        await using var evil = await KeyServer.StartAsync(_next.Jwks);

        Assert.Equal(HttpStatusCode.OK, (await WithJkuAsync(_server.Signer, _keys.Address.AbsoluteUri)).Status);
        (await WithJkuAsync(_next, evil.Address.AbsoluteUri)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: jku");
        (await WithJkuAsync(_server.Signer, _keys.Address.AbsoluteUri + "?x=1")).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: jku");
        Assert.Empty(evil.Requests);
    }

    [Fact]
    public async Task Key_address_in_a_private_network_is_not_called_unless_the_entry_allows_it()
    {
        _server.Server.Settings[$"{ClientServer.Entry}:AllowPrivateNetwork"] = "false";
        _server.Server.Settings[$"{ClientServer.Entry}:JwksUrl"] = _keys.Address.AbsoluteUri.Replace("http://", "https://", StringComparison.Ordinal);

        (await CallAsync(_server.Signer)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: key");

        Assert.Empty(_keys.Requests);
        Assert.Contains(_server.Server.Logs.Entries, e => e.Message.Contains("a network that the client's entry does not allow", StringComparison.Ordinal));
    }

    private static Task FailAsync(HttpContext http, string fault)
    {
        switch (fault)
        {
            case "status":
                http.Response.StatusCode = 503;
                return Task.CompletedTask;
            case "not json":
                return http.Response.WriteAsync("<html>");
            case "no keys":
                return http.Response.WriteAsync("{\"keys\":[]}");
            case "too large":
                return http.Response.WriteAsync($"{{\"x\":\"{new string('x', 300 * 1024)}\",\"keys\":[]}}");
            case "corrupt gzip":
                http.Response.Headers.ContentEncoding = "gzip";
                return http.Response.WriteAsync("no gzip at all");
            case "redirect":
                http.Response.Redirect("/elsewhere.json");
                return Task.CompletedTask;
            default:
                http.Abort();
                return Task.CompletedTask;
        }
    }

    private async Task<HttpStatusCode> StatusAsync(TokenSigner signer, string keyId = "ec-1") => (await CallAsync(signer, keyId)).Status;

    private Task<HookAnswer> CallAsync(TokenSigner signer, string keyId = "ec-1") => _server.CallAsync(signer.Sign(Claims(), TokenSigner.Header("ES384", keyId)));

    private Task<HookAnswer> WithJkuAsync(TokenSigner signer, string jku)
    {
        var header = TokenSigner.Header();
        header["jku"] = jku;
        return _server.CallAsync(signer.Sign(Claims(), header));
    }

    // As of the moved clock.
    private JsonObject Claims()
    {
        var claims = _server.Signer.Claims();
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        (claims["iat"], claims["exp"]) = (now, now + 240);
        return claims;
    }
}
