using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Demonstration;

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
    public async Task Page_of_the_policy_has_a_call_to_copy_for_each_code_that_brings_the_answer_of_its_rule()
    {
        var html = await server.Client.GetStringAsync(new Uri("/policies/DEMO-1/2026-01-01", UriKind.Relative));
        var page = new HtmlParser().ParseDocument(html);

        foreach (var code in DemonstrationCall.Codes)
        {
            var command = page.GetElementById(code)!.QuerySelector("pre")!.TextContent.Trim();
            Assert.StartsWith("curl -s http://localhost/cds-services/crd-order-sign -H 'Content-Type: application/json' -d '{", command, StringComparison.Ordinal);
            var body = command[(command.IndexOf("-d '", StringComparison.Ordinal) + 4)..^1];
            Assert.DoesNotContain('\'', body);
            var call = Given.Parse(body);
            Assert.Equal(code, (string?)call.At("context", "draftOrders", "entry", 0, "resource", "code", "coding", 0, "code"));

            var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);
            Assert.NotEmpty(answer.Statements);
        }
    }

    [Fact]
    public async Task Page_of_a_real_policy_has_none() =>
        Assert.DoesNotContain("A call to copy", await server.Client.GetStringAsync(new Uri("/policies/7.03.03/2025-03-20", UriKind.Relative)), StringComparison.Ordinal);

    [Fact]
    public async Task First_page_names_the_drugs_of_published_policies_and_none_of_the_demonstration()
    {
        var page = await server.Client.GetStringAsync(new Uri("/", UriKind.Relative));

        var drugs = Regex.Match(page, "published about (?<drugs>[^<]*)\\.", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["drugs"].Value;
        Assert.Equal("esketamine, ketamine and lidocaine", drugs);
    }
}
