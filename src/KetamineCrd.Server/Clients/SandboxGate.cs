using System.Text.RegularExpressions;
using KetamineCrd.Server.Errors;

namespace KetamineCrd.Server.Clients;

/// <summary>In sandbox mode, refuses every request that does not plainly come from this machine, before any of it is read.</summary>
/// <remarks>
/// <see cref="ListenAddresses"/> keeps other machines out at the start; this holds however the server was opened since: an edited
/// <c>Kestrel</c> section, a proxy or a tunnel beside it, or a name that a web page has led to this machine.
/// </remarks>
internal static partial class SandboxGate
{
    public static IApplicationBuilder UseSandboxGate(this IApplicationBuilder app)
    {
        if (!app.ApplicationServices.GetRequiredService<ServerMode>().IsSandbox)
        {
            return app;
        }

        return app.Use((http, next) => Refusal(http) is var (status, code, text) ? OutcomeResponse.WriteAsync(http, status, code, "", text) : next(http));
    }

    private static (int Status, string Code, string Text)? Refusal(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is { } address && !CallingPlace.IsThisMachine(address))
        {
            return (StatusCodes.Status403Forbidden, "forbidden",
                "No client is registered, so this server is a sandbox and answers only callers on its own machine. Register the clients to open it to others.");
        }

        if (CameThroughProxy(http.Request.Headers))
        {
            return (StatusCodes.Status403Forbidden, "forbidden",
                "The call came through a proxy, so others can reach this server, but no client is registered. Register the clients, or call from its own machine without the proxy.");
        }

        // RFC 9110 15.5.20: a request for a host that this server does not speak for. 400 would blame its form, which is right.
        return CallingPlace.IsThisMachine(http.Request.Host.Host) ? null : (StatusCodes.Status421MisdirectedRequest, "security",
            "No client is registered, so this server is a sandbox and answers as localhost, 127.0.0.1 or [::1] only. Register the clients to serve it under another name.");
    }

    private static bool CameThroughProxy(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
        {
            if (SignOfProxy().IsMatch(name))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 9110 7.6.3 has Via, RFC 7239 Forwarded, RFC 8586 CDN-Loop; the others are habits of proxies and of those who run them for others.
    // X-Original-For is what ASPNETCORE_FORWARDEDHEADERS_ENABLED leaves when it puts the address of a header in the place of that of the connection.
    [GeneratedRegex(
        "^(Via|Forwarded|CDN-Loop)$|^(X-Forwarded|X-Original-|X-Envoy-|CF-)|(Client|Real)-?IP$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex SignOfProxy();
}
