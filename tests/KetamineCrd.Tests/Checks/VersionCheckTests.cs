using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Checks;

public sealed class VersionCheckTests
{
    [Fact]
    public void Versions_that_overlap_are_an_error_once() => Found.Error(
        Loading.Policy2025, "effectivePeriod", ChangedFiles.With(Loading.Policy2019, json => json["effectivePeriod"]!["end"] = "2025-03-20").Check());

    [Fact]
    public void Two_versions_without_an_end_are_an_error() => Found.Error(
        Loading.Policy2025, "effectivePeriod", ChangedFiles.With(Loading.Policy2019, json => json["effectivePeriod"]!.AsObject().Remove("end")).Check());

    [Fact]
    public void Days_without_a_held_text_are_a_warning_that_names_both_ends()
    {
        var findings = ChangedFiles.With(Loading.Policy2019, json => json["effectivePeriod"]!["end"] = "2025-03-10").Check();

        var finding = Found.Warning(Loading.Policy2025, "effectivePeriod", findings);
        Assert.Contains("2025-03-11 to 2025-03-19", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Versions_that_touch_leave_no_gap() => Assert.DoesNotContain(
        ChangedFiles.With(Loading.Policy2019, json => json["effectivePeriod"]!["end"] = "2025-03-19").Check(), f => f.Path == "effectivePeriod");

    [Fact]
    public void An_end_without_a_successor_is_a_warning() => Found.Warning(
        Loading.Policy2019,
        "relatedArtifact",
        ChangedFiles.With(Loading.Policy2019, json => RemoveLinks(json, "successor")).Check());

    // "March 2026" ends on the 31st.
    [Theory]
    [InlineData("2026-03-31", 0)]
    [InlineData("2026-04-01", 1)]
    public void A_review_is_overdue_from_the_day_after(string today, int warnings) => Assert.Equal(
        warnings,
        Engine.Files().Check(DateOnly.Parse(today, null)).Count(f => (f.File, f.Path) == (Loading.Policy2025, "extension[next-review-date]")));

    [Fact]
    public void A_version_that_has_ended_is_not_reviewed_any_more() => Assert.DoesNotContain(
        ChangedFiles.With(Loading.Policy2025, json => json["effectivePeriod"]!["end"] = "2026-06-30").Check(), f => f.Path == "extension[next-review-date]");

    [Theory]
    [InlineData("identifier", "identifier.value")]
    [InlineData("version", "version")]
    [InlineData("publisher", "publisher")]
    public void A_version_that_does_not_say_what_it_is_is_an_error(string member, string path) =>
        Found.Error(Loading.PolicyVa, path, ChangedFiles.With(Loading.PolicyVa, json => json.Remove(member)).Check());

    [Fact]
    public void A_policy_without_evidence_is_a_warning() => Found.Warning(
        Loading.PolicyVa, "relatedArtifact", ChangedFiles.With(Loading.PolicyVa, json => RemoveLinks(json, "citation")).Check());

    [Theory]
    [InlineData("label", "Section II.a", "justification")]
    [InlineData("label", null, "citation")]
    public void A_rule_that_cites_no_section_is_an_error(string member, string? label, string type) => Found.Error(
        Loading.PolicyVa,
        "action[1].documentation.label",
        ChangedFiles.With(Loading.PolicyVa, json =>
        {
            var documentation = json.Rule("chronic-pain").At("documentation/0").AsObject();
            documentation["type"] = type;
            documentation[member] = label;
            if (label is null)
            {
                documentation.Remove(member);
            }
        }).Check());

    [Fact]
    public void A_link_of_a_rule_without_https_is_an_error() => Found.Error(
        Loading.PolicyVa,
        "action[1].documentation.url",
        ChangedFiles.With(Loading.PolicyVa, json => json.Rule("chronic-pain")["documentation"]!.AsArray().Add(JsonNode.Parse("""
            { "type": "documentation", "label": "Next step", "url": "http://www.va.gov/" }
            """))).Check());

    [Fact]
    public void A_link_of_a_policy_without_https_is_an_error_once() => Assert.Single(
        ChangedFiles.With(Loading.PolicyVa, json => json.At("relatedArtifact/0")["url"] = "http://www.va.gov/").Check(), f => f.Path.EndsWith("url", StringComparison.Ordinal));

    private static void RemoveLinks(JsonObject policy, string type)
    {
        var links = policy["relatedArtifact"]!.AsArray();
        foreach (var link in links.Where(l => l!["type"]!.GetValue<string>() == type).ToList())
        {
            links.Remove(link);
        }
    }
}
