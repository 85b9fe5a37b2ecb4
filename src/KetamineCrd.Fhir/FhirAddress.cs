using System.Globalization;
using System.Text;

namespace KetamineCrd.Fhir;

/// <summary>
/// The one form in which addresses are compared, whoever wrote them: the base of a FHIR server, a <c>fullUrl</c>, a reference (RFC 3986, section 6.2).
/// </summary>
public static class FhirAddress
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /// <summary>
    /// Scheme and host in lower case, without the port that is the scheme's own; in the path what needs no percent-encoding is not encoded, and the
    /// rest is in capitals. A <c>urn</c> in lower case. What is relative has its percent-encoding settled only. Dot segments stay, so that no
    /// address leads elsewhere than it reads; so do queries.
    /// </summary>
    public static string Normalize(string address)
    {
        if (address.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
        {
            return address.ToLowerInvariant();
        }

        if (SchemeOf(address) is not { } scheme)
        {
            return address.Contains('%', StringComparison.Ordinal) ? NormalizePath(address) : address;
        }

        var start = scheme.Length + "://".Length;
        var end = address.AsSpan(start).IndexOfAny('/', '?', '#') is var length and >= 0 ? start + length : address.Length;
        return $"{scheme}://{NormalizeAuthority(address[start..end], scheme)}{NormalizePath(address[end..])}";
    }

    /// <summary>The base of an absolute address <c>[base]/Type/id</c>, with or without a version, in the form of <see cref="Normalize"/> with a slash at its end; null for any other.</summary>
    public static string? BaseOf(string address) =>
        SchemeOf(address) is not null && Normalize(address) is var normal && PlainReference.OfType(normal) is { } relative
            ? normal[..normal.LastIndexOf($"/{relative}", StringComparison.Ordinal)] + "/"
            : null;

    private static string? SchemeOf(string address) =>
        address.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https"
        : address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http"
        : null;

    private static string NormalizeAuthority(string authority, string scheme)
    {
        var lower = authority.ToLowerInvariant();
        var own = scheme == "https" ? ":443" : ":80";
        return lower.EndsWith(own, StringComparison.Ordinal) ? lower[..^own.Length] : lower.TrimEnd(':');
    }

    private static string NormalizePath(string path)
    {
        var end = path.AsSpan().IndexOfAny('?', '#') is var query and >= 0 ? query : path.Length;
        if (!path.AsSpan(0, end).Contains('%') && Ascii.IsValid(path.AsSpan(0, end)))
        {
            return path;
        }

        var normal = new StringBuilder(path.Length);
        for (var i = 0; i < end; i++)
        {
            if (path[i] == '%' && i + 2 <= end - 1 && char.IsAsciiHexDigit(path[i + 1]) && char.IsAsciiHexDigit(path[i + 2]))
            {
                var decoded = (char)byte.Parse(path.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                _ = Unreserved.Contains(decoded, StringComparison.Ordinal) ? normal.Append(decoded) : normal.Append(path[i..(i + 3)].ToUpperInvariant());
                i += 2;
            }
            else if (char.IsAscii(path[i]))
            {
                normal.Append(path[i]);
            }
            else
            {
                var count = char.IsHighSurrogate(path[i]) && i + 1 < end && char.IsLowSurrogate(path[i + 1]) ? 2 : 1;
                normal.Append(count == 2 || !char.IsSurrogate(path[i]) ? Uri.EscapeDataString(path.AsSpan(i, count)) : "%EF%BF%BD");
                i += count - 1;
            }
        }

        return normal.Append(path, end, path.Length - end).ToString();
    }
}
