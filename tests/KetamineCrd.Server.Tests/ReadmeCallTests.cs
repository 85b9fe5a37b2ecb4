using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests;

/// <summary>The README's commands for a client that one makes up, run as they stand, but for the port and for what is built already.</summary>
public sealed class ReadmeCallTests : IDisposable
{
    // Stands in for "dotnet run --project src/KetamineCrd.Tools -- …".
    private const string Built = "set -eu; dotnet() { [ \"$1 $2 $3 $4\" = 'run --project src/KetamineCrd.Tools --' ]; shift 4; command dotnet \"$TOOLS\" \"$@\"; }; ";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(120));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-readme-");
    private readonly string _host = $"localhost:{FreePort()}";

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [ShellFact]
    public async Task Made_up_client_is_answered_once_and_learns_why_its_token_is_spent()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "tests"), Repository.PathTo("tests"));
        var blocks = Blocks();
        var make = blocks.Single(b => b.Contains("client new", StringComparison.Ordinal));
        var (call, check) = (blocks.Single(b => b.Contains("token=$(", StringComparison.Ordinal)), blocks.Single(b => b.Contains("asking=$(", StringComparison.Ordinal)));
        await RunAsync(string.Join('\n', make.Split('\n').Where(l => !l.Contains("src/KetamineCrd.Server", StringComparison.Ordinal))));
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = $"http://{_host}",
            ["Crd__PublicBaseAddress"] = $"http://{_host}",
            ["Crd__ClientsPath"] = Path.Combine(_folder.FullName, "clients"),
        });
        Assert.True(await server.ListeningAsync(_patience.Token) is not null, server.Output);

        var answers = (await RunAsync($"{call}\necho\n{check}")).TrimEnd();

        // The order goes back with its own line breaks; the report is one line.
        Assert.Contains("\"not-covered\"", answers, StringComparison.Ordinal);
        var report = JsonNode.Parse(answers[(answers.LastIndexOf('\n') + 1)..])!;
        Assert.Equal("https://ehr.example.org", (string?)report["token"]!["iss"]);
        Assert.Equal(["jti"], report["checks"]!.AsArray().Where(c => (string?)c!["result"] == "failed").Select(c => (string?)c!["check"]), StringComparer.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string[] Blocks()
    {
        var readme = File.ReadAllText(Repository.PathTo("README.md")).Replace("localhost:5080", _host, StringComparison.Ordinal);
        return [.. readme.Split("```sh\n")[1..].Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)])];
    }

    private async Task<string> RunAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-c", Built + commands]) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = _folder.FullName };
        start.Environment["TOOLS"] = typeof(Tools.CommandLineTool).Assembly.Location;
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(_patience.Token);
        await shell.WaitForExitAsync(_patience.Token);
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}
