namespace KetamineCrd.Server;

/// <summary>The address under which clients and browsers reach this server.</summary>
internal static class PublicAddress
{
    /// <summary><c>Crd:PublicBaseAddress</c>, else scheme and host of the request; without a slash at the end.</summary>
    public static string Of(CrdOptions options, HttpRequest request) =>
        (options.PublicBaseAddress?.AbsoluteUri ?? $"{request.Scheme}://{request.Host.Value}{request.PathBase.Value}").TrimEnd('/');
}
