using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>The .http file beside the server has a call for everything there is to call, and each is answered.</summary>
public sealed partial class HttpFileTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Host = "http://localhost:5080";

    private static readonly string Folder = Repository.PathTo("src", "KetamineCrd.Server");

    public static TheoryData<string> Addresses => [.. Calls().Select(c => c.Address)];

    [Theory]
    [InlineData("/cds-services/crd-order-sign")]
    [InlineData("/cds-services/crd-order-select")]
    [InlineData("/cds-services/crd-order-dispatch")]
    [InlineData("/cds-services/crd-appointment-book")]
    [InlineData("/cds-services/crd-encounter-start")]
    [InlineData("/cds-services/crd-encounter-discharge")]
    [InlineData("/2.0/cds-services/crd-order-sign")]
    [InlineData("/cds-services/crd-order-sign/explanation")]
    [InlineData("/cds-services/crd-order-sign/feedback")]
    [InlineData("/jwt-check")]
    [InlineData("/health/ready")]
    public void There_is_a_call_of(string address) => Assert.Contains(address, Calls().Select(c => c.Address), StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Every_call_is_answered(string address)
    {
        var call = Calls().Single(c => c.Address == address);
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), new Uri(address, UriKind.Relative));
        request.Content = call.Body is { } body ? new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) : null;
        foreach (var (name, value) in call.Headers.Where(h => h.Name != "Content-Type"))
        {
            request.Headers.Add(name, value);
        }

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Token_check_tells_what_is_wrong_with_its_token_and_that_it_is_made_for_the_address()
    {
        using var content = new StringContent(Calls().Single(c => c.Address == "/jwt-check").Body!, Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri("/jwt-check", UriKind.Relative), content);

        var checks = (await HookAnswer.ReadAsync(response)).Json["checks"]!.AsArray();
        Assert.Equal(["exp"], checks.Where(c => (string?)c!["result"] == "failed").Select(c => (string?)c!["check"]), StringComparer.Ordinal);
        Assert.Equal("passed", (string?)checks.Single(c => (string?)c!["check"] == "aud")!["result"]);
    }

    [Fact]
    public async Task Calls_of_the_primary_hooks_are_denials_that_show_something()
    {
        foreach (var call in Calls().Where(c => PrimaryHook().IsMatch(c.Address)))
        {
            var answer = await HookAnswer.PostTextAsync(server.Client, call.Body!, call.Address.Split('/')[^1]);

            Assert.Equal("not-covered", answer.Statement.Covered);
        }
    }

    private static List<Call> Calls()
    {
        var calls = new List<Call>();
        foreach (var block in File.ReadAllText(Path.Combine(Folder, "KetamineCrd.Server.http")).ReplaceLineEndings("\n").Split("\n### ")[1..])
        {
            var parts = block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..].Split("\n\n", 2);
            var lines = parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var first = lines[0].Split(' ', 2);
            var body = parts.Length > 1 ? parts[1].Trim() : "";
            calls.Add(new Call(
                first[0],
                first[1].Replace("{{host}}", "", StringComparison.Ordinal),
                [.. lines[1..].Select(l => l.Split(": ", 2)).Select(h => (h[0], h[1]))],
                body.StartsWith("< ", StringComparison.Ordinal) ? File.ReadAllText(Path.Combine(Folder, body[2..])) : body.Length > 0 ? JsonNode.Parse(body)!.ToJsonString() : null));
        }

        Assert.Contains($"@host = {Host}\n", File.ReadAllText(Path.Combine(Folder, "KetamineCrd.Server.http")), StringComparison.Ordinal);
        return calls;
    }

    [GeneratedRegex("^/cds-services/crd-(order-(sign|select|dispatch)|appointment-book)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrimaryHook();

    private sealed record Call(string Method, string Address, IReadOnlyList<(string Name, string Value)> Headers, string? Body);
}
