using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Starting;

/// <summary>A start tells where to open the server, or in a sentence why there is none and what to do, with exit code 1.</summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(120));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-start-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public async Task Second_server_on_the_same_port_names_the_address_and_what_to_do()
    {
        await using var first = ServerProcess.Start(With("ASPNETCORE_URLS", "http://127.0.0.1:0"));
        var address = await AddressOfAsync(first);

        await using var second = ServerProcess.Start(With("ASPNETCORE_URLS", address.AbsoluteUri));

        await IsToldAsync(second, $"The server did not start: {address.GetLeftPart(UriPartial.Authority)} is in use by another program");
        Assert.Contains("Stop that one, or listen elsewhere with ASPNETCORE_URLS", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Crd__HookBudget", "00:00:20", "Crd:HookBudget must be between 00:00:01 and 00:00:10.")]
    [InlineData("Crd__HookBudget", "soon", "Crd:HookBudget")]
    [InlineData("Crd__PublicBaseAddress", "/relative", "Crd:PublicBaseAddress must be an absolute http or https address.")]
    [InlineData("Crd__ResourcesPath", "/no/such/folder", "Crd:ResourcesPath must be a folder that exists.")]
    [InlineData("Serilog__MinimumLevel__Default", "Loud", "Loud")]
    [InlineData("ASPNETCORE_URLS", "http://localhost:99999", "a port to listen on is not between 0 and 65535.")]
    public async Task Refused_setting_is_named_with_the_remedy(string name, string value, string named)
    {
        await using var server = ServerProcess.Start(With(name, value));

        await IsToldAsync(server, named);
        Assert.Contains("Correct it in ", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_clients_are_each_named_below_the_sentence()
    {
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Crd__PublicBaseAddress"] = "https://crd.payer.example",
            ["Clients__valley-ehr__Isuer"] = "x",
        });

        await IsToldAsync(server, "The server did not start: the registered clients cannot be used. Correct what stands below.", lines: 4);
        Assert.Contains("Clients:valley-ehr:Issuer is required", server.Output, StringComparison.Ordinal);
    }

    [UserNamespaceFact]
    public async Task Missing_inotify_handle_is_named_with_the_way_round_it()
    {
        await using var server = ServerProcess.Launch(
            ["unshare", "-Ur", "sh", "-c", "echo 0 > /proc/sys/user/max_inotify_instances && exec dotnet \"$0\"", ServerProcess.Program],
            new Dictionary<string, string>(With("ASPNETCORE_URLS", "http://127.0.0.1:0"), StringComparer.Ordinal) { ["DOTNET_USE_POLLING_FILE_WATCHER"] = "0" });

        await IsToldAsync(server, "DOTNET_USE_POLLING_FILE_WATCHER=1");
        Assert.Contains("no inotify instance left", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_line_says_where_it_listens_and_another_where_to_open_it()
    {
        await using var server = ServerProcess.Start(With("ASPNETCORE_URLS", "http://127.0.0.1:0"));
        var address = await AddressOfAsync(server);
        await server.SaysAsync("Sandbox mode", _patience.Token);

        var lines = server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.Equal(address, new Uri((string)lines[0]["address"]!));
        Assert.Equal(address, new Uri((string)lines.Single(l => ((string)l["@mt"]!).StartsWith("Open {Address} in a browser", StringComparison.Ordinal))["Address"]!));
    }

    [TerminalFact]
    public async Task On_a_terminal_the_log_is_text_and_its_first_line_says_where_to_open_it()
    {
        await using var server = ServerProcess.Launch(["script", "-qec", $"dotnet '{ServerProcess.Program}'", "/dev/null"], With("ASPNETCORE_URLS", "http://127.0.0.1:0"));
        var address = await AddressOfAsync(server);
        using var client = new HttpClient { BaseAddress = address };

        await HookAnswer.PostAsync(client, Given.Call(), cancellationToken: _patience.Token);
        await server.SaysAsync("Hook order-sign", _patience.Token);

        // What the runtime itself sends to a terminal is taken off.
        var lines = server.Output.Replace("\u001b[?1h\u001b=", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches($"^[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} Open {address} in a browser; Ctrl\\+C stops the server\\. 6 policy versions loaded\\. Sandbox mode: ", lines[0]);
        Assert.Matches("^[0-9:]{8} Hook order-sign [0-9a-f-]{36} of sandbox answered in [0-9.]+ ms: 1 orders judged, NotCovered, 1 cards, 0 reads\\.$", Assert.Single(lines[1..]));
    }

    [Fact]
    public async Task Program_itself_tells_whether_the_server_beside_it_is_ready()
    {
        Dictionary<string, string> settings;
        await using (var server = ServerProcess.Start(With("ASPNETCORE_URLS", "http://127.0.0.1:0")))
        {
            settings = With("ASPNETCORE_URLS", (await AddressOfAsync(server)).AbsoluteUri);

            await using var ready = ServerProcess.Start(settings, folder: null, "--health");
            Assert.Equal(0, await ready.ExitAsync(_patience.Token));
        }

        await using var gone = ServerProcess.Start(settings, folder: null, "--health");
        Assert.Equal(1, await gone.ExitAsync(_patience.Token));
        Assert.StartsWith("Not ready: ", gone.Output, StringComparison.Ordinal);
    }

    // As in a container: another folder, which nobody may write to, and a user who owns nothing.
    [Fact]
    public async Task Built_folder_runs_elsewhere_for_a_user_who_can_write_nowhere()
    {
        var program = Path.Combine(CopyOfProgram(), Path.GetFileName(ServerProcess.Program));
        string[] unprivileged = Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv") ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        var environment = new Dictionary<string, string>(With("ASPNETCORE_URLS", "http://127.0.0.1:0"), StringComparer.Ordinal)
        {
            ["HOME"] = "/nonexistent",
            ["TMPDIR"] = "/nonexistent",
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        await using var server = ServerProcess.Launch([.. unprivileged, "dotnet", program], environment);
        var address = await AddressOfAsync(server);
        using var client = new HttpClient { BaseAddress = address };

        var answer = await HookAnswer.PostAsync(client, Given.Call(), cancellationToken: _patience.Token);
        using var page = await client.GetAsync(new Uri("/policies/7.03.03/2025-03-20", UriKind.Relative), _patience.Token);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Single(answer.Cards);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private static Dictionary<string, string> With(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    private async Task<Uri> AddressOfAsync(ServerProcess server)
    {
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        return address;
    }

    private async Task IsToldAsync(ServerProcess server, string named, int lines = 1)
    {
        Assert.Equal(1, await server.ExitAsync(_patience.Token));

        Assert.StartsWith("The server did not start: ", server.Output, StringComparison.Ordinal);
        Assert.Contains(named, server.Output, StringComparison.Ordinal);
        Assert.Equal(lines, server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("Exception", server.Output, StringComparison.Ordinal);
    }

    // Only what is published: no tests beside it, and nothing that may be written.
    private string CopyOfProgram()
    {
        var from = Path.GetDirectoryName(ServerProcess.Program)!;
        var copy = _folder.CreateSubdirectory("program");
        foreach (var file in Directory.EnumerateFiles(from).Where(f => Path.GetExtension(f) is ".dll" or ".json" && !Path.GetFileName(f).Contains("Tests", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }

        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode ReadAndEnter = UnixFileMode.UserRead | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            copy.UnixFileMode = ReadAndEnter;
            _folder.UnixFileMode = ReadAndEnter | UnixFileMode.UserWrite;
        }

        return copy.FullName;
    }
}
