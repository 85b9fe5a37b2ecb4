using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Starting;

/// <summary>A server that is set up wrongly does not start, and says what is wrong.</summary>
public sealed class StartUpTests : IDisposable
{
    private const string Policy = "fhir-resources/PlanDefinition/excellus-7.03.03-2025-03-20.json";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(90));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-resources-");

    public StartUpTests()
    {
        foreach (var part in new[] { "fhir-resources", "cards" })
        {
            foreach (var file in Directory.EnumerateFiles(Repository.PathTo(part), "*.json", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(_folder.FullName, Path.GetRelativePath(Repository.Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public async Task Server_takes_its_data_from_the_configured_folder()
    {
        Edit(Policy, text => text.Replace("IV ketamine for chronic pain is investigational", "Investigational here: IV ketamine for chronic pain", StringComparison.Ordinal));
        using var server = new ServerFactory { Settings = { ["Crd:ResourcesPath"] = _folder.FullName } };
        using var client = server.CreateClient();

        var answer = await HookAnswer.PostAsync(client, Given.Call());

        Assert.StartsWith("Investigational here", (string?)answer.Cards[0]!["summary"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Policy, "{", "")]
    [InlineData(Policy, "\"resourceType\": \"PlanDefinition\"", "\"resourceType\": \"PlanDefinitions\"")]
    [InlineData(Policy, "ValueSet/chronic-pain-conditions", "ValueSet/no-such-value-set")]
    [InlineData("cards/not-covered.en.json", "{{terms}}", "{{termms}}")]
    [InlineData("cards/not-covered.en.json", "\"indicator\": \"warning\"", "\"indicator\": \"urgent\"")]
    [InlineData("fhir-resources/ValueSet/ketamine.json", "\"resourceType\": \"ValueSet\"", "\"resourceType\": 5")]
    [InlineData("fhir-resources/Organization/excellus.json", "\"name\"", "\"nome\"")]
    [InlineData("fhir-resources/Organization/excellus.json", "\"active\": true", "\"aktive\": true")] // loads, but is no R4
    [InlineData("fhir-resources/Organization/excellus.json", "America/New_York", "Europe/Berlin")]
    public void Broken_data_file_stops_the_start_and_is_named(string file, string text, string replacement)
    {
        Edit(file, content => content.Replace(text, replacement, StringComparison.Ordinal));
        using var server = new ServerFactory { Settings = { ["Crd:ResourcesPath"] = _folder.FullName } };

        var failure = Assert.ThrowsAny<Exception>(() => server.CreateClient().Dispose());

        Assert.Contains(Path.GetFileName(file), failure.ToString(), StringComparison.Ordinal);
    }

    // The rule would fit every reason: appendicitis as well as chronic pain.
    [Fact]
    public void Misspelt_filter_path_stops_the_start_with_file_and_path()
    {
        Edit(Policy, content => content.Replace("\"path\": \"reasonCode\"", "\"path\": \"reasonCodes\"", StringComparison.Ordinal));
        using var server = new ServerFactory { Settings = { ["Crd:ResourcesPath"] = _folder.FullName } };

        var failure = Assert.ThrowsAny<Exception>(() => server.CreateClient().Dispose());

        Assert.Contains($"{Policy} at action[6].input[0].codeFilter[2].path: Expected: medication or dosageInstruction.route or reasonCode.", failure.ToString(), StringComparison.Ordinal);
    }

    // What policy check and reload refuse: a rule that never decides is no mistake of reading.
    [Fact]
    public void Rule_that_never_decides_stops_the_start()
    {
        Edit(Policy, content =>
        {
            var json = JsonNode.Parse(content)!;
            var copy = json["action"]!.AsArray().Last()!.DeepClone();
            copy["id"] = "copy";
            json["action"]!.AsArray().Add(copy);
            return json.ToJsonString();
        });
        using var server = new ServerFactory { Settings = { ["Crd:ResourcesPath"] = _folder.FullName } };

        var failure = Assert.ThrowsAny<Exception>(() => server.CreateClient().Dispose());

        Assert.Contains("Rule 'copy' never decides", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains(Policy, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Crd:HookBudget", "00:00:20", "HookBudget")]
    [InlineData("Crd:HookBudget", "00:00:00.5", "HookBudget")]
    [InlineData("Crd:HookBudget", "soon", "Crd:HookBudget")]
    [InlineData("Crd:MaximumRequestBytes", "5", "MaximumRequestBytes")]
    [InlineData("Crd:MaximumRequestBytes", "33554432", "Crd:MaximumOpenBytes must be at least 8 times Crd:MaximumRequestBytes")]
    [InlineData("Crd:ReadCacheLifetime", "00:10:01", "ReadCacheLifetime")]
    [InlineData("Crd:ReadCacheLifetime", "-00:00:01", "ReadCacheLifetime")]
    [InlineData("Crd:MaximumFhirResponseBytes", "0", "MaximumFhirResponseBytes")]
    [InlineData("Crd:PublicBaseAddress", "/relative", "Crd:PublicBaseAddress")]
    [InlineData("Crd:PublicBaseAddress", "ftp://x.example/", "Crd:PublicBaseAddress")]
    [InlineData("Crd:ResourcesPath", "/no/such/folder", "Crd:ResourcesPath")]
    public void Wrong_option_stops_the_start_and_its_key_is_named(string key, string value, string named)
    {
        using var server = new ServerFactory { Settings = { [key] = value } };

        var failure = Assert.ThrowsAny<Exception>(() => server.CreateClient().Dispose());

        Assert.Contains(named, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://0.0.0.0:0")]
    [InlineData("ASPNETCORE_URLS", "http://*:0")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:0;http://[::]:0")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "0")]
    [InlineData("Kestrel__Endpoints__Open__Url", "http://0.0.0.0:0")]
    [InlineData("Kestrel__Endpoints__Open__Url", "http://localhost.example.org:0")]
    [InlineData("Kestrel__Endpoints__Open__Url", "https://0.0.0.0:0")]
    [InlineData("Kestrel__Endpoints__Open__Protocols", "Http1", "Kestrel:Endpoints:Open:Url")]
    [InlineData("ASPNETCORE_Kestrel__Endpoints__Open__Url", "http://0.0.0.0:0", "Kestrel:Endpoints:Open:Url")]
    [InlineData("ASPNETCORE_HTTPS_PORTS", "0")]
    [InlineData("DOTNET_URLS", "http://0.0.0.0:0", "ASPNETCORE_URLS")]
    [InlineData("URLS", "http://0.0.0.0:0", "ASPNETCORE_URLS")]
    [InlineData("ASPNETCORE_URLS", "http://0:0")]
    [InlineData("ASPNETCORE_URLS", "http://+:0")]
    [InlineData("ASPNETCORE_URLS", "http://10.1.2.3:0")]
    [InlineData("ASPNETCORE_URLS", "http://myhost:5080")]
    [InlineData("ASPNETCORE_URLS", "http://unix:/tmp/ketaminecrd.sock")]
    [InlineData("ASPNETCORE_URLS", "http://pipe:/ketaminecrd")]
    [InlineData("ASPNETCORE_URLS", "localhost:5080")]
    [InlineData("ASPNETCORE_URLS", @"http://localhost\@0.0.0.0:0")]
    // Kestrel listens on every address for these, though Uri takes them for loopback.
    [InlineData("ASPNETCORE_URLS", "http://loopback:0")]
    [InlineData("ASPNETCORE_URLS", "http://anyone@localhost:0")]
    public async Task Server_without_registered_clients_refuses_to_listen_outside_loopback(string name, string value, string? named = null)
    {
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value });

        Assert.NotEqual(0, await server.ExitAsync(_patience.Token));

        Assert.Contains(named ?? name.Replace("__", ":", StringComparison.Ordinal), server.Output, StringComparison.Ordinal);
        Assert.Contains("opens this server to other machines", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_on_the_command_line_is_refused_in_the_same_way()
    {
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal), folder: null, "--urls", "http://0.0.0.0:0");

        Assert.NotEqual(0, await server.ExitAsync(_patience.Token));

        Assert.Contains("--urls", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_data_ends_the_process_with_an_error_that_names_the_file()
    {
        Edit(Policy, _ => "{");
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Crd__ResourcesPath"] = _folder.FullName,
        });

        Assert.NotEqual(0, await server.ExitAsync(_patience.Token));
        Assert.Contains(Policy, server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Built_server_answers_a_hook_on_loopback()
    {
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = new HttpClient { BaseAddress = address };

        var answer = await HookAnswer.PostAsync(client, Given.Call(), cancellationToken: _patience.Token);

        Assert.Equal("not-covered", answer.Statement.Covered);
        var log = server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(log, line => Assert.NotNull(JsonNode.Parse(line)));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Kestrel_speaks_tls_itself_where_it_has_a_certificate(SslProtocols version)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(ServerFactory.Today.AddYears(-1), ServerFactory.Today.AddYears(9));
        var file = Path.Combine(_folder.FullName, "server.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "made-up"), _patience.Token);
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Kestrel__Endpoints__Tls__Url"] = "https://127.0.0.1:0",
            ["Kestrel__Endpoints__Tls__Certificate__Path"] = file,
            ["Kestrel__Endpoints__Tls__Certificate__Password"] = "made-up",
        });
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = version,
                RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString(),
            },
        })
        {
            BaseAddress = address,
        };

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call(), cancellationToken: _patience.Token)).Statement.Covered);
    }

    private void Edit(string file, Func<string, string> edit)
    {
        var path = Path.Combine(_folder.FullName, file);
        var before = File.ReadAllText(path);
        var after = edit(before);
        Assert.False(before == after, "The edit changed nothing.");
        File.WriteAllText(path, after);
    }
}
