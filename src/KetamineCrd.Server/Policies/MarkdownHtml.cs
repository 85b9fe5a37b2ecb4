using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace KetamineCrd.Server.Policies;

/// <summary>The Markdown of policy data as HTML: no HTML of its own, no headings, no images, links to https only.</summary>
internal static class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().DisableHeadings().Build();

    public static MarkupString Render(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToArray())
        {
            if (link.IsImage || !IsHttps(link.Url))
            {
                link.ReplaceBy(new ContainerInline());
            }
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToArray())
        {
            if (!IsHttps(link.Url))
            {
                link.ReplaceBy(new LiteralInline(link.Url));
            }
        }

        return new MarkupString(document.ToHtml(Pipeline));
    }

    /// <summary>True for an absolute https address.</summary>
    public static bool IsHttps(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps;
}
