using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests;

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
        var bad = BadTokens();

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
    public async Task Token_of_a_megabyte_is_refused_by_its_size()
    {
        await using var server = RegisteredProcess.Start(_folder, ["flood-ehr"]);
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = LocalAddress.Client("127.0.0.1", address);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await StatusAsync(client, new string('x', 1024 * 1024)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, RegisteredProcess.Token(_folder, "flood-ehr")));
    }

    // Good in all but the signature, each with a jti of its own.
    private List<string> BadTokens()
    {
        var parts = RegisteredProcess.Token(_folder, "flood-ehr").Split('.');
        return [.. Enumerable.Range(0, Burst).Select(_ => $"{parts[0]}.{parts[1]}.{TokenSigner.Encode(RandomNumberGenerator.GetBytes(96))}")];
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
