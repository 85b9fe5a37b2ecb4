using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KetamineCrd.Server.Tests;

/// <summary>The README shows a call and its answer; both must stay true.</summary>
public sealed class ReadmeTests
{
    private const string Call = "tests/data/order-sign/excellus-iv-ketamine-crps.request.json";

    private static readonly JsonSerializerOptions AsShown = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Readme = File.ReadAllText(Repository.PathTo("README.md"));

    [Fact]
    public void Curl_call_uses_a_request_file_of_the_repository()
    {
        Assert.Contains($"--data-binary @{Call}", Readme, StringComparison.Ordinal);
        Assert.True(File.Exists(Repository.PathTo(Call.Split('/'))));
    }

    [Theory]
    [InlineData("uuid")]
    [InlineData("summary")]
    [InlineData("detail")]
    [InlineData("indicator")]
    public void Shown_card_is_the_recorded_one(string member) => IsShown(Response()["cards"]![0]![member]!);

    [Fact]
    public void Shown_coverage_information_is_the_recorded_one()
    {
        var extension = Response()["systemActions"]![0]!["resource"]!["extension"]!.AsArray()
            .Single(e => ((string)e!["url"]!).EndsWith("ext-coverage-information", StringComparison.Ordinal))!;
        foreach (var part in extension["extension"]!.AsArray())
        {
            foreach (var (name, value) in part!.AsObject().Where(m => m.Value is JsonValue && m.Key != "url"))
            {
                IsShown(value!);
            }
        }
    }

    [Fact]
    public void Every_relative_link_leads_to_a_file() =>
        Assert.All(
            Regex.Matches(Readme, @"\]\((?<path>[^)#:]+)\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(m => m.Groups["path"].Value),
            path => Assert.True(Path.Exists(Repository.PathTo(path.Split('/'))), path));

    private static void IsShown(JsonNode value) => Assert.Contains(value.ToJsonString(AsShown), Readme, StringComparison.Ordinal);

    private static JsonNode Response() =>
        JsonNode.Parse(File.ReadAllText(Repository.PathTo(Call.Replace(".request.", ".response.", StringComparison.Ordinal).Split('/'))))!;
}
