using System.Text;

namespace KetamineCrd.Server.FhirApi;

/// <summary>The escapes of search values (FHIR R4 search.html, "Escaping Search Parameters"): a backslash before comma, bar, dollar or backslash.</summary>
internal static class SearchValue
{
    /// <summary>The parts between separators that are not escaped; the parts are still escaped.</summary>
    public static IEnumerable<string> SplitAt(string text, char separator)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == separator)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    public static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ',' or '|' or '$' or '\\')
            {
                i++;
            }

            plain.Append(text[i]);
        }

        return plain.ToString();
    }
}
