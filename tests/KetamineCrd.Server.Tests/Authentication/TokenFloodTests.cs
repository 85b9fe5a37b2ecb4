using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Authentication;

/// <summary>The built server with a registered client, under a burst of well-formed tokens with bad signatures, which are the dear ones.</summary>
public sealed class TokenFloodTests : IDisposable
{
    private const int Burst = 2_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-flood-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public async Task Burst_of_bad_tokens_leaves_good_calls_answered()
    {
        await using var server = RegisteredProcess.Start(_folder, ["flood-ehr"]);
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var attacker = LocalAddress.Client("127.0.0.2", address);
        using var client = LocalAddress.Client("127.0.0.1", address);
        var bad = BadTokens("flood-ehr", Burst);

        var flood = Task.WhenAll(bad.Select(token => StatusAsync(attacker, token)));
        var good = new List<HttpStatusCode>();
        do
        {
            good.Add(await StatusAsync(client, RegisteredProcess.Token(_folder, "flood-ehr")));
        }
        while (good.Count < 20 || (!flood.IsCompleted && good.Count < 150));

        var refused = await flood;
        Assert.All(good, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.All(refused, status => Assert.True(status is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests, $"{status}"));

        // Most never got as far as their signature.
        Assert.True(refused.Count(s => s == HttpStatusCode.TooManyRequests) > Burst / 2, $"{refused.Count(s => s == HttpStatusCode.TooManyRequests)} of {Burst}");
    }

    [Fact]
    public async Task Forger_who_names_twenty_clients_costs_no_more_than_one_and_a_client_beside_it_goes_on()
    {
        string[] clients = [.. Enumerable.Range(0, 20).Select(i => $"ehr-{i}")];
        await using var server = RegisteredProcess.Start(_folder, clients, ("Crd__CallsPerSecondPerAddress", "5"), ("Crd__BurstPerAddress", "50"));
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var attacker = LocalAddress.Client("127.0.0.2", address);
        using var neighbour = LocalAddress.Client("127.0.0.2", address);
        using var elsewhere = LocalAddress.Client("127.0.0.1", address);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(neighbour, RegisteredProcess.Token(_folder, "ehr-0")));
        string[] bad = [.. clients.SelectMany(c => BadTokens(c, 200))];
        var began = Stopwatch.GetTimestamp();

        // The code gets warm, and the allowance is used up.
        var refused = await RefusedAsync(bad[..1_000]);
        var used = server.ProcessorTime;
        var flood = RefusedAsync(bad[1_000..]);
        var (good, other) = (new List<HttpStatusCode>(), new List<HttpStatusCode>());
        do
        {
            good.Add(await StatusAsync(neighbour, RegisteredProcess.Token(_folder, "ehr-0")));
            other.Add(await StatusAsync(elsewhere, RegisteredProcess.Token(_folder, "ehr-1")));
        }
        while (good.Count < 20 || (!flood.IsCompleted && good.Count < 300));

        refused.AddRange(await flood);
        var (each, seconds) = ((server.ProcessorTime - used) / (3_000 + good.Count + other.Count), Stopwatch.GetElapsedTime(began).TotalSeconds);

        // What the address has and what its known client has, each anew by the second, and those that are checked at one moment.
        var looked = refused.Count(s => s == HttpStatusCode.Unauthorized);
        Assert.InRange(looked, 50, 50 + (15 * (seconds + 2)) + 64);
        Assert.Equal(4_000, looked + refused.Count(s => s == HttpStatusCode.TooManyRequests));
        Assert.True(each < TimeSpan.FromMilliseconds(1), $"{each.TotalMilliseconds:0.000} ms of processor time for each");
        Assert.All(other, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.True(good.Count(s => s == HttpStatusCode.OK) >= good.Count * 9 / 10, string.Join(' ', good));
        Assert.True(server.Output.Split('\n').Count(l => l.Contains("refused at the check", StringComparison.Ordinal)) <= 4 * clients.Length * (1 + (seconds / 60)), server.Output);

        async Task<List<HttpStatusCode>> RefusedAsync(string[] tokens) => [.. await Task.WhenAll(tokens.Select(token => StatusAsync(attacker, token)))];
    }

    [Fact]
    public async Task Client_whose_share_of_used_tokens_is_full_waits_and_another_does_not()
    {
        await using var server = RegisteredProcess.Start(_folder, ["busy-ehr", "calm-ehr"]);
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = LocalAddress.Client("127.0.0.1", address);
        await LimitAsync(2_000);

        for (var i = 0; i < 600; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, RegisteredProcess.Token(_folder, "busy-ehr")));
        }

        // The share follows: one call a second for what five minutes and their allowances may bring.
        await LimitAsync(1);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/cds-services", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {RegisteredProcess.Token(_folder, "busy-ehr")}");
        using var response = await client.SendAsync(request, _patience.Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(8));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, RegisteredProcess.Token(_folder, "calm-ehr")));
        await server.SaysAsync("""
            "Client":"busy-ehr","Held":600,
            """, _patience.Token);

        async Task LimitAsync(int callsPerSecond)
        {
            var reloads = Reloads();
            var path = Path.Combine(_folder.FullName, "busy-ehr.json");
            var entry = JsonNode.Parse(await File.ReadAllTextAsync(path, _patience.Token))!;
            entry["Limits"] = new JsonObject { ["CallsPerSecond"] = callsPerSecond, ["Burst"] = callsPerSecond };
            await File.WriteAllTextAsync(path, entry.ToJsonString(), _patience.Token);
            while (Reloads() == reloads)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), _patience.Token);
            }
        }

        int Reloads() => server.Output.Split("registered clients have changed:").Length;
    }

    [Fact]
    public async Task Token_of_a_megabyte_is_refused_by_its_size()
    {
        await using var server = RegisteredProcess.Start(_folder, ["flood-ehr"]);
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = LocalAddress.Client("127.0.0.1", address);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await StatusAsync(client, new string('x', 1024 * 1024)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, RegisteredProcess.Token(_folder, "flood-ehr")));
    }

    // Good in all but the signature.
    private List<string> BadTokens(string client, int count)
    {
        var parts = RegisteredProcess.Token(_folder, client).Split('.');
        return [.. Enumerable.Range(0, count).Select(_ => $"{parts[0]}.{parts[1]}.{TokenSigner.Encode(RandomNumberGenerator.GetBytes(96))}")];
    }

    private async Task<HttpStatusCode> StatusAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/cds-services", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await client.SendAsync(request, _patience.Token);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync(_patience.Token))!["services"]);
        }

        return response.StatusCode;
    }
}
