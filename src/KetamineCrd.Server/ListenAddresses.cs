using System.Net;
using System.Security.Authentication;

namespace KetamineCrd.Server;

/// <summary>Where the server is told to listen. Without registered clients it may listen on loopback only.</summary>
internal static class ListenAddresses
{
    public const string Default = "http://localhost:5080";

    /// <summary>Uses the default address when none is configured, and stops the start-up when one is not on loopback.</summary>
    /// <exception cref="SettingRefusedException">An address is open to other machines; the message names the key.</exception>
    public static void UseListenAddresses(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13)); // HRex 1.2.0 hrex-sec-9a
        if (Configured(configuration).Length == 0 && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(Default);
        }

        if (!ServerMode.Of(configuration).IsSandbox)
        {
            return;
        }

        foreach (var key in new[] { "http_ports", "https_ports" })
        {
            if (!string.IsNullOrEmpty(configuration[key]))
            {
                throw Refusal($"ASPNETCORE_{key.ToUpperInvariant()}");
            }
        }

        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            Check(endpoint["Url"] ?? "", $"Kestrel:Endpoints:{endpoint.Key}:Url");
        }

        foreach (var url in Split(configuration["urls"]))
        {
            Check(url, "ASPNETCORE_URLS (or --urls)");
        }
    }

    /// <summary>Where a server with these settings listens, in the order in which Kestrel takes them; one at least.</summary>
    public static IReadOnlyList<string> Of(IConfiguration configuration) => Configured(configuration) is { Length: > 0 } all ? all : [Default];

    /// <summary>The address for a client on this machine.</summary>
    public static Uri Reachable(BindingAddress address)
    {
        var isEverywhere = IPAddress.TryParse(address.Host, out var ip) ? ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) : !IsLocalhost(address.Host);
        return new UriBuilder(address.Scheme, isEverywhere ? "localhost" : address.Host, address.Port, address.PathBase).Uri;
    }

    private static string[] Configured(IConfiguration configuration)
    {
        string[] endpoints = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>()];
        return endpoints.Length > 0 ? endpoints
            : Split(configuration["urls"]) is { Length: > 0 } urls ? urls
            : [.. Split(configuration["http_ports"]).Select(p => $"http://*:{p}"), .. Split(configuration["https_ports"]).Select(p => $"https://*:{p}")];
    }

    private static string[] Split(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsLocalhost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static void Check(string url, string key)
    {
        if (!IsLoopback(url))
        {
            throw Refusal(key);
        }
    }

    // Read as Kestrel reads it, which listens on every address where the host is neither localhost nor an address. Uri reads some of those as loopback.
    private static bool IsLoopback(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { IsUnixPipe: false, IsNamedPipe: false }
                && (IsLocalhost(address.Host)
                    || (IPAddress.TryParse(address.Host, out var host) && IPAddress.IsLoopback(host)));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static SettingRefusedException Refusal(string key) => new(
        $"{key} opens this server to other machines, but no clients are registered: in sandbox mode it listens on localhost, 127.0.0.1 or [::1] only. "
        + "Name one of those, or register the clients (docs/clients.md).");
}
