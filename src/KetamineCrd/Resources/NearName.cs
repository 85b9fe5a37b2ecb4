
namespace KetamineCrd.Resources;

/// <summary>Finds the name that a misspelt one was probably meant to be.</summary>
internal static class NearName
{
    /// <summary>" Did you mean 'x'?" for the nearest name at most two letters away; empty when there is none.</summary>
    public static string Suggest(string misspelt, IEnumerable<string> names)
    {
        var (name, distance) = names.Select(n => (n, Distance(misspelt, n))).MinBy(x => x.Item2);
        return distance <= 2 ? $" Did you mean '{name}'?" : "";
    }

    // Letters to add, drop or change.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j - 1], row[j]));
            }
        }

        return row[b.Length];
    }
}
