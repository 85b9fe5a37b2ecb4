using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KetamineCrd.Tools;

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
        await using var server = Start();
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var attacker = From("127.0.0.2", address);
        using var client = From("127.0.0.1", address);
        var bad = BadTokens();

        var flood = Task.WhenAll(bad.Select(token => StatusAsync(attacker, token)));
        var good = new List<HttpStatusCode>();
        do
        {
            good.Add(await StatusAsync(client, Token()));
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
        await using var server = Start();
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = From("127.0.0.1", address);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await StatusAsync(client, new string('x', 1024 * 1024)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, Token()));
    }

    private ServerProcess Start()
    {
        Run("new", "flood-ehr", "--issuer", "https://flood.example.org", "--folder", _folder.FullName);
        return ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Crd__PublicBaseAddress"] = "https://crd.payer.example",
            ["Crd__ClientsPath"] = _folder.FullName,
        });
    }

    // Good in all but the signature, each with a jti of its own.
    private List<string> BadTokens()
    {
        var parts = Token().Split('.');
        return [.. Enumerable.Range(0, Burst).Select(_ => $"{parts[0]}.{parts[1]}.{TokenSigner.Encode(RandomNumberGenerator.GetBytes(96))}")];
    }

    private static HttpClient From(string address, Uri server) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 200,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = server,
    };

    private static string Run(params string[] arguments)
    {
        using var output = new StringWriter();
        Assert.Equal(0, CommandLineTool.Run(["client", .. arguments], output, output, TimeProvider.System));
        return output.ToString().Trim();
    }

    private string Token() => Run("token", Path.Combine(_folder.FullName, "flood-ehr.json"), "--url", "https://crd.payer.example/cds-services");

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
