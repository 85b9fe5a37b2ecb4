using System.Text.RegularExpressions;

namespace KetamineCrd.Server.Tests.Documents;

/// <summary>docs/security.md names tests that exist; each threat has at least one.</summary>
public sealed class SecurityDocumentTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathTo("docs", "security.md"));

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var named = Regex.Matches(Page, "`(?<class>[A-Z][A-Za-z]+Tests)(\\.(?<test>\\w+))?`", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

        Assert.NotEmpty(named);
        Assert.All(named, match =>
        {
            var type = Array.Find(typeof(SecurityDocumentTests).Assembly.GetTypes(), t => t.Name == match.Groups["class"].Value);
            Assert.True(type is not null, match.Value);
            Assert.True(!match.Groups["test"].Success || type.GetMethod(match.Groups["test"].Value) is not null, match.Value);
        });
    }

    [Fact]
    public void Every_threat_has_a_guard_and_a_test()
    {
        var start = Page.IndexOf("| threat |", StringComparison.Ordinal);
        var rows = Page[start..Page.IndexOf("\n\n", start, StringComparison.Ordinal)].Split('\n')[2..];

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Matches(@"^\| .+ \| .+ \| .*`[A-Z][A-Za-z]+Tests.* \|$", row));
    }
}
