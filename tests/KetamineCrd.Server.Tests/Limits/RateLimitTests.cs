using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using KetamineCrd.Server.Authentication;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>Who calls too often is told to wait, before the dear signature is looked at, and nobody else is.</summary>
public sealed class RateLimitTests : IDisposable
{
    private readonly ClientServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Client_that_calls_too_often_is_told_to_wait()
    {
        Limit(burst: 3);

        var answers = await ManyAsync(12, () => _server.Signer.Sign());

        Assert.Contains(answers, a => a.Status == HttpStatusCode.OK);
        var refused = answers.First(a => a.Status == HttpStatusCode.TooManyRequests);
        refused.IsOutcome(HttpStatusCode.TooManyRequests);
        Assert.Equal("throttled", (string?)refused.Json.At("issue", 0, "code"));
    }

    [Fact]
    public async Task Refusal_says_when_to_call_again()
    {
        Limit(burst: 1);
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 10 && refused is null; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/cds-services", UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _server.Signer.Sign(TokenSigner.Base + "/cds-services"));
            var response = await _server.Http.SendAsync(request);
            refused = response.StatusCode == HttpStatusCode.TooManyRequests ? response : null;
        }

        Assert.True(refused!.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        refused.Dispose();
    }

    [Fact]
    public async Task Bad_tokens_of_a_client_are_limited_before_their_signature_is_checked()
    {
        Allow(refusals: 3);
        using var stranger = new TokenSigner();

        var began = Stopwatch.GetTimestamp();
        var answers = await ManyAsync(12, () => stranger.Sign(_server.Signer.Claims()));

        answers[0].IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");
        answers.First(a => a.Status == HttpStatusCode.TooManyRequests).IsOutcome(HttpStatusCode.TooManyRequests);
        Assert.InRange(Checked(answers), 3, 3 + SecondsSince(began));
    }

    [Fact]
    public async Task Naming_many_clients_gains_a_forger_nothing()
    {
        Allow(refusals: 3);
        using var stranger = new TokenSigner();
        for (var i = 0; i < 20; i++)
        {
            _server.Server.Settings[$"Clients:ehr-{i}:Issuer"] = $"https://ehr-{i}.example.org";
            _server.Register($"Clients:ehr-{i}", _server.Signer.Jwks);
        }

        var next = 0;
        var began = Stopwatch.GetTimestamp();
        var answers = await ManyAsync(40, () => stranger.Sign(_server.Signer.ClaimsWith("iss", $"https://ehr-{next++ % 20}.example.org")));

        Assert.InRange(Checked(answers), 3, 3 + SecondsSince(began));
        Assert.Equal(40, Checked(answers) + answers.Count(a => a.Status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Client_goes_on_on_its_connection_while_a_forger_behind_its_address_names_it()
    {
        Allow(refusals: 3);
        using var stranger = new TokenSigner();
        var good = new List<HookAnswer> { await CallAsync(_server.Signer.Sign(), connection: "its own") };
        var bad = (await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => CallAsync(stranger.Sign(_server.Signer.Claims()))))).ToList();

        for (var i = 0; i < 30; i++)
        {
            bad.Add(await CallAsync(stranger.Sign(_server.Signer.Claims())));
            good.Add(await CallAsync(_server.Signer.Sign(), connection: "its own"));
        }

        Assert.All(good, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Contains(bad, a => a.Status == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Client_that_is_known_at_an_address_needs_no_connection_of_its_own_while_a_forger_names_others()
    {
        Allow(refusals: 3);
        using var stranger = new TokenSigner();
        _server.Server.Settings["Clients:hill-ehr:Issuer"] = "https://hill.example.org";
        _server.Register("Clients:hill-ehr", _server.Signer.Jwks);
        var good = new List<HookAnswer> { await CallAsync(_server.Signer.Sign(), connection: "first") };
        var bad = await ManyAsync(12, NameHill);

        for (var i = 0; i < 30; i++)
        {
            bad.Add(await CallAsync(NameHill()));
            good.Add(await CallAsync(_server.Signer.Sign(), connection: $"new {i}"));
        }

        Assert.All(good, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(HttpStatusCode.TooManyRequests, bad[11].Status);

        string NameHill() => stranger.Sign(_server.Signer.ClaimsWith("iss", "https://hill.example.org"));
    }

    [Fact]
    public async Task Good_token_buys_a_forger_on_the_same_connection_one_check_and_no_more()
    {
        Allow(refusals: 1);
        using var stranger = new TokenSigner();
        var known = await ManyAsync(1, () => _server.Signer.Sign());
        var began = Stopwatch.GetTimestamp();
        var bad = await ManyAsync(60, () => stranger.Sign(_server.Signer.Claims()));

        Assert.Equal(HttpStatusCode.OK, known[0].Status);

        // What the address has, the one check, and what a client has that is known there; each comes anew by the second.
        Assert.InRange(Checked(bad), 3, 2 + ((1 + RefusalAllowance.KnownPerSecond) * SecondsSince(began)));
    }

    [Fact]
    public async Task Client_beyond_its_rate_is_told_to_wait_before_anything_of_its_token_counts()
    {
        Limit(burst: 1);
        var statuses = new List<HttpStatusCode>();
        string token;
        do
        {
            token = _server.Signer.Sign();
            statuses.Add((await CallAsync(token)).Status);
        }
        while (statuses[^1] == HttpStatusCode.OK && statuses.Count < 20);

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await CallAsync(token)) is { Status: not HttpStatusCode.OK } again)
        {
            again.IsOutcome(HttpStatusCode.TooManyRequests);
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }

    [Fact]
    public async Task Bad_tokens_from_one_address_do_not_use_up_what_the_client_may_do_from_its_own()
    {
        Limit(burst: 3);
        Allow(refusals: 3);
        using var stranger = new TokenSigner();

        await ManyAsync(12, () => stranger.Sign(_server.Signer.Claims()), address: "198.51.100.7");

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(_server.Signer.Sign(), "203.0.113.5")).Status);
    }

    [Fact]
    public async Task Calls_without_a_registered_client_are_limited_by_address()
    {
        _server.Server.Settings["Crd:CallsPerSecondPerAddress"] = "1";
        _server.Server.Settings["Crd:BurstPerAddress"] = "3";

        var answers = await ManyAsync(12, () => "nobody's token", address: "198.51.100.7");

        Assert.Contains(answers, a => a.Status == HttpStatusCode.Unauthorized);
        Assert.Contains(answers, a => a.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync("nobody's token", "198.51.100.8")).Status);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(_server.Signer.Sign(), "198.51.100.7")).Status);
    }

    [Fact]
    public async Task Addresses_of_one_ipv6_network_count_as_one()
    {
        _server.Server.Settings["Crd:CallsPerSecondPerAddress"] = "1";
        _server.Server.Settings["Crd:BurstPerAddress"] = "3";
        var statuses = new List<HttpStatusCode>();

        for (var i = 1; i <= 12; i++)
        {
            statuses.Add((await CallAsync("nobody's token", $"2001:db8:0:1::{i}")).Status);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync("nobody's token", "2001:db8:0:2::1")).Status);
    }

    [Fact]
    public async Task One_client_has_one_limit_from_wherever_it_calls()
    {
        Limit(burst: 3);
        var statuses = new List<HttpStatusCode>();

        for (var i = 1; i <= 12; i++)
        {
            statuses.Add((await CallAsync(_server.Signer.Sign(), $"203.0.113.{i}")).Status);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task Another_client_is_not_held_up()
    {
        Limit(burst: 3);
        using var hill = new TokenSigner();
        _server.Server.Settings["Clients:hill-ehr:Issuer"] = "https://hill.example.org";
        _server.Register("Clients:hill-ehr", hill.Jwks);

        await ManyAsync(12, () => _server.Signer.Sign());

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(hill.Sign(_server.Signer.ClaimsWith("iss", "https://hill.example.org")))).Status);
    }

    [Fact]
    public async Task Only_so_many_calls_of_a_client_are_open_at_once()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.Hangs = true;
        _server.Server.Settings[$"{ClientServer.Entry}:Limits:OpenCalls"] = "2";
        _server.Server.Settings[$"{ClientServer.Entry}:AllowPrivateNetwork"] = "true";
        _server.Server.Settings[$"{ClientServer.Entry}:FhirServers:0"] = ehr.Base.AbsoluteUri;
        var slow = OnTheEhr.Call("Coverage").At(ehr.Base);

        var open = new[] { _server.CallAsync(_server.Signer.Sign(), body: slow), _server.CallAsync(_server.Signer.Sign(), body: slow) };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (ehr.Requests.Count < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }

        (await _server.CallAsync(_server.Signer.Sign())).IsOutcome(HttpStatusCode.TooManyRequests);
        await Task.WhenAll(open);
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(_server.Signer.Sign())).Status);
    }

    [Fact]
    public async Task Forwarded_address_counts_only_from_a_trusted_proxy()
    {
        _server.Server.Settings["Crd:TrustedProxies:0"] = "10.1.0.0/16";
        _server.Server.Settings["Crd:CallsPerSecondPerAddress"] = "1";
        _server.Server.Settings["Crd:BurstPerAddress"] = "3";
        var (behind, pretending) = (new List<HttpStatusCode>(), new List<HttpStatusCode>());

        for (var i = 1; i <= 12; i++)
        {
            behind.Add((await CallAsync("nobody's token", "10.1.2.3", forwardedFor: $"198.51.100.{i}")).Status);
            pretending.Add((await CallAsync("nobody's token", "192.0.2.9", forwardedFor: $"198.51.100.{i}")).Status);
        }

        Assert.All(behind, status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Contains(HttpStatusCode.TooManyRequests, pretending);
    }

    [Fact]
    public async Task Sandbox_mode_limits_nothing()
    {
        using var sandbox = new ServerFactory { Settings = { ["Crd:CallsPerSecondPerAddress"] = "1", ["Crd:BurstPerAddress"] = "1" } };
        using var client = sandbox.CreateClient();

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await HookAnswer.PostAsync(client, Given.Call())).Status);
        }
    }

    private void Limit(int burst)
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Limits:CallsPerSecond"] = "1";
        _server.Server.Settings[$"{ClientServer.Entry}:Limits:Burst"] = $"{burst}";
    }

    private void Allow(int refusals)
    {
        _server.Server.Settings["Crd:CallsPerSecondPerAddress"] = "1";
        _server.Server.Settings["Crd:BurstPerAddress"] = $"{refusals}";
    }

    // Limits come anew by the second, on the clock of the machine: as many as began at most.
    private static int SecondsSince(long began) => 2 + (int)Stopwatch.GetElapsedTime(began).TotalSeconds;

    private static int Checked(IEnumerable<HookAnswer> answers) => answers.Count(a => a.Status == HttpStatusCode.Unauthorized);

    private async Task<List<HookAnswer>> ManyAsync(int count, Func<string> token, string? address = null)
    {
        var answers = new List<HookAnswer>();
        for (var i = 0; i < count; i++)
        {
            answers.Add(await CallAsync(token(), address));
        }

        return answers;
    }

    private async Task<HookAnswer> CallAsync(string token, string? address = null, string? forwardedFor = null, string connection = "any")
    {
        var context = await _server.Server.Server.SendAsync(http =>
        {
            http.Request.Method = "POST";
            http.Request.Scheme = "https";
            http.Request.Host = new Microsoft.AspNetCore.Http.HostString("crd.payer.example");
            http.Request.Path = "/cds-services/crd-order-sign";
            http.Request.ContentType = "application/json";
            http.Request.Headers.Authorization = $"Bearer {token}";
            http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(Given.Call().ToJsonString()));
            http.Connection.Id = connection;
            http.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
            if (forwardedFor is not null)
            {
                http.Request.Headers["X-Forwarded-For"] = forwardedFor;
            }
        });
        using var reader = new StreamReader(context.Response.Body);
        return new HookAnswer((HttpStatusCode)context.Response.StatusCode, context.Response.ContentType?.Split(';')[0], await reader.ReadToEndAsync());
    }
}
