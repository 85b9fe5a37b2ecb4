using System.Net;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>Which addresses are on the internet (the IANA special-purpose address registries, RFC 6890, and what clouds answer themselves).</summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // RFC 6052: the last 32 bits are an IPv4 address. An IPv6-only network reaches the IPv4 internet through it.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), // "this network"; 0.0.0.0 is this machine
        IPNetwork.Parse("10.0.0.0/8"), // private, RFC 1918
        IPNetwork.Parse("100.64.0.0/10"), // shared, RFC 6598; some clouds keep their metadata here
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("168.63.129.16/32"), // the host of a virtual machine in Azure
        IPNetwork.Parse("169.254.0.0/16"), // link-local, RFC 3927; the metadata of clouds
        IPNetwork.Parse("172.16.0.0/12"), // private, RFC 1918
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments, RFC 6890
        IPNetwork.Parse("192.0.2.0/24"), // documentation, RFC 5737
        IPNetwork.Parse("192.88.99.0/24"), // 6to4 relays, RFC 7526
        IPNetwork.Parse("192.168.0.0/16"), // private, RFC 1918
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks, RFC 2544
        IPNetwork.Parse("198.51.100.0/24"), // documentation, RFC 5737
        IPNetwork.Parse("203.0.113.0/24"), // documentation, RFC 5737
        IPNetwork.Parse("224.0.0.0/4"), // multicast, RFC 5771
        IPNetwork.Parse("240.0.0.0/4"), // reserved, RFC 1112, and broadcast
        IPNetwork.Parse("2001::/23"), // protocol assignments, RFC 2928: Teredo, benchmarks, ORCHID
        IPNetwork.Parse("2001:db8::/32"), // documentation, RFC 3849
        IPNetwork.Parse("2002::/16"), // 6to4, RFC 7526: whatever IPv4 address it wraps
        IPNetwork.Parse("3fff::/20"), // documentation, RFC 9637
    ];

    /// <summary>True for a unicast address that has no special purpose. An IPv4 address that is mapped or behind NAT64 counts as itself.</summary>
    /// <remarks>
    /// Of IPv6 only 2000::/3 can be public: loopback, link-local, site-local, unique local, multicast and the rest of the address space are not.
    /// </remarks>
    public static bool Contains(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? Contains(address.MapToIPv4())
        : Nat64.Contains(address) ? Contains(new IPAddress(address.GetAddressBytes().AsSpan(12)))
        : (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork || GlobalUnicast.Contains(address))
            && !Array.Exists(NotPublic, range => range.Contains(address));
}
