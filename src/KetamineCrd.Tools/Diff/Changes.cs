namespace KetamineCrd.Tools.Diff;

/// <summary>Puts a difference in words. Every method gives no line where there is none.</summary>
internal static class Changes
{
    public static IEnumerable<string> OfValue(string what, string? was, string? now) =>
        was == now ? [] : [$"{what}: was {was ?? "not given"}, is {now ?? "not given"}."];

    /// <summary>Both texts, one under the other.</summary>
    public static IEnumerable<string> OfText(string what, string? was, string? now) =>
        was == now ? [] : [$"{what}:", $"  was: {was ?? "(nothing)"}", $"  is:  {now ?? "(nothing)"}"];

    /// <summary>Apart by semicolons: a title may hold a comma.</summary>
    public static IEnumerable<string> OfList(string what, IEnumerable<string> was, IEnumerable<string> now)
    {
        var (before, after) = (was.ToList(), now.ToList());
        var (added, removed) = (after.Except(before, StringComparer.Ordinal).ToList(), before.Except(after, StringComparer.Ordinal).ToList());
        if (added.Count > 0)
        {
            yield return $"{what} added: {string.Join("; ", added)}.";
        }

        if (removed.Count > 0)
        {
            yield return $"{what} removed: {string.Join("; ", removed)}.";
        }
    }

    public static IEnumerable<string> Indented(IEnumerable<string> lines) => lines.Select(line => $"  {line}");
}
