using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using KetamineCrd.Resources;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>The HTTP clients by which this server reads from others: one for each network, which connects into no other.</summary>
/// <remarks>
/// Each resolves a name once, checks every address that it has, and connects to an address that was checked, so that a name cannot change in
/// between. Redirects, cookies, proxies and the caller's trace headers are left out; a request takes nothing along but what is put on it.
/// </remarks>
internal sealed class OutgoingConnections(NameLookup names) : IDisposable
{
    // Some firewalls refuse who does not say a name, and it tells the operator of an EHR who reads.
    private static readonly ProductInfoHeaderValue Name = new("KetamineCrd", ProgramVersion.Text);

    private readonly HttpClient _loopback = CreateClient(FhirNetwork.Loopback, names);
    private readonly HttpClient _public = CreateClient(FhirNetwork.Public, names);
    private readonly HttpClient _any = CreateClient(FhirNetwork.Any, names);

    /// <summary>
    /// A client for the life of the server, without a timeout of its own: pass a token that is cancelled in time. A host outside the network
    /// makes it throw an <see cref="HttpRequestException"/> with an <see cref="AddressNotAdmittedException"/> inside.
    /// </summary>
    public HttpClient To(FhirNetwork network) => network switch
    {
        FhirNetwork.Loopback => _loopback,
        FhirNetwork.Public => _public,
        FhirNetwork.Any => _any,
        _ => throw new ArgumentOutOfRangeException(nameof(network)),
    };

    public void Dispose()
    {
        _loopback.Dispose();
        _public.Dispose();
        _any.Dispose();
    }

    private static bool Admits(FhirNetwork network, IPAddress address) => network switch
    {
        FhirNetwork.Loopback => CallingPlace.IsThisMachine(address),
        FhirNetwork.Public => PublicAddresses.Contains(address),
        _ => true,
    };

    // Connections are renewed so that a changed DNS answer is noticed.
    private static HttpClient CreateClient(FhirNetwork network, NameLookup names) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.GZip,
        ConnectCallback = async (context, cancellationToken) => await ConnectAsync(network, context.DnsEndPoint, names, cancellationToken),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxConnectionsPerServer = 64,
        MaxResponseDrainSize = 16 * 1024,
        MaxResponseHeadersLength = 16, // KiB
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { Name } },
    };

    private static async Task<Stream> ConnectAsync(FhirNetwork network, DnsEndPoint host, NameLookup names, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host.Host, out var literal) ? [literal] : await names(host.Host, cancellationToken);
        if (!Array.TrueForAll(addresses, address => Admits(network, address)))
        {
            throw new AddressNotAdmittedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
