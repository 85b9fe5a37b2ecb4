using KetamineCrd.Responses;

namespace KetamineCrd.Tests.Responses;

/// <summary>Style README, section 8: only named placeholders, no logic; a missing or unknown placeholder is reported.</summary>
public sealed class TextTemplateTests
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "a", "b" };

    [Theory]
    [InlineData("no placeholder", "no placeholder")]
    [InlineData("", "")]
    [InlineData("{{a}}", "1")]
    [InlineData("{{ a }} and {{b}}.", "1 and 2.")]
    [InlineData("{{a}}{{b}}{{a}}", "121")]
    [InlineData("{ {a} } }}", "{ {a} } }}")]
    public void Placeholders_are_filled_in(string text, string expected) =>
        Assert.Equal(expected, Parse(text).Render(new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "1", ["b"] = "2" }));

    [Theory]
    [InlineData("{{a}}, {{b}}", "", "", "")]
    [InlineData("**Note:** {{a}}", "", "", "")]
    [InlineData("{{a}}, {{b}}", "1", "", "1, ")]
    [InlineData("words only", "", "", "words only")]
    public void A_text_whose_placeholders_are_all_empty_goes_away(string text, string a, string b, string expected) =>
        Assert.Equal(expected, Parse(text).Render(new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = a, ["b"] = b }));

    [Fact]
    public void A_value_is_not_a_template() =>
        Assert.Equal("{{b}}", Parse("{{a}}").Render(new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "{{b}}", ["b"] = "2" }));

    [Theory]
    [InlineData("{{c}}")]
    [InlineData("{{A}}")]
    [InlineData("{{}}")]
    [InlineData("{{a b}}")]
    [InlineData("{{a")]
    [InlineData("{{a}} {{")]
    public void An_unknown_or_open_placeholder_is_reported(string text)
    {
        var problems = new List<string>();
        _ = TextTemplate.Parse(text, Known, problems.Add);

        Assert.Single(problems);
    }

    private static TextTemplate Parse(string text) => TextTemplate.Parse(text, Known, message => Assert.Fail(message));
}
