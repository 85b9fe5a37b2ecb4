using System.Text.RegularExpressions;

namespace KetamineCrd.Server.Tests.Documents;

/// <summary>Whoever follows a link arrives, be it in a page, in a comment or in a message of the server.</summary>
public sealed partial class DocumentLinkTests
{
    private static readonly string[] Folders = ["src", "deploy", "cards", "fhir-resources"];

    public static TheoryData<string> Pages => [.. MarkdownPage.Names];

    [Theory]
    [InlineData("README.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("SECURITY.md")]
    [InlineData("docs/integrating.md")]
    [InlineData("docs/decisions/0001-policies-are-plan-definitions.md")]
    public void Page_is_among_those_that_are_looked_at(string page) => Assert.Contains(page, MarkdownPage.Names, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_and_anchor_of_a_page_leads_somewhere(string page)
    {
        foreach (var (link, target, anchor) in LinksOf(page))
        {
            Assert.True(Path.Exists(target), $"{page}: {link}");
            Assert.True(anchor is null || new MarkdownPage(Path.GetRelativePath(Repository.Root, target)).Anchors.Contains(anchor, StringComparer.Ordinal), $"{page}: {link}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_page_is_reached_from_the_README(string page)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { "README.md" };
        var ahead = new Queue<string>(reached);
        while (ahead.TryDequeue(out var from))
        {
            foreach (var next in MarkdownPage.Names.Where(n => LinksOf(from).Any(l => Leads(l.Target, Repository.PathTo(n))) && reached.Add(n)))
            {
                ahead.Enqueue(next);
            }
        }

        Assert.Contains(page, reached, StringComparer.Ordinal);
    }

    [Fact]
    public void Every_page_and_section_that_sources_and_messages_name_is_there()
    {
        var named = Sources().SelectMany(f => Named().Matches(File.ReadAllText(f)).Select(m => (File: Path.GetRelativePath(Repository.Root, f), Match: m))).ToList();

        Assert.NotEmpty(named);
        foreach (var (file, match) in named)
        {
            // A decision may go by its number.
            var page = MarkdownPage.Names.SingleOrDefault(n => n == match.Groups["page"].Value || n.StartsWith($"{match.Groups["page"].Value}-", StringComparison.Ordinal));
            Assert.True(page is not null, $"{file}: {match.Value}");
            var section = match.Groups["section"];
            Assert.True(!section.Success || new MarkdownPage(page).Text.Contains($"# {section.Value}\n", StringComparison.Ordinal), $"{file}: {match.Value}");
        }
    }

    private static IEnumerable<(string Link, string Target, string? Anchor)> LinksOf(string page) =>
        from link in new MarkdownPage(page).Links
        where !link.Contains(':', StringComparison.Ordinal)
        let parts = link.Split('#')
        let target = parts[0].Length > 0 ? Path.Combine(Path.GetDirectoryName(Repository.PathTo(page))!, parts[0]) : Repository.PathTo(page)
        select (link, Path.GetFullPath(target), parts.ElementAtOrDefault(1));

    // A link to a folder leads to all that it holds.
    private static bool Leads(string target, string page) => page == target || page.StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IEnumerable<string> Sources() =>
        Folders.SelectMany(f => Directory.EnumerateFiles(Repository.PathTo(f), "*", SearchOption.AllDirectories))
            .Where(f => Path.GetExtension(f) is ".cs" or ".csproj" or ".razor" or ".json" or ".http" or ".service" && !f.EndsWith("packages.lock.json", StringComparison.Ordinal))
            .Concat([Repository.PathTo("Dockerfile"), Repository.PathTo("Directory.Packages.props"), Repository.PathTo("Directory.Build.props"), Repository.PathTo("test.sh")]);

    // README, "Register clients"; docs/conformance.md, "Validators"; docs/decisions/0003
    [GeneratedRegex("""(?<page>README(\.md)?|\bdocs/[a-z0-9/-]+(\.md)?)(, \\?"(?<section>[^"\\]+)\\?")?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
