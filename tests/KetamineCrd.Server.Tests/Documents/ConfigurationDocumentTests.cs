using System.Text.RegularExpressions;

namespace KetamineCrd.Server.Tests.Documents;

/// <summary>docs/configuration.md lists every setting of the section <c>Crd</c>, and no other.</summary>
public sealed partial class ConfigurationDocumentTests
{
    [Fact]
    public void Every_setting_stands_there_and_no_other() => Assert.Equal(
        typeof(CrdOptions).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal),
        Rows().Matches(new MarkdownPage("docs/configuration.md").Text)
            .SelectMany(row => Keys().Matches(row.Value))
            .Select(k => k.Groups["key"].Value)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
        StringComparer.Ordinal);

    // The first cell of a row.
    [GeneratedRegex(@"^\| `[^|]+\|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rows();

    [GeneratedRegex(@"`Crd:(?<key>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Keys();
}
