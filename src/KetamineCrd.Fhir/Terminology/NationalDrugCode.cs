namespace KetamineCrd.Fhir.Terminology;

/// <summary>Brings a National Drug Code to its 11 digits (labeler 5, product 4, package 2).</summary>
public static class NationalDrugCode
{
    /// <summary>
    /// Reads 11 digits, or three hyphenated segments (5-4-2, 4-4-2, 5-3-2, 5-4-1), padding the short one. Null for anything else; a bare
    /// 10-digit number has three readings, see <see cref="Readings"/>.
    /// </summary>
    public static string? ToElevenDigits(string code)
    {
        code = code.Trim();
        if (code.Length == 11 && IsDigits(code))
        {
            return code;
        }

        var first = code.IndexOf('-', StringComparison.Ordinal);
        var second = first < 0 ? -1 : code.IndexOf('-', first + 1);
        if (second < 0)
        {
            return null;
        }

        var (labeler, product, package) = (code[..first], code[(first + 1)..second], code[(second + 1)..]);
        var shape = (labeler.Length, product.Length, package.Length);
        return shape is (5, 4, 2) or (4, 4, 2) or (5, 3, 2) or (5, 4, 1) && IsDigits(labeler) && IsDigits(product) && IsDigits(package)
            ? labeler.PadLeft(5, '0') + product.PadLeft(4, '0') + package.PadLeft(2, '0')
            : null;
    }

    /// <summary>Every 11-digit reading of the code: one, or three for a bare 10-digit number, or none.</summary>
    public static IEnumerable<string> Readings(string code)
    {
        code = code.Trim();
        if (code.Length == 10 && IsDigits(code))
        {
            yield return "0" + code;
            yield return code[..5] + "0" + code[5..];
            yield return code[..9] + "0" + code[9..];
        }
        else if (ToElevenDigits(code) is { } eleven)
        {
            yield return eleven;
        }
    }

    private static bool IsDigits(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
