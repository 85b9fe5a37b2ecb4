using Microsoft.AspNetCore.HttpOverrides;

namespace KetamineCrd.Server;

/// <summary>The client's address behind a proxy. Only the proxies that the configuration names are believed: anyone else could take any address.</summary>
internal static class ForwardedAddresses
{
    public static IApplicationBuilder UseForwardedAddresses(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<TrustedProxies>();
        if (proxies is { Addresses: [], Networks: [] })
        {
            return app;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var address in proxies.Addresses)
        {
            options.KnownProxies.Add(address);
        }

        foreach (var network in proxies.Networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        return app.UseForwardedHeaders(options);
    }
}
