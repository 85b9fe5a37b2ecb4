namespace KetamineCrd.Server.Authentication;

/// <summary>The addresses that a token may be for: those under which clients reach what they call (CDS Hooks 2.0, claim <c>aud</c>).</summary>
internal static class Audience
{
    /// <summary>The address that is called, below each public base address. For what stands below a service (feedback, explanation) its own address will do too.</summary>
    public static IReadOnlyList<string> Of(HttpContext http, CrdOptions options)
    {
        var path = http.Request.Path.Value ?? "";
        var ofService = http.GetRouteValue("serviceId") is string id && path.LastIndexOf($"/{id}/", StringComparison.Ordinal) is var end and > 0 ? path[..(end + id.Length + 1)] : null;
        return [.. Bases(options).SelectMany(b => ofService is null ? [b + path] : new[] { b + path, b + ofService }).Select(Normalize)];
    }

    /// <summary>Scheme and host in small letters, no default port, no slash at the end. What is no address stays as it is.</summary>
    public static string Normalize(string address) => (Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.AbsoluteUri : address).TrimEnd('/');

    private static IEnumerable<string> Bases(CrdOptions options) =>
        options.OtherBaseAddresses.Prepend(options.PublicBaseAddress!).Select(b => b.AbsoluteUri.TrimEnd('/'));
}
