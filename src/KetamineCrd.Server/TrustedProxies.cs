using System.Net;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server;

/// <summary>The proxies of <see cref="CrdOptions.TrustedProxies"/>, read.</summary>
internal sealed class TrustedProxies
{
    public TrustedProxies(IOptions<CrdOptions> options)
    {
        var addresses = new List<IPAddress>();
        var networks = new List<IPNetwork>();
        foreach (var proxy in options.Value.TrustedProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                addresses.Add(address);
            }
            else
            {
                networks.Add(IPNetwork.Parse(proxy));
            }
        }

        (Addresses, Networks) = (addresses, networks);
    }

    public IReadOnlyList<IPAddress> Addresses { get; }

    public IReadOnlyList<IPNetwork> Networks { get; }

    /// <summary>True for a mapped address too when its IPv4 address is a proxy's.</summary>
    public bool Contains(IPAddress address) =>
        Addresses.Contains(address) || Networks.Any(n => n.Contains(address)) || (address.IsIPv4MappedToIPv6 && Contains(address.MapToIPv4()));
}
