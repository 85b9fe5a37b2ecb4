using System.Globalization;

namespace KetamineCrd.Server.Feedback;

/// <summary>A date and time as RFC 3339 section 5.6 writes it; the offset is required.</summary>
internal static class Rfc3339
{
    // The finest that DateTimeOffset tells is 100 ns.
    private const int MostDecimals = 7;

    /// <summary>The instant, in UTC, with decimals below 100 ns cut off. Null for any other text, and for a leap second.</summary>
    public static DateTimeOffset? Read(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            var end = text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') is var length and >= 0 ? point + 1 + length : text.Length;
            text = text.Remove(point + Math.Min(MostDecimals + 1, end - point), Math.Max(0, end - point - 1 - MostDecimals));
        }

        // K also takes a text without an offset.
        return HasOffset(text)
            && DateTimeOffset.TryParseExact(
                text.ToUpperInvariant(), "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToUniversalTime()
            : null;
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 6 && text[^6] is '+' or '-');
}
