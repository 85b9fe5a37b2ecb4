using System.Net;
using System.Net.Sockets;

namespace KetamineCrd.Server;

/// <summary>Where a call comes from, as far as it is counted.</summary>
internal static class CallingPlace
{
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
