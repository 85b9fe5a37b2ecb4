using System.Net;
using System.Net.Sockets;

namespace KetamineCrd.Server.Limits;

/// <summary>What counts as one address: one household or ward has a whole /64 of IPv6 addresses, and could call from a new one each time.</summary>
internal static class CallerNetwork
{
    /// <returns>An IPv4 address, the first address of a /64, or null for null.</returns>
    public static IPAddress? Of(IPAddress? address)
    {
        if (address is null || address.IsIPv4MappedToIPv6)
        {
            return address?.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
