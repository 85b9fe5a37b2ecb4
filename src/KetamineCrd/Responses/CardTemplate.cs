using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Resources;

namespace KetamineCrd.Responses;

/// <summary>A card file: words with placeholders, an indicator, a topic, links and the reasons for overriding it.</summary>
public sealed class CardTemplate
{
    private CardTemplate()
    {
    }

    public required TextTemplate Summary { get; init; }

    /// <summary>Each a paragraph of Markdown; one whose placeholders are all empty goes away.</summary>
    public required IReadOnlyList<TextTemplate> Detail { get; init; }

    /// <summary>info or warning; a payer's word on payment is never critical (CRD 2.2.1 resp-1).</summary>
    public required string Indicator { get; init; }

    public required CodedText Topic { get; init; }

    public required IReadOnlyList<(TextTemplate Label, TextTemplate Url)> Links { get; init; }

    public required IReadOnlyList<CodedText> OverrideReasons { get; init; }

    public static CardTemplate Read(JsonElement json, IReadOnlySet<string> placeholders, FileIssues issues)
    {
        var detail = new List<TextTemplate>();
        foreach (var paragraph in json.Items("detail"u8))
        {
            detail.Add(Parse("detail", paragraph.AsText()));
        }

        var links = new List<(TextTemplate, TextTemplate)>();
        foreach (var link in json.Items("links"u8))
        {
            links.Add((Parse("links.label", link.Text("label"u8)), Parse("links.url", link.Text("url"u8))));
        }

        if (links.Count == 0)
        {
            issues.Add("links", "At least one link is required.");
        }

        var indicator = json.Text("indicator"u8);
        if (indicator is not ("info" or "warning"))
        {
            issues.Add("indicator", "'info' or 'warning' was expected.");
        }

        var reasons = new List<CodedText>();
        foreach (var item in json.Items("overrideReasons"u8))
        {
            reasons.Add(ReadCoded("overrideReasons", item));
        }

        return new CardTemplate
        {
            Summary = Parse("summary", json.Text("summary"u8)),
            Detail = detail,
            Indicator = indicator ?? "info",
            Topic = ReadCoded("source.topic", json.Member("source"u8).Member("topic"u8)),
            Links = links,
            OverrideReasons = reasons,
        };

        TextTemplate Parse(string path, string? text)
        {
            if (text is null)
            {
                issues.Add(path, "This text is required.");
            }

            return TextTemplate.Parse(text ?? "", placeholders, message => issues.Add(path, message));
        }

        CodedText ReadCoded(string path, JsonElement item)
        {
            var coding = new Coding(item);
            if (coding.System is null || coding.Code is null || coding.Display is null)
            {
                issues.Add(path, "system, code and display are required.");
            }

            return new CodedText(coding.System ?? "", coding.Code ?? "", coding.Display ?? "");
        }
    }
}
