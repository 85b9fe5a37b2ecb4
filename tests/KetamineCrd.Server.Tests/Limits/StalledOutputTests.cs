using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>The built server goes on and ends as ever when nobody reads its standard output, or nobody can.</summary>
public sealed class StalledOutputTests : IDisposable
{
    // 64 KiB, which is all a pipe holds: from then on a single line is too much.
    private const string FilledBefore = "yes | head -c 65536; exec dotnet \"$0\"";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly Uri _address = FreeAddress();

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task Calls_are_answered_and_SIGTERM_ends_the_server_when_nobody_reads_the_log()
    {
        await using var server = ServerProcess.LaunchUnread(["dotnet", ServerProcess.Program], Settings());
        using var client = await ClientAsync();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => CallAsync(client)));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        await server.TerminateAsync(_patience.Token);
        Assert.Equal(0, await server.ExitAsync(_patience.Token));

        // The pipe was full, whose pages are not: how much of each is used depends on how the lines were written. Its last line is not whole.
        server.ReadOutput();
        _ = await server.ExitAsync(_patience.Token);
        Assert.InRange(server.Output.Length, 40_000, 65_536);
        Assert.InRange(server.Output.Split("\"Name\":\"HookAnswered\"").Length, 50, 399);
    }

    [Fact]
    public async Task Reader_that_comes_back_is_told_how_many_lines_were_lost_and_gets_the_later_ones()
    {
        const int Posts = 20;
        const int Entries = 1_000;
        await using var server = ServerProcess.LaunchUnread(["/bin/sh", "-c", FilledBefore, ServerProcess.Program], Settings());
        using var client = await ClientAsync();
        for (var post = 0; post < Posts; post++)
        {
            await GiveFeedbackAsync(client, post * Entries, Entries);
        }

        server.ReadOutput();
        await server.SaysAsync("log lines before this one were lost", _patience.Token);
        await GiveFeedbackAsync(client, Posts * Entries, 1);
        await server.SaysAsync(Card(Posts * Entries), _patience.Token);

        var cards = Lines(server, "Feedback of {Client} to {Service}: card").ConvertAll(l => (string)l["Card"]!);
        var lost = Lines(server, "{Lines} log lines before this one were lost").Sum(l => (long)l["Lines"]!);
        Assert.Equal(cards.Order(StringComparer.Ordinal), cards, StringComparer.Ordinal);
        Assert.True(lost > 0);
        Assert.Equal((Posts * Entries) + 1, cards.Count + lost);
    }

    [Fact]
    public async Task What_was_logged_is_written_before_the_server_ends()
    {
        await using var server = ServerProcess.Launch(["dotnet", ServerProcess.Program], Settings());
        using var client = await ClientAsync();
        for (var post = 0; post < 5; post++)
        {
            await GiveFeedbackAsync(client, post * 1_000, 1_000);
        }

        await server.TerminateAsync(_patience.Token);
        Assert.Equal(0, await server.ExitAsync(_patience.Token));

        Assert.Equal(5_000, Lines(server, "Feedback of {Client} to {Service}: card").Count);
        Assert.NotEmpty(Lines(server, "Application is shutting down"));
    }

    [Fact]
    public async Task Closed_pipe_holds_up_nothing()
    {
        await using var server = ServerProcess.LaunchUnread(["dotnet", ServerProcess.Program], Settings());
        server.CloseOutput();

        await IsAnsweringToTheEndAsync(server);
    }

    [Fact]
    public async Task Full_disk_holds_up_nothing()
    {
        await using var server = ServerProcess.Launch(["/bin/sh", "-c", "exec dotnet \"$0\" > /dev/full", ServerProcess.Program], Settings());

        await IsAnsweringToTheEndAsync(server);
    }

    [Fact]
    public async Task Start_that_fails_ends_with_its_exit_code_when_nobody_reads_the_log()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var settings = Settings();
        settings["ASPNETCORE_URLS"] = $"http://{taken.LocalEndpoint}";
        settings["Serilog__MinimumLevel__Override__Microsoft"] = "Verbose";
        await using var server = ServerProcess.LaunchUnread(["/bin/sh", "-c", FilledBefore, ServerProcess.Program], settings);

        Assert.Equal(1, await server.ExitAsync(_patience.Token));
    }

    private static string Card(int number) => $"b2a7c7d4-6f0b-4c53-8f1e-{number:x12}";

    private static List<JsonNode> Lines(ServerProcess server, string message) =>
        [.. server.Output.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonNode.Parse(l)!).Where(l => ((string)l["@mt"]!).StartsWith(message, StringComparison.Ordinal))];

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}");
    }

    private Dictionary<string, string> Settings() => new(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = _address.AbsoluteUri, ["Crd__Demonstration"] = "false" };

    // Its output, which would tell, is not read.
    private async Task<HttpClient> ClientAsync()
    {
        var client = new HttpClient { BaseAddress = _address };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/cds-services", UriKind.Relative), _patience.Token);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return client;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), _patience.Token);
            }
        }
    }

    private async Task IsAnsweringToTheEndAsync(ServerProcess server)
    {
        using var client = await ClientAsync();
        for (var call = 0; call < 20; call++)
        {
            Assert.Equal(HttpStatusCode.OK, await CallAsync(client));
        }

        await server.TerminateAsync(_patience.Token);
        Assert.Equal(0, await server.ExitAsync(_patience.Token));
    }

    private Task<HttpStatusCode> CallAsync(HttpClient client) => PostAsync(client, "/cds-services/crd-order-sign", Given.Call());

    // One line of the log for each entry.
    private async Task GiveFeedbackAsync(HttpClient client, int first, int entries) =>
        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, "/cds-services/crd-order-sign/feedback", new JsonObject
        {
            ["feedback"] = new JsonArray([.. Enumerable.Range(first, entries).Select(number => new JsonObject
            {
                ["card"] = Card(number), ["outcome"] = "overridden", ["outcomeTimestamp"] = "2026-05-04T14:20:05Z",
            })]),
        }));

    private async Task<HttpStatusCode> PostAsync(HttpClient client, string path, JsonNode body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, _patience.Token);
        return response.StatusCode;
    }
}
