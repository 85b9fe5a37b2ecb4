namespace KetamineCrd.Server.Authentication;

/// <summary>The addresses that a token may be for: those under which clients reach what they call (CDS Hooks 2.0, claim <c>aud</c>).</summary>
internal static class Audience
{
    /// <summary>The address that is called, below each public base address. For what stands below a service (feedback, explanation) its own address will do too.</summary>
    public static IReadOnlyList<string> Of(HttpContext http, CrdOptions options)
    {
        var path = http.Request.Path.Value ?? "";
        var ofService = http.GetRouteValue("serviceId") is string id && path.LastIndexOf($"/{id}/", StringComparison.Ordinal) is var end and > 0 ? path[..(end + id.Length + 1)] : null;
        return [.. Bases(http, options).SelectMany(b => ofService is null ? [b + path] : new[] { b + path, b + ofService }).Select(Normalize)];
    }

    /// <summary>Scheme and host in small letters, no default port, no slash at the end. What is no address stays as it is.</summary>
    public static string Normalize(string address) => (Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.AbsoluteUri : address).TrimEnd('/');

    /// <summary>Where clients reach this server, without a slash at the end. The Host header of a request is believed in sandbox mode only.</summary>
    public static IEnumerable<string> Bases(HttpContext http, CrdOptions options) =>
        options.OtherBaseAddresses.Select(b => b.AbsoluteUri.TrimEnd('/')).Prepend(PublicAddress.Of(options, http.Request));
}
