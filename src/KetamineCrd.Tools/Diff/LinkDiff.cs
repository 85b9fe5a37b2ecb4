using KetamineCrd.Policies;

namespace KetamineCrd.Tools.Diff;

/// <summary>The related artifacts added, removed and reworded: links, evidence, other documents, history, value sets.</summary>
internal static class LinkDiff
{
    private static readonly (string Title, string[] Types)[] Parts =
    [
        ("Links", ["documentation", "justification"]),
        ("Evidence", ["citation"]),
        ("Other documents", ["derived-from", "composed-of"]),
        ("History of the text", ["predecessor", "successor"]),
        ("Value sets", ["depends-on"]),
    ];

    public static IEnumerable<DiffSection> Of(IReadOnlyList<PolicyLink> before, IReadOnlyList<PolicyLink> after) =>
        Parts.Select(part => new DiffSection(part.Title, [.. Diff(Of(part.Types, before), Of(part.Types, after))]));

    private static List<PolicyLink> Of(string[] types, IReadOnlyList<PolicyLink> links) => [.. links.Where(l => types.Contains(l.Type, StringComparer.Ordinal))];

    // One with the same name on both sides was reworded.
    private static IEnumerable<string> Diff(List<PolicyLink> before, List<PolicyLink> after)
    {
        var removed = before.Except(after).ToList();
        foreach (var link in after.Except(before))
        {
            if (removed.Find(r => (r.Type, r.Label) == (link.Type, link.Label)) is { } same)
            {
                removed.Remove(same);
                foreach (var line in Changes.OfText($"Changed, {link.Label}", Words(same), Words(link)))
                {
                    yield return line;
                }
            }
            else
            {
                yield return $"Added: {Named(link)}";
            }
        }

        foreach (var link in removed)
        {
            yield return $"Removed: {Named(link)}";
        }
    }

    private static string Named(PolicyLink link) => string.Join(": ", new[] { link.Label, Words(link) }.Where(t => !string.IsNullOrEmpty(t)));

    private static string Words(PolicyLink link) => string.Join(" ", new[] { link.Text, link.Url, link.Resource }.OfType<string>());
}
