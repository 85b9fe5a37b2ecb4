using System.Text;

namespace KetamineCrd.Server.FhirApi;

/// <summary>Text without case and accents, for comparing names.</summary>
/// <remarks>The server runs without ICU, where <see cref="string.Normalize()"/> leaves accents alone; the letters of Latin-1 and Latin Extended-A are listed here.</remarks>
internal static class FoldedText
{
    private static readonly Dictionary<char, string> Plain = ReadTable(
        "AÀÁÂÃÄÅĀĂĄ", "CÇĆĈĊČ", "DĎĐÐ", "EÈÉÊËĒĔĖĘĚ", "GĜĞĠĢ", "HĤĦ", "IÌÍÎÏĨĪĬĮİ", "JĴ", "KĶ", "LĹĻĽĿŁ", "NÑŃŅŇ", "OÒÓÔÕÖØŌŎŐ", "RŔŖŘ", "SŚŜŞŠ", "TŢŤŦ",
        "UÙÚÛÜŨŪŬŮŰŲ", "WŴ", "YÝŶŸ", "ZŹŻŽ");

    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var upper = char.ToUpperInvariant(c);
            if (c is >= '\u0300' and <= '\u036f')
            {
                continue; // an accent written as a character of its own
            }

            _ = Plain.TryGetValue(upper, out var plain) ? folded.Append(plain) : folded.Append(upper);
        }

        return folded.ToString();
    }

    private static Dictionary<char, string> ReadTable(params ReadOnlySpan<string> letters)
    {
        var table = new Dictionary<char, string> { ['Æ'] = "AE", ['Œ'] = "OE", ['ß'] = "SS", ['Þ'] = "TH", ['ı'] = "I" };
        foreach (var line in letters)
        {
            foreach (var letter in line.AsSpan(1))
            {
                table.Add(letter, line[..1]);
            }
        }

        return table;
    }
}
