using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetamineCrd.Tools;

namespace KetamineCrd.Server.Tests.Documents;

/// <summary>docs/policies.md shows commands of the policy tools and what they say.</summary>
public sealed partial class PoliciesDocumentTests : IDisposable
{
    private const string Day = "2026-11-21";

    private static readonly MarkdownPage Page = new("docs/policies.md");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-policies-");

    public static TheoryData<string> Commands => [.. Table()];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Check_says_what_is_shown()
    {
        var command = Assert.Single(Page.Blocks("sh"), b => b.Contains("src/KetamineCrd.Tools", StringComparison.Ordinal));
        Assert.Equal("dotnet run --project src/KetamineCrd.Tools -- policy check .", command);

        Assert.Equal(Page.Blocks("text")[0].Split('\n'), Run($"policy check {Repository.Root} --today {Day}").TrimEnd().Split('\n'), StringComparer.Ordinal);
    }

    [Fact]
    public void Diff_says_what_is_shown_in_that_order()
    {
        var said = Run(Assert.Single(Table(), c => c.StartsWith("policy diff ", StringComparison.Ordinal))).Split('\n');

        var at = 0;
        foreach (var line in Page.Blocks("text")[1].Split('\n').Where(l => l.Trim() != "…"))
        {
            at = Array.IndexOf(said, line, at) + 1;
            Assert.True(at > 0, line);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_of_the_table_is_followed(string command)
    {
        var call = JsonNode.Parse(File.ReadAllText(Repository.PathTo("tests/data/order-sign/excellus-iv-ketamine-crps.request.json")))!;
        File.WriteAllText(Path.Combine(_folder.FullName, "order.json"), call["context"]!["draftOrders"]!["entry"]![0]!["resource"]!.ToJsonString());
        File.WriteAllText(Path.Combine(_folder.FullName, "coverage.json"), call["prefetch"]!["coverage"]!["entry"]![0]!["resource"]!.ToJsonString());

        Assert.NotEmpty(Run(command.Replace(" [folder]", "", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Table() => Command().Matches(Page.Text).Select(m => m.Groups["command"].Value);

    // Files of the repository and those of this test go by their whole path; no test changes its working folder.
    private string Run(string command)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        var arguments = command.Split(' ').Select(a => new[] { _folder.FullName, Repository.Root }.Select(f => Path.Combine(f, a)).FirstOrDefault(File.Exists) ?? a);
        var code = CommandLineTool.Run([.. arguments], output, error, TimeProvider.System);
        Assert.True(code == ExitCode.Success, $"{code}: {error}{output}");
        return output.ToString();
    }

    [GeneratedRegex(@"^\| `(?<command>policy [^`]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
