using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace KetamineCrd.Server.Tests.Documents;

/// <summary>A Markdown file of the repository, read as GitHub does.</summary>
/// <param name="name">Its path from the root, with slashes.</param>
internal sealed class MarkdownPage(string name)
{
    private static readonly MarkdownPipeline AsGitHub = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    private readonly MarkdownDocument _document = Markdown.Parse(File.ReadAllText(Repository.PathTo(name)), AsGitHub);

    /// <summary>Every page that a reader is led to.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Repository.PathTo("docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.PathTo("tests", "data"), "*.md"))
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public string Text { get; } = File.ReadAllText(Repository.PathTo(name));

    /// <summary>Where its links lead, as written.</summary>
    public IEnumerable<string> Links => _document.Descendants<LinkInline>().Select(l => l.Url!);

    /// <summary>What may stand behind <c>#</c>.</summary>
    public IEnumerable<string> Anchors => _document.Descendants<HeadingBlock>().Select(h => h.GetAttributes().Id!);

    /// <summary>The fenced blocks in this language, without their fences.</summary>
    public IReadOnlyList<string> Blocks(string language) => [.. _document.Descendants<FencedCodeBlock>().Where(b => b.Info == language).Select(b => b.Lines.ToString())];
}
