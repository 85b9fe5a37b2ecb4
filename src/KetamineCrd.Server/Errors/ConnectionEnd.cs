using Microsoft.Net.Http.Headers;

namespace KetamineCrd.Server.Errors;

/// <summary>Ends an HTTP/1 connection with the answer: what its caller has sent ahead is not looked at.</summary>
internal static class ConnectionEnd
{
    /// <summary>Does nothing where it would end other callers' requests too: in HTTP/2, and on the connection of a proxy.</summary>
    public static void EndConnection(this HttpContext http)
    {
        if (http.Features.Get<ConnectionOfMany>() is null)
        {
            http.EndConnectionOfBody();
        }
    }

    /// <summary>Ends it whoever it belongs to, since the rest of a body would still come on it.</summary>
    public static void EndConnectionOfBody(this HttpContext http)
    {
        if (HttpProtocol.IsHttp11(http.Request.Protocol) || HttpProtocol.IsHttp10(http.Request.Protocol))
        {
            http.Response.Headers[HeaderNames.Connection] = "close";
        }
    }

    /// <summary>A feature of a connection on which a proxy sends requests of many callers.</summary>
    public sealed class ConnectionOfMany
    {
        public static ConnectionOfMany Feature { get; } = new();
    }
}
