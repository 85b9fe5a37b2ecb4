using System.Net;
using System.Net.Sockets;

namespace KetamineCrd.Server;

/// <summary>Where a call comes from, as far as it is counted.</summary>
internal static class CallingPlace
{
    /// <summary>True for an address of this machine, an IPv4 one written as IPv6 too.</summary>
    public static bool IsThisMachine(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>True for <c>localhost</c> and for an address of this machine. A name below localhost, or one that leads here today, may be another's tomorrow.</summary>
    public static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IsThisMachine(address));

    /// <summary>The address; of IPv6 its /64, since one household or ward has a whole one and could call from a new address each time.</summary>
    public static IPAddress Of(HttpContext http) => Of(http.Connection.RemoteIpAddress ?? IPAddress.None);

    /// <inheritdoc cref="Of(HttpContext)"/>
    public static IPAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
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
