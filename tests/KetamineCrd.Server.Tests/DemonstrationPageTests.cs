using System.Text.RegularExpressions;

namespace KetamineCrd.Server.Tests;

/// <summary>docs/demonstration.md tells of every code, with the values a caller has to send.</summary>
public sealed class DemonstrationPageTests(DemonstrationServer server) : IClassFixture<DemonstrationServer>
{
    private static readonly string Page = File.ReadAllText(Repository.PathTo("docs", "demonstration.md"));

    [Fact]
    public void Table_has_every_code_of_the_code_system_and_no_other()
    {
        var table = Page[Page.IndexOf("| code |", StringComparison.Ordinal)..];
        var codes = Regex.Matches(table, @"^\| `(?<code>[^`]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, TimeSpan.FromSeconds(5))
            .Select(m => m.Groups["code"].Value);

        Assert.Equal(DemonstrationCall.Codes, codes, StringComparer.Ordinal);
    }

    [Fact]
    public void Page_names_the_system_the_payer_and_every_hook()
    {
        Assert.Contains(DemonstrationCall.System, Page, StringComparison.Ordinal);
        Assert.Contains("Demonstration Health Plan", Page, StringComparison.Ordinal);
        Assert.All(DemonstrationCall.Hooks, hook => Assert.Contains($"`{hook}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task First_page_names_the_drugs_of_published_policies_and_none_of_the_demonstration()
    {
        var page = await server.Client.GetStringAsync(new Uri("/", UriKind.Relative));

        var drugs = Regex.Match(page, "published about (?<drugs>[^<]*)\\.", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["drugs"].Value;
        Assert.Equal("esketamine, ketamine and lidocaine", drugs);
    }
}
