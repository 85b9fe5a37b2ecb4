using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace KetamineCrd.Server.Tests.Clients;

/// <summary>Entries of clients are checked when the server starts, and again whenever they change.</summary>
public sealed class ClientRegistrationTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(ServerFactory.Today);
    private readonly ClientServer _server;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-clients-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    public ClientRegistrationTests() => _server = new ClientServer(new ServerFactory { Clock = _clock });

    public void Dispose()
    {
        _server.Dispose();
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Theory]
    [InlineData("Clients:valley-ehr:Issuer", "", "Clients:valley-ehr:Issuer is required")]
    [InlineData("Clients:valley-ehr:Isuer", "x", "Clients:valley-ehr:Isuer is not known")]
    [InlineData("Clients:valley-ehr:JwksUrl", "https://ehr.example.org/jwks.json", "Clients:valley-ehr:Jwks must be the only one of Jwks, JwksFile and JwksUrl")]
    [InlineData("Clients:valley-ehr:JwksFile", "no-such-file.json", "Clients:valley-ehr:JwksFile must be a file")]
    [InlineData("Clients:valley-ehr:Jwks:keys:0:kid", "", "Clients:valley-ehr:Jwks:keys:0 a key needs a 'kid'")]
    [InlineData("Clients:valley-ehr:Jwks:keys:0:kty", "oct", "Clients:valley-ehr:Jwks:keys:0 'kty'")]
    [InlineData("Clients:valley-ehr:Jwks:keys:0:d", "AAAA", "Clients:valley-ehr:Jwks:keys:0 a public key")]
    [InlineData("Clients:valley-ehr:Jwks:keys:0:crv", "P-384K", "Clients:valley-ehr:Jwks:keys:0 'crv'")]
    [InlineData("Clients:valley-ehr:Jwks:keys:0:x", "AAAA", "Clients:valley-ehr:Jwks:keys:0 the numbers")]
    [InlineData("Clients:valley-ehr:Jwks:keys:0:use", "enc", "Clients:valley-ehr:Jwks:keys:0 a key for signatures")]
    [InlineData("Clients:valley-ehr:Jwks:keys:0:alg", "HS256", "Clients:valley-ehr:Jwks:keys:0 'alg'")]
    [InlineData("Clients:valley-ehr:Jwks:keys:1:n", "AQAB", "Clients:valley-ehr:Jwks:keys:1 an RSA key must have 2048")]
    [InlineData("Clients:valley-ehr:Algorithms:0", "none", "Clients:valley-ehr:Algorithms:0 must be one of")]
    [InlineData("Clients:valley-ehr:Algorithms:0", "HS256", "Clients:valley-ehr:Algorithms:0 must be one of")]
    [InlineData("Clients:valley-ehr:FhirServers", "https://ehr.example.org", "Clients:valley-ehr:FhirServers must be a list")]
    [InlineData("Clients:valley-ehr:FhirServers:0", "http://ehr.example.org/fhir", "Clients:valley-ehr:FhirServers:0 must be an absolute https address")]
    [InlineData("Clients:valley-ehr:FhirServers:0", "http://localhost/fhir", "Clients:valley-ehr:FhirServers:0 must be an absolute https address")]
    [InlineData("Clients:valley-ehr:FhirServers:0", "https://user:secret@ehr.example.org/fhir", "Clients:valley-ehr:FhirServers:0 must be an absolute https address")]
    [InlineData("Clients:valley-ehr:FhirServers:0", "https://ehr.example.org/fhir?x=1", "Clients:valley-ehr:FhirServers:0 must be a FHIR base")]
    [InlineData("Clients:valley-ehr:FhirServers:0", "fhir", "Clients:valley-ehr:FhirServers:0 must be an absolute https address")]
    [InlineData("Clients:valley-ehr:AllowPrivateNetwork", "perhaps", "Clients:valley-ehr:AllowPrivateNetwork must be true or false")]
    [InlineData("Clients:valley-ehr:Payers:0", "excelsus", "Clients:valley-ehr:Payers:0 must be one of")]
    [InlineData("Clients:valley-ehr:Origins:0", "https://ehr.example.org/app", "Clients:valley-ehr:Origins:0 must be a web origin")]
    [InlineData("Clients:valley-ehr:Origins:0", "*", "Clients:valley-ehr:Origins:0 must be a web origin")]
    [InlineData("Clients:valley-ehr:Hooks:0", "order-sing", "Clients:valley-ehr:Hooks:0 must be one of")]
    [InlineData("Clients:valley-ehr:Dialects:0", "2.1", "Clients:valley-ehr:Dialects:0 must be one of 2.2, 2.0")]
    [InlineData("Clients:valley-ehr:Limits:CallsPerSecond", "0", "Clients:valley-ehr:Limits:CallsPerSecond must be a whole number from 1")]
    [InlineData("Clients:valley-ehr:Limits:Bust", "5", "Clients:valley-ehr:Limits:Bust is not known")]
    [InlineData("Clients:valley-ehr:Hooks", "", "Clients:valley-ehr:Hooks must be a list that is not empty")]
    [InlineData("Clients:valley-ehr:Limits:OpenCalls", "many", "Clients:valley-ehr:Limits:OpenCalls must be a whole number from 1")]
    [InlineData("Clients:hill-ehr:Issuer", "https://hill.example.org", "Clients:hill-ehr:Jwks is required")]
    [InlineData("Clients:hill ehr:Issuer", "https://hill.example.org", "Clients:hill ehr must be named")]
    [InlineData("Crd:PublicBaseAddress", "", "Crd:PublicBaseAddress is required where clients are registered")]
    [InlineData("Crd:PublicBaseAddress", "http://crd.payer.example", "Crd:PublicBaseAddress must be an https address")]
    [InlineData("Crd:OtherBaseAddresses:0", "http://crd.payer.example", "Crd:OtherBaseAddresses:0 must be an https address")]
    [InlineData("Crd:OtherBaseAddresses:0", "old", "Crd:OtherBaseAddresses:0 must be an absolute")]
    [InlineData("Crd:ClientsPath", "/no/such/folder", "Crd:ClientsPath must be a folder")]
    [InlineData("Crd:TrustedProxies:0", "proxy.example.org", "Crd:TrustedProxies:0 must be an IP address")]
    [InlineData("Crd:TokenLifetime", "02:00:00", "TokenLifetime")]
    [InlineData("Clients:valley-ehr:TokenLifetime", "01:00:01", "Clients:valley-ehr:TokenLifetime must be a time from 00:01:00 to 01:00:00")]
    [InlineData("Clients:valley-ehr:TokenLifetime", "00:00:59", "Clients:valley-ehr:TokenLifetime must be a time")]
    [InlineData("Clients:valley-ehr:TokenLifetime", "15", "Clients:valley-ehr:TokenLifetime must be a time")]
    [InlineData("Clients:valley-ehr:Jku", "jwks.json", "Clients:valley-ehr:Jku must be the address")]
    [InlineData("Crd:CallsPerSecondPerAddress", "0", "CallsPerSecondPerAddress")]
    [InlineData("Crd:ConnectionsPerAddress", "0", "ConnectionsPerAddress")]
    [InlineData("Crd:ConnectionsPerAddress", "5001", "ConnectionsPerAddress")]
    public void Wrong_entry_stops_the_start_and_its_key_is_named(string key, string value, string message)
    {
        _server.Server.Settings[key] = value;

        var failure = Assert.ThrowsAny<Exception>(() => _server.Http.Dispose());

        Assert.Contains(message, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10000", "00:05:00", true)]
    [InlineData("1400", "01:00:00", true)]
    [InlineData("10000", "01:00:00", false)]
    public void Rate_and_lifetime_together_bound_the_tokens_that_are_held(string callsPerSecond, string lifetime, bool isGood)
    {
        _server.Server.Settings["Clients:valley-ehr:Limits:CallsPerSecond"] = callsPerSecond;
        _server.Server.Settings["Clients:valley-ehr:TokenLifetime"] = lifetime;

        var failure = Record.Exception(() => _server.Http.Dispose());

        Assert.Equal(isGood, failure is null);
        Assert.True(isGood || failure!.ToString().Contains("Clients:valley-ehr:Limits:CallsPerSecond asks for", StringComparison.Ordinal), failure?.ToString());
    }

    [Fact]
    public void At_most_four_keys_may_have_one_kid()
    {
        var keys = new JsonArray();
        for (var i = 0; i < 5; i++)
        {
            keys.Add(TokenSigner.JwkOf(_server.Signer.Ec, "same"));
        }

        _server.Register("Clients:valley-ehr", new JsonObject { ["keys"] = keys });

        var failure = Assert.ThrowsAny<Exception>(() => _server.Http.Dispose());

        Assert.Contains("Clients:valley-ehr:Jwks:keys:4 at most 4 keys", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_clients_of_one_issuer_need_tenants_of_their_own()
    {
        _server.Server.Settings["Clients:hill-ehr:Issuer"] = TokenSigner.Issuer;
        _server.Register("Clients:hill-ehr", _server.Signer.Jwks);

        var failure = Assert.ThrowsAny<Exception>(() => _server.Http.Dispose());

        Assert.Contains("the same Issuer", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_may_be_registered_with_a_file_of_its_own()
    {
        using var hill = new TokenSigner();
        Write("hill-ehr.json", Entry("https://hill.example.org", hill));
        _server.Server.Settings["Crd:ClientsPath"] = _folder.FullName;

        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(Token(hill, "https://hill.example.org"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(Token(_server.Signer, TokenSigner.Issuer))).Status);
    }

    [Fact]
    public async Task Keys_may_stand_in_a_file_beside_the_entry()
    {
        using var hill = new TokenSigner();
        Write("hill-ehr.json", new JsonObject { ["Issuer"] = "https://hill.example.org", ["JwksFile"] = "hill.jwks.json" });
        Write("hill.jwks.json", hill.Jwks);
        _server.Server.Settings["Crd:ClientsPath"] = _folder.FullName;

        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(Token(hill, "https://hill.example.org"))).Status);
    }

    [Theory]
    [InlineData("{", "hill-ehr.json must be a JSON object")]
    [InlineData("[]", "hill-ehr.json must be a JSON object")]
    [InlineData("{}", "hill-ehr.json:Issuer is required")]
    [InlineData("""{ "Issuer": "x", "Payers": [] }""", "hill-ehr.json:Payers must be a list that is not empty")]
    public void Wrong_file_stops_the_start_and_is_named(string content, string message)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "hill-ehr.json"), content);
        _server.Server.Settings["Crd:ClientsPath"] = _folder.FullName;

        var failure = Assert.ThrowsAny<Exception>(() => _server.Http.Dispose());

        Assert.Contains(message, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_client_a_rotated_key_and_a_removed_client_count_without_a_restart()
    {
        using var hill = new TokenSigner();
        using var rotated = new TokenSigner();
        _server.Server.Settings["Crd:ClientsPath"] = _folder.FullName;
        (await CallAsync(hill)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: iss");

        Write("hill-ehr.json", Entry("https://hill.example.org", hill));
        await UntilAsync(hill, HttpStatusCode.OK);

        // The same kid, another key: the old one is worth nothing from now on.
        Write("hill-ehr.json", Entry("https://hill.example.org", rotated));
        await UntilAsync(rotated, HttpStatusCode.OK);
        (await CallAsync(hill)).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");

        File.Delete(Path.Combine(_folder.FullName, "hill-ehr.json"));
        await UntilAsync(rotated, HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(Token(_server.Signer, TokenSigner.Issuer))).Status);

        Task<HookAnswer> CallAsync(TokenSigner signer) => _server.CallAsync(Token(signer, "https://hill.example.org"));

        async Task UntilAsync(TokenSigner signer, HttpStatusCode status)
        {
            while ((await CallAsync(signer)).Status != status)
            {
                await PassAsync();
            }
        }
    }

    [Fact]
    public async Task Client_that_comes_with_a_changed_section_counts_without_a_restart()
    {
        using var hill = new TokenSigner();
        (await CallAsync()).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: iss");

        // As when appsettings.json is read again.
        var configuration = _server.Server.Services.GetRequiredService<IConfiguration>();
        foreach (var (name, value) in hill.Jwks["keys"]![0]!.AsObject())
        {
            configuration[$"Clients:hill-ehr:Jwks:keys:0:{name}"] = (string)value!;
        }

        configuration["Clients:hill-ehr:Issuer"] = "https://hill.example.org";
        while ((await CallAsync()).Status != HttpStatusCode.OK)
        {
            await PassAsync();
        }

        Task<HookAnswer> CallAsync() => _server.CallAsync(Token(hill, "https://hill.example.org"));
    }

    [Fact]
    public async Task Broken_change_is_refused_whole_and_said_once()
    {
        using var hill = new TokenSigner();
        Write("hill-ehr.json", Entry("https://hill.example.org", hill));
        _server.Server.Settings["Crd:ClientsPath"] = _folder.FullName;
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(Token(hill, "https://hill.example.org"))).Status);

        File.WriteAllText(Path.Combine(_folder.FullName, "hill-ehr.json"), "{ \"Issuer\": ");
        Write("lake-ehr.json", Entry("https://lake.example.org", hill));
        while (!_server.Server.Logs.Entries.Any(e => e.Message.Contains("hill-ehr.json", StringComparison.Ordinal)))
        {
            await PassAsync();
        }

        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(Token(hill, "https://hill.example.org"))).Status);
        (await _server.CallAsync(Token(hill, "https://lake.example.org"))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: iss");
    }

    [Fact]
    public async Task Settings_file_that_is_no_JSON_for_a_while_removes_nobody()
    {
        var file = Path.Combine(_folder.FullName, "appsettings.json");
        var entry = new JsonObject { ["Clients"] = new JsonObject { ["hill-ehr"] = Entry("https://hill.example.org", _server.Signer) } }.ToJsonString();
        await File.WriteAllTextAsync(file, entry);
        using var settings = new ConfigurationManager();
        settings.AddJsonFile(file, optional: false, reloadOnChange: true);
        var data = ActivatorUtilities.CreateInstance<ClientData>(_server.Server.Services, settings);
        Assert.Single(data.Load(ClientRegistry.Empty).Ids);

        await File.WriteAllTextAsync(file, entry[..^5]);
        while (settings.GetSection("Clients").Exists())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _patience.Token);
        }

        Assert.Contains("appsettings.json", Assert.Throws<IOException>(() => data.Load(ClientRegistry.Empty)).Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, """{"Logging":{"x":"y"}}""");
        while (!settings.GetSection("Logging").Exists())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _patience.Token);
        }

        Assert.Empty(data.Load(ClientRegistry.Empty).Ids);
    }

    [Fact]
    public async Task Key_file_that_vanishes_is_a_wrong_entry_and_its_keys_go_on()
    {
        using var hill = new TokenSigner();
        Write("hill-ehr.json", new JsonObject { ["Issuer"] = "https://hill.example.org", ["JwksFile"] = "hill.jwks.json" });
        Write("hill.jwks.json", hill.Jwks);
        _server.Server.Settings["Crd:ClientsPath"] = _folder.FullName;
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(Token(hill, "https://hill.example.org"))).Status);

        File.Delete(Path.Combine(_folder.FullName, "hill.jwks.json"));
        while (!_server.Server.Logs.Entries.Any(e => e.Message.Contains("hill-ehr.json:JwksFile must be a file", StringComparison.Ordinal)))
        {
            await PassAsync();
        }

        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(Token(hill, "https://hill.example.org"))).Status);
    }

    [Theory]
    [InlineData("hill-ehr.json", 300_000, "hill-ehr.json must be a regular file that is not empty, of 256 KiB at most")]
    [InlineData("hill-ehr.json", 0, "hill-ehr.json must be a regular file")]
    [InlineData("hill.jwks.json", 300_000, "hill-ehr.json:JwksFile must be a file that can be read, not empty and of 256 KiB at most")]
    public void File_of_a_size_that_no_entry_and_no_key_has_stops_the_start(string name, int spaces, string message)
    {
        Write("hill-ehr.json", new JsonObject { ["Issuer"] = "https://hill.example.org", ["JwksFile"] = "hill.jwks.json" });
        Write("hill.jwks.json", _server.Signer.Jwks);
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, spaces == 0 ? "" : File.ReadAllText(path) + new string(' ', spaces));
        _server.Server.Settings["Crd:ClientsPath"] = _folder.FullName;

        var failure = Assert.ThrowsAny<Exception>(() => _server.Http.Dispose());

        Assert.Contains(message, failure.ToString(), StringComparison.Ordinal);
    }

    // The looks are on the clock of the test.
    private Task PassAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return Task.Delay(20, _patience.Token);
    }

    private string Token(TokenSigner signer, string issuer)
    {
        var claims = _server.Signer.ClaimsWith("iss", issuer);
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        (claims["iat"], claims["exp"]) = (now, now + 240);
        return signer.Sign(claims);
    }

    private static JsonObject Entry(string issuer, TokenSigner signer) => new() { ["Issuer"] = issuer, ["Jwks"] = signer.Jwks };

    private void Write(string name, JsonObject json) => File.WriteAllText(Path.Combine(_folder.FullName, name), json.ToJsonString());
}
