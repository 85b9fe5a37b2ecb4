using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Checks;

public sealed class CardCheckTests
{
    [Theory]
    [InlineData("summary", "{{patientName}}", "summary")]
    [InlineData("summary", "{{title", "summary")]
    public void A_wrong_placeholder_is_an_error(string member, string text, string path) =>
        Found.Error(ChangedFiles.Card, path, ChangedFiles.With(ChangedFiles.Card, json => json[member] = text).Check());

    [Fact]
    public void A_wrong_placeholder_of_a_sentence_is_an_error() => Found.Error(
        ChangedFiles.Sentences,
        "Sentence.SystemAction",
        ChangedFiles.With(ChangedFiles.Sentences, json => json["Sentence.SystemAction"] = "For {{patientName}}.").Check());

    [Fact]
    public void A_missing_text_is_an_error() => Found.Error(
        ChangedFiles.Sentences, "Remark.Draft", ChangedFiles.With(ChangedFiles.Sentences, json => json.Remove("Remark.Draft")).Check());

    [Fact]
    public void A_misspelt_sentence_is_missing_and_unused()
    {
        var findings = ChangedFiles.With(ChangedFiles.Sentences, json =>
        {
            json["Remark.Drafft"] = json["Remark.Draft"]!.DeepClone();
            json.Remove("Remark.Draft");
        }).Check();

        Found.Error(ChangedFiles.Sentences, "Remark.Draft", findings);
        Assert.Single(findings, f => (f.File, f.Path) == (ChangedFiles.Sentences, "Remark.Drafft"));
    }

    [Fact]
    public void A_summary_that_is_too_long_for_a_policy_is_an_error() => Assert.Contains(
        ChangedFiles.With(ChangedFiles.Card, json => json["summary"] = $"{{{{title}}}} {new string('x', 120)}").Check(),
        f => f.File == Loading.PolicyVa && f.Message.Contains("summary", StringComparison.Ordinal));

    [Fact]
    public void A_card_file_that_nothing_uses_is_an_error() =>
        Found.Error("cards/other.en.json", "", Engine.Files().Plus("cards/other.en.json", "{}").Check());

    [Fact]
    public void A_link_without_https_is_an_error() => Found.Error(
        ChangedFiles.Card,
        "links[1].url",
        ChangedFiles.With(ChangedFiles.Card, json => json["links"]!.AsArray().Add(JsonNode.Parse("""{ "label": "More", "url": "http://example.org" }"""))).Check());

    [Theory]
    [InlineData("source/topic", "source.topic.dispay")]
    [InlineData("links/0", "links[0].dispay")]
    [InlineData("overrideReasons/0", "overrideReasons[0].dispay")]
    public void A_member_that_nothing_reads_is_an_error(string place, string path) =>
        Found.Error(ChangedFiles.Card, path, ChangedFiles.With(ChangedFiles.Card, json => json.At(place)["dispay"] = "x").Check());
}
