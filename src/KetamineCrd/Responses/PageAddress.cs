namespace KetamineCrd.Responses;

/// <summary>Addresses in policy data: absolute, or a path of this server such as <c>/policies/…</c>.</summary>
internal static class PageAddress
{
    /// <param name="baseAddress">Of this server, without a slash at the end.</param>
    public static string Absolute(string url, string baseAddress) => url.StartsWith('/') ? baseAddress + url : url;
}
