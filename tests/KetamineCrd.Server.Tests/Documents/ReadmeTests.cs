using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Documents;

/// <summary>The README shows a call and what matters of its answer, docs/integrating.md the whole; both must stay true, and the README short.</summary>
public sealed class ReadmeTests
{
    private const string Call = "tests/data/order-sign/excellus-iv-ketamine-crps.request.json";

    private static readonly JsonSerializerOptions AsShown = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly MarkdownPage Readme = new("README.md");

    [Fact]
    public void Readme_has_fewer_than_150_lines() => Assert.InRange(Readme.Text.Split('\n').Length, 1, 149);

    [Fact]
    public void Curl_call_uses_a_request_file_of_the_repository()
    {
        Assert.Contains($"--data-binary @{Call}", Readme.Text, StringComparison.Ordinal);
        Assert.True(File.Exists(Repository.PathTo(Call.Split('/'))));
    }

    [Fact]
    public void Readme_shows_the_recorded_summary_the_order_and_whether_it_is_covered()
    {
        var shown = Assert.Single(Readme.Blocks("text"));
        var (card, order) = (Response()["cards"]![0]!, Response()["systemActions"]![0]!["resource"]!);
        var covered = CoverageInformation()["extension"]!.AsArray().Single(e => (string?)e!["url"] == "covered")!;
        string[] members = [Member(card, "summary"), Member(card, "indicator"), Member(order, "resourceType"), Member(order, "id"), Member(CoverageInformation(), "url")];

        Assert.All(members, member => Assert.Contains(member, shown, StringComparison.Ordinal));
        Assert.Contains($"{Member(covered, "url")}, {Member(covered, "valueCode")}", shown, StringComparison.Ordinal);
        Assert.Contains(Call.Replace(".request.", ".response.", StringComparison.Ordinal), Readme.Links, StringComparer.Ordinal);
    }

    [Fact]
    public void Shown_card_is_the_recorded_one()
    {
        var card = Response()["cards"]![0]!.AsObject();
        card.Remove("overrideReasons");

        IsShown(card, block: 0);
    }

    [Fact]
    public void Shown_coverage_information_is_the_recorded_one() => IsShown(CoverageInformation(), block: 1);

    private static string Member(JsonNode of, string name) => $"\"{name}\": {of[name]!.ToJsonString(AsShown)}";

    private static void IsShown(JsonNode recorded, int block)
    {
        var shown = new MarkdownPage("docs/integrating.md").Blocks("json")[block].Replace("http://localhost:5080/", "http://localhost/", StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(recorded, JsonNode.Parse(shown)), shown);
    }

    private static JsonNode CoverageInformation() => Response()["systemActions"]![0]!["resource"]!["extension"]!.AsArray()
        .Single(e => ((string)e!["url"]!).EndsWith("ext-coverage-information", StringComparison.Ordinal))!;

    private static JsonNode Response() =>
        JsonNode.Parse(File.ReadAllText(Repository.PathTo(Call.Replace(".request.", ".response.", StringComparison.Ordinal).Split('/'))))!;
}
