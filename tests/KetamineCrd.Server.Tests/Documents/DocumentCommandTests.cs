using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Documents;

/// <summary>The commands of the README and of docs, run as they stand, but for the port and for what is built already.</summary>
public sealed partial class DocumentCommandTests(ProcessFixture sandbox) : IClassFixture<ProcessFixture>, IDisposable
{
    // Stands in for "dotnet run --project src/KetamineCrd.Tools -- …"; an error of HTTP ends the shell.
    private const string Built =
        "set -eu; dotnet() { [ \"$1 $2 $3 $4\" = 'run --project src/KetamineCrd.Tools --' ]; shift 4; command dotnet \"$TOOLS\" \"$@\"; }; "
        + "curl() { command curl --fail \"$@\"; }; ";

    private static readonly string[] PagesWithCalls = ["README.md", "docs/integrating.md", "docs/policies.md"];

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(120));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-documents-");

    public static TheoryData<string> AllCommands => [.. Commands()];

    public static TheoryData<string> SandboxCalls => [.. Commands().Where(IsSandboxCall)];

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public void Pages_with_calls_to_a_sandbox_are_looked_at() =>
        Assert.Equal(PagesWithCalls, MarkdownPage.Names.Where(n => new MarkdownPage(n).Blocks("sh").Any(IsSandboxCall)), StringComparer.Ordinal);

    [ShellFact]
    public async Task Call_of_the_README_brings_a_card_and_a_denial_on_the_order()
    {
        var answer = JsonNode.Parse(await CallSandboxAsync(Assert.Single(new MarkdownPage("README.md").Blocks("sh"), IsSandboxCall)))!;

        Assert.Single(answer["cards"]!.AsArray());
        var action = Assert.Single(answer["systemActions"]!.AsArray())!;
        Assert.Equal("not-covered", Assert.Single(CoverageInformationPart.Of(action["resource"]!)).Covered);
    }

    [ShellTheory]
    [MemberData(nameof(SandboxCalls))]
    public async Task Call_to_a_sandbox_is_answered(string command) => Assert.NotNull(JsonNode.Parse(await CallSandboxAsync(command)));

    [Theory]
    [MemberData(nameof(AllCommands))]
    public void Command_names_projects_files_and_settings_that_are_there(string command)
    {
        Assert.All(Project().Matches(command), m => Assert.True(Directory.Exists(Repository.PathTo(m.Groups["path"].Value)), m.Value));
        Assert.All(OwnFile().Matches(command), m => Assert.True(Path.Exists(Repository.PathTo(m.Value)), m.Value));
        Assert.All(Setting().Matches(command), m => Assert.NotNull(typeof(CrdOptions).GetProperty(m.Groups["name"].Value)));
    }

    [ShellFact]
    public async Task Made_up_client_is_answered_once_and_learns_why_its_token_is_spent()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "tests"), Repository.PathTo("tests"));
        var host = $"localhost:{FreePort()}";
        var blocks = new MarkdownPage("docs/clients.md").Blocks("sh").Select(b => b.Replace("localhost:5080", host, StringComparison.Ordinal)).ToList();
        Assert.Equal(3, blocks.Count);
        await RunAsync(string.Join('\n', blocks[0].Split('\n').Where(l => !l.Contains("src/KetamineCrd.Server", StringComparison.Ordinal))), _folder.FullName);
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = $"http://{host}",
            ["Crd__PublicBaseAddress"] = $"http://{host}",
            ["Crd__ClientsPath"] = Path.Combine(_folder.FullName, "clients"),
        });
        Assert.True(await server.ListeningAsync(_patience.Token) is not null, server.Output);

        var answers = (await RunAsync($"{blocks[1]}\necho\n{blocks[2]}", _folder.FullName)).TrimEnd();

        // The order goes back with its own line breaks; the report is one line.
        Assert.Contains("\"not-covered\"", answers, StringComparison.Ordinal);
        var report = JsonNode.Parse(answers[(answers.LastIndexOf('\n') + 1)..])!;
        Assert.Equal("https://ehr.example.org", (string?)report["token"]!["iss"]);
        Assert.Equal(["jti"], report["checks"]!.AsArray().Where(c => (string?)c!["result"] == "failed").Select(c => (string?)c!["check"]), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Commands() => MarkdownPage.Names.SelectMany(p => new MarkdownPage(p).Blocks("sh"));

    // A call with a token is one to a server with clients.
    private static bool IsSandboxCall(string command) => command.StartsWith("curl ", StringComparison.Ordinal) && !command.Contains('$', StringComparison.Ordinal);

    private async Task<string> CallSandboxAsync(string command) =>
        await RunAsync(command.Replace("http://localhost:5080", sandbox.Address.ToString().TrimEnd('/'), StringComparison.Ordinal), Repository.Root);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<string> RunAsync(string commands, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", Built + commands]) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = folder };
        start.Environment["TOOLS"] = typeof(Tools.CommandLineTool).Assembly.Location;
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(_patience.Token);
        await shell.WaitForExitAsync(_patience.Token);
        Assert.Equal(0, shell.ExitCode);
        return output;
    }

    [GeneratedRegex(@"(--project |dotnet publish )(?<path>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Project();

    // test.sh, a file of deploy, a recorded call
    [GeneratedRegex(@"(?<=[ @]|^)(\./test\.sh|(deploy|tests/data)/[\w./-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnFile();

    [GeneratedRegex(@"\bCrd__(?<name>\w+?)(__\w+)?=", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
