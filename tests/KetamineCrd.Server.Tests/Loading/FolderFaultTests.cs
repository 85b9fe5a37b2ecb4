using System.Diagnostics;
using System.Net;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Loading;

/// <summary>What can be wrong with the folders of clients and policies, against the server process: it is named, nothing hangs or grows, and whoever was removed is out.</summary>
public sealed class FolderFaultTests : IAsyncLifetime, IDisposable
{
    private const string Policy = "fhir-resources/PlanDefinition/excellus-7.03.03-2025-03-20";
    private const string Before = "IV ketamine for chronic pain is investigational";
    private const string After = "Investigational here: IV ketamine for chronic pain";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private readonly DirectoryInfo _clients = Directory.CreateTempSubdirectory("ketaminecrd-clients-");
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("ketaminecrd-keys-");
    private readonly DataFolder _policies = new();
    private readonly HttpClient _http = new();
    private ServerProcess? _server;

    private ServerProcess Server => _server!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        _server = RegisteredProcess.Start(_clients, ["hill", "lake"], ("Crd__ResourcesPath", _policies.Root));
        foreach (var file in _clients.GetFiles())
        {
            file.CopyTo(Path.Combine(_keys.FullName, file.Name));
        }

        _http.BaseAddress = await _server.ListeningAsync(_patience.Token) ?? throw new InvalidOperationException(_server.Output);
    }

    async Task IAsyncLifetime.DisposeAsync() => await Server.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        _policies.Dispose();
        _clients.Delete(recursive: true);
        _keys.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public async Task Named_pipe_is_named_and_never_opened()
    {
        var (client, policy) = (ClientFile("pipe"), _policies.PathTo("fhir-resources/ValueSet/pipe.json"));
        await MakePipeAsync(client);
        await MakePipeAsync(policy);
        await Server.SaysAsync("pipe.json must be a regular file", _patience.Token);
        await Server.SaysAsync("ValueSet/pipe.json", _patience.Token);

        File.Delete(ClientFile("lake"));
        await IsAnsweredAsync("lake", HttpStatusCode.Unauthorized);
        await IsAnsweredAsync("hill", HttpStatusCode.OK);

        File.Delete(client);
        File.Delete(policy);
        _policies.Edit($"{Policy}.json", Before, After);
        await IsTakenOverAsync();

        await Server.TerminateAsync(_patience.Token);
        Assert.Equal(0, await Server.ExitAsync(_patience.Token));
        Assert.DoesNotContain("lasts longer", Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_is_removed_beside_a_wrong_entry_is_out_and_the_other_goes_on()
    {
        await File.WriteAllTextAsync(ClientFile("zz"), "{", _patience.Token);
        await Server.SaysAsync("zz.json must be a JSON object", _patience.Token);
        var token = Token("lake");

        File.Delete(ClientFile("lake"));

        await IsAnsweredAsync("lake", HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("hill")));
        Assert.Contains("\"Removed\":1,\"Clients\":1", Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_client_that_is_removed_is_out_and_nobody_else_comes_in()
    {
        var (entry, token) = (await File.ReadAllTextAsync(ClientFile("hill"), _patience.Token), Token("hill"));
        File.Delete(ClientFile("lake"));
        File.Delete(ClientFile("hill"));

        await Server.SaysAsync("No client is registered any more", _patience.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token: null));

        await File.WriteAllTextAsync(ClientFile("hill"), entry, _patience.Token);
        await IsAnsweredAsync("hill", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Folder_that_cannot_be_read_removes_nobody()
    {
        Directory.Move(_clients.FullName, _clients.FullName + "-aside");
        try
        {
            await Server.SaysAsync("Crd:ClientsPath or the settings cannot be read", _patience.Token);
        }
        finally
        {
            Directory.Move(_clients.FullName + "-aside", _clients.FullName);
        }

        Assert.DoesNotContain("are gone", Server.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("hill")));
    }

    [Fact]
    public async Task Folders_that_hang_are_told_and_hold_up_neither_calls_nor_each_other_nor_what_comes_after()
    {
        using (new HeldFile(ClientFile("held")))
        {
            await Server.SaysAsync("Reading the folder of {Setting} lasts", _patience.Token);
            await Server.SaysAsync("\"Setting\":\"Crd:ClientsPath\"", _patience.Token);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("hill")));
            _policies.Edit($"{Policy}.json", Before, After);
            await IsTakenOverAsync();
        }

        File.Delete(ClientFile("held"));
        File.Delete(ClientFile("lake"));
        await IsAnsweredAsync("lake", HttpStatusCode.Unauthorized);

        using (new HeldFile(_policies.PathTo("fhir-resources/ValueSet/held.json")))
        {
            await Server.SaysAsync("\"Setting\":\"Crd:ResourcesPath\"", _patience.Token);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("hill")));

            await Server.TerminateAsync(_patience.Token);
            Assert.Equal(0, await Server.ExitAsync(_patience.Token));
        }

        Assert.Single(Server.Output.Split('\n'), l => l.Contains("\"Setting\":\"Crd:ClientsPath\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_to_a_parent_folder_are_refused_without_filling_the_memory_or_the_log()
    {
        var before = Server.Memory;
        File.CreateSymbolicLink(_policies.PathTo("fhir-resources/one"), "../fhir-resources");
        File.CreateSymbolicLink(_policies.PathTo("fhir-resources/two"), "../fhir-resources");

        await Server.SaysAsync("The policy data has changed and is refused", _patience.Token);
        await Server.SaysAsync("Policy data refused", _patience.Token); // a line of its own for each file

        Assert.InRange(Server.Memory - before, long.MinValue, 150_000_000);
        Assert.InRange(Server.Output.Split("Policy data refused").Length - 1, 1, 20);

        File.Delete(_policies.PathTo("fhir-resources/one"));
        File.Delete(_policies.PathTo("fhir-resources/two"));
        _policies.Edit($"{Policy}.json", Before, After);
        await IsTakenOverAsync();
    }

    [Fact]
    public async Task Files_that_are_too_large_are_named_with_the_limit_and_not_read()
    {
        await IsAnsweredAsync("hill", HttpStatusCode.OK);
        var before = Server.Memory;
        var values = string.Join(',', Enumerable.Repeat('1', 20_000_000));
        _policies.Write("fhir-resources/ValueSet/huge.json", $$"""{"resourceType":"ValueSet","id":"huge","x":[{{values}}]}""");
        await File.WriteAllTextAsync(ClientFile("huge"), $$"""{"Issuer":"https://huge.example.org","Origins":[{{values}}]}""", _patience.Token);

        await Server.SaysAsync("This must be a regular file that is not empty, of 4 MiB at most.", _patience.Token);
        await Server.SaysAsync("huge.json must be a regular file that is not empty, of 256 KiB at most.", _patience.Token);

        Assert.Contains("fhir-resources/ValueSet/huge.json", Server.Output, StringComparison.Ordinal);
        Assert.InRange(Server.Memory - before, long.MinValue, 100_000_000);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("hill")));
    }

    [Fact]
    public async Task File_that_is_too_large_stops_the_start_and_is_named()
    {
        _policies.Write("fhir-resources/ValueSet/huge.json", new string(' ', 5_000_000));
        await using var second = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Crd__ResourcesPath"] = _policies.Root,
        });

        Assert.Equal(1, await second.ExitAsync(_patience.Token));
        Assert.Contains("fhir-resources/ValueSet/huge.json: This must be a regular file that is not empty, of 4 MiB at most.", second.Output, StringComparison.Ordinal);
    }

    private static async Task MakePipeAsync(string path)
    {
        using var make = Process.Start("mkfifo", [path]);
        await make.WaitForExitAsync();
        Assert.Equal(0, make.ExitCode);
    }

    private string ClientFile(string client) => Path.Combine(_clients.FullName, $"{client}.json");

    // The entry may be gone from the folder of clients.
    private string Token(string client) => RegisteredProcess.Token(_keys, client);

    private async Task<HttpStatusCode> StatusAsync(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/cds-services", UriKind.Relative));
        if (token is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {token}");
        }

        using var response = await _http.SendAsync(request, _patience.Token);
        return response.StatusCode;
    }

    /// <summary>Calls with new tokens until it is answered so.</summary>
    private async Task IsAnsweredAsync(string client, HttpStatusCode status)
    {
        while (await StatusAsync(Token(client)) != status)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), _patience.Token);
        }
    }

    private async Task IsTakenOverAsync()
    {
        while (!(await _http.GetStringAsync(new Uri(Policy.Replace("fhir-resources", "/fhir", StringComparison.Ordinal), UriKind.Relative), _patience.Token)).Contains(After, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), _patience.Token);
        }
    }
}
