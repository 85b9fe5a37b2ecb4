using System.Net;
using System.Security.Authentication;
using KetamineCrd.Server.Clients;

namespace KetamineCrd.Server;

/// <summary>Where the server is told to listen. Without registered clients it may listen on loopback only.</summary>
internal static class ListenAddresses
{
    public const string Default = "http://localhost:5080";

    /// <summary>Uses the default address when none is configured, and stops the start-up when one is not on loopback.</summary>
    /// <exception cref="InvalidOperationException">An address is open to other machines; the message names the key.</exception>
    public static void UseListenAddresses(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13)); // HRex 1.2.0 hrex-sec-9a
        if (string.IsNullOrEmpty(configuration["urls"]) && string.IsNullOrEmpty(configuration["http_ports"]) && string.IsNullOrEmpty(configuration["https_ports"])
            && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(Default);
        }

        if (ClientData.IsConfigured(configuration))
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

        var urls = configuration["urls"];
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Check(url, "ASPNETCORE_URLS (or --urls)");
        }
    }

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
                && (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                    || (IPAddress.TryParse(address.Host, out var host) && IPAddress.IsLoopback(host)));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static InvalidOperationException Refusal(string key) => new(
        $"{key} opens this server to other machines, but no clients are registered: in sandbox mode it listens on localhost, 127.0.0.1 or [::1] only.");
}
