using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>A process with registered clients, 20 connections and 30 calls for each address, and a proxy that it trusts.</summary>
public sealed class ConnectionLimitTests : IAsyncLifetime, IDisposable
{
    private const int Share = 20;
    private const string Proxy = "127.0.0.9";
    private const string Client = "quiet-ehr";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-connections-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly List<RawConnection> _open = [];
    private ServerProcess? _server;
    private Uri? _address;

    async Task IAsyncLifetime.InitializeAsync()
    {
        _server = Start();
        _address = await ListeningAsync(_server);
    }

    async Task IAsyncLifetime.DisposeAsync() => await _server!.DisposeAsync();

    public void Dispose()
    {
        _open.ForEach(connection => connection.Dispose());
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public async Task Address_has_its_share_of_connections_and_others_have_theirs()
    {
        for (var i = 0; i < Share; i++)
        {
            Assert.True(await IsAnsweredAsync(await OpenAsync("127.0.0.2")), $"connection {i}");
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.False(await IsAnsweredAsync(await OpenAsync("127.0.0.2")));
        }

        Assert.True(await IsAnsweredAsync(await OpenAsync("127.0.0.3")));
        Assert.True(await IsAnsweredAsync(_open[0]));

        _open[0].Dispose();
        while (!await IsAnsweredAsync(await OpenAsync("127.0.0.2")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _patience.Token);
        }

        Assert.Equal(1, Count(_server!.Output, "new connections were closed"));
    }

    [Fact]
    public async Task Trusted_proxy_has_more_connections_than_one_address()
    {
        for (var i = 1; i <= Share * 2; i++)
        {
            Assert.True(await IsAnsweredAsync(await OpenAsync(Proxy), $"X-Forwarded-For: 198.51.100.{i}\r\n"), $"connection {i}");
        }
    }

    [Fact]
    public async Task Call_that_comes_too_often_is_the_last_of_its_connection()
    {
        var answers = await PipelineAsync("127.0.0.2", "/style.css", 60);

        Assert.Equal(1, Count(answers, "HTTP/1.1 429 "));
        Assert.Equal(1, Count(answers, "Connection: close"));
        Assert.True(Count(answers, "HTTP/1.1 200 ") >= 30);
    }

    [Fact]
    public async Task Connection_of_a_proxy_goes_on_after_a_call_that_came_too_often()
    {
        var answers = await PipelineAsync(Proxy, "/style.css", 60);

        Assert.Equal(60, Count(answers, "HTTP/1.1 "));
        Assert.True(Count(answers, "HTTP/1.1 429 ") > 1);
    }

    [Fact]
    public async Task Call_without_a_token_is_the_last_of_its_connection()
    {
        var answers = await PipelineAsync("127.0.0.2", "/cds-services", 5);

        Assert.Equal(1, Count(answers, "HTTP/1.1 "));
        Assert.Equal(1, Count(answers, "HTTP/1.1 401 "));
        Assert.Equal(1, Count(answers, "Connection: close"));
    }

    [Fact]
    public async Task Connection_goes_on_after_a_token_that_is_refused()
    {
        var answers = await PipelineAsync("127.0.0.2", "/cds-services", 5, "Authorization: Bearer a.b.c\r\n");

        Assert.Equal(5, Count(answers, "HTTP/1.1 401 "));
    }

    [Fact]
    public async Task Share_holds_before_tls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(ServerFactory.Today.AddYears(-1), ServerFactory.Today.AddYears(9));
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.FullName, "tls")).FullName, "server.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "made-up"), _patience.Token);
        await using var server = Start(
            ("Kestrel__Endpoints__Tls__Url", "https://127.0.0.1:0"),
            ("Kestrel__Endpoints__Tls__Certificate__Path", file),
            ("Kestrel__Endpoints__Tls__Certificate__Password", "made-up"));
        var address = await ListeningAsync(server);

        for (var i = 0; i < Share; i++)
        {
            _open.Add(await RawConnection.OpenAsync(address, _patience.Token, "127.0.0.2"));
        }

        _address = address;
        Assert.False(await IsAnsweredAsync(await OpenAsync("127.0.0.2")));
        await server.SaysAsync("new connections were closed", _patience.Token);

        using var socket = await LocalAddress.ConnectAsync("127.0.0.3", address, _patience.Token);
        await using var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString());
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(_patience.Token);
        Assert.True(tls.IsAuthenticated);
    }

    private ServerProcess Start(params (string Key, string Value)[] settings) => RegisteredProcess.Start(
        _folder, File.Exists(Path.Combine(_folder.FullName, $"{Client}.json")) ? [] : [Client],
        [
            ("Crd__ConnectionsPerAddress", $"{Share}"), ("Crd__CallsPerSecondPerAddress", "1"), ("Crd__BurstPerAddress", "30"), ("Crd__TrustedProxies__0", Proxy), .. settings,
        ]);

    private async Task<Uri> ListeningAsync(ServerProcess server) => await server.ListeningAsync(_patience.Token) ?? throw new InvalidOperationException(server.Output);

    // Null when it is closed before the caller knows that it is open.
    private async Task<RawConnection?> OpenAsync(string from)
    {
        try
        {
            var connection = await RawConnection.OpenAsync(_address!, _patience.Token, from);
            _open.Add(connection);
            return connection;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    // False when the connection is closed instead.
    private async Task<bool> IsAnsweredAsync(RawConnection? connection, string headers = "")
    {
        if (connection is null)
        {
            return false;
        }

        try
        {
            await connection.SendAsync($"HEAD /style.css HTTP/1.1\r\nHost: crd.payer.example\r\n{headers}\r\n", _patience.Token);
            return (await connection.ReadSomeAsync(_patience.Token)).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    // The last request ends the connection, should no answer have done so before.
    private async Task<string> PipelineAsync(string from, string path, int count, string headers = "")
    {
        using var connection = await RawConnection.OpenAsync(_address!, _patience.Token, from);
        var request = $"HEAD {path} HTTP/1.1\r\nHost: crd.payer.example\r\n{headers}";
        await connection.SendAsync(string.Concat(Enumerable.Repeat($"{request}\r\n", count - 1)) + $"{request}Connection: close\r\n\r\n", _patience.Token);
        return await connection.ReadToEndAsync(_patience.Token);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
