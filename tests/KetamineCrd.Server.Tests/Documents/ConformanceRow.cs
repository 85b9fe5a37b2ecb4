
namespace KetamineCrd.Server.Tests.Documents;

/// <summary>One row of the tables in <c>docs/conformance.md</c>.</summary>
/// <param name="Strength">SHALL, SHALL NOT, SHOULD, SHOULD NOT or MAY.</param>
/// <param name="MetBy">Begins with <c>met:</c>, <c>not ours:</c>, <c>operator:</c>, <c>not yet:</c> or <c>differs:</c>.</param>
/// <param name="Tests"><c>ClassName.Method_name</c> each.</param>
internal sealed record ConformanceRow(string Id, string Strength, string What, string MetBy, IReadOnlyList<string> Tests)
{
    private static readonly string[] Folders = ["src/", "cards/", "fhir-resources/", "docs/", "tests/"];

    /// <summary>Of the table of what CRD 2.0.1 alone asks, whose ids are our own.</summary>
    public bool IsOfEarlierRelease => Id.StartsWith("crd201-", StringComparison.Ordinal);

    public bool IsMet => MetBy.StartsWith("met:", StringComparison.Ordinal);

    public bool IsMandatory => Strength is "SHALL" or "SHALL NOT";

    /// <summary>Whether its code is named.</summary>
    public bool NamesCode => PathsOf(MetBy).Any();

    /// <summary>Every row of every table.</summary>
    /// <param name="document">Markdown; a row of ours has five cells, the first an id.</param>
    public static IReadOnlyList<ConformanceRow> Read(string document) =>
    [
        .. document.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells is [{ Length: > 0 }, _, _, _, _] && cells[0] != "id" && !cells[0].StartsWith("--", StringComparison.Ordinal))
            .Select(cells => new ConformanceRow(cells[0], cells[1], cells[2], cells[3], [.. Quoted(cells[4])])),
    ];

    /// <summary>What stands in backticks.</summary>
    public static IEnumerable<string> Quoted(string text) => text.Split('`').Where((_, i) => i % 2 == 1);

    /// <summary>The files and folders that stand in backticks, relative to the repository root.</summary>
    public static IEnumerable<string> PathsOf(string text) => Quoted(text).Where(q => Array.Exists(Folders, f => q.StartsWith(f, StringComparison.Ordinal)));
}
