namespace KetamineCrd.Tools;

/// <summary>Rows of text in columns, each as wide as its widest cell.</summary>
internal static class TextTable
{
    /// <param name="rows">All of one length; the first holds the heads.</param>
    public static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        var widths = rows[0].Index().Select(column => rows.Max(row => row[column.Index].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Index().Select(cell => cell.Item.PadRight(widths[cell.Index]))).TrimEnd());
        }
    }
}
