using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Limits;

/// <summary>What one connection, and all of them, may take of the server before a call is read. Bodies have limits of their own: <see cref="CrdOptions"/>.</summary>
internal static class ConnectionLimits
{
    // What is kept of requests that come while the answers to earlier ones are not read: once below TLS, where the socket is read, and once above it.
    // Bodies go through it.
    private const int UnreadBytes = 64 * 1024;

    public static void UseConnectionLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var limits = kestrel.Limits;

            // ConnectionPlaces counts: Kestrel's own limit makes no difference between callers, and logs every connection that it refuses.
            limits.MaxConcurrentConnections = null;
            limits.MaxConcurrentUpgradedConnections = 0;

            limits.MaxRequestBufferSize = UnreadBytes;
            limits.Http2.MaxStreamsPerConnection = 100;

            // What a connection may send of bodies that nobody reads; over 100 ms of distance 8 MiB still come in some 3 s.
            limits.Http2.InitialConnectionWindowSize = 256 * 1024;
            limits.Http2.InitialStreamWindowSize = 256 * 1024;

            // Our longest address has some 100 characters, a FHIR search some more; a token with many claims has some KB.
            limits.MaxRequestLineSize = 8 * 1024;
            limits.MaxRequestHeadersTotalSize = 32 * 1024;
            limits.MaxRequestHeaderCount = 100;
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);

            // In bytes a second, after some seconds of grace; CrdOptions.RequestBodyTime bounds the whole.
            limits.MinRequestBodyDataRate = new MinDataRate(1_024, TimeSpan.FromSeconds(5));
            limits.MinResponseDataRate = new MinDataRate(1_024, TimeSpan.FromSeconds(5));
        });
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = UnreadBytes);
        builder.Services.AddSingleton<TrustedProxies>().AddSingleton<ConnectionPlaces>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<CrdOptions>, ConnectionPlaces, TimeProvider>((kestrel, options, places, clock) =>
        {
            kestrel.Limits.MaxRequestBodySize = options.Value.MaximumRequestBytes;
            kestrel.ConfigureEndpointDefaults(listen => listen.UseConnectionGate(places, clock));
        });
    }
}
