using System.Net;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Limits;

/// <summary>The places for open connections, and who has them: a share for each address, and some for addresses that have none.</summary>
/// <remarks>
/// A trusted proxy, a caller on this machine in sandbox mode and whoever the file system lets at a Unix socket have no share of their own:
/// they speak for many, or are alone.
/// </remarks>
internal sealed class ConnectionPlaces(IOptions<CrdOptions> options, TrustedProxies proxies, ServerMode mode, TimeProvider clock, ILogger<ConnectionPlaces> logger)
{
    private const int All = CrdOptions.MostConnections;

    /// <summary>Of all places, those that only an address without an open connection gets.</summary>
    public const int ForNewcomers = 64;

    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMinutes(1);

    private readonly int _share = options.Value.ConnectionsPerAddress;
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _taken = [];
    private int _allTaken;
    private int _refused;
    private long? _toldAt;

    /// <param name="address">Null for a Unix socket.</param>
    /// <returns>False when the connection must be closed; else <see cref="GiveBack"/> must follow.</returns>
    public bool TryTake(IPAddress? address)
    {
        var isShared = address is null || IsOfMany(address);
        var network = KeyOf(address);
        int refused;
        lock (_lock)
        {
            var taken = _taken.GetValueOrDefault(network);
            if (_allTaken < (taken == 0 ? All : All - ForNewcomers) && (isShared || taken < _share))
            {
                _allTaken++;
                _taken[network] = taken + 1;
                return true;
            }

            refused = CountRefused();
        }

        if (refused > 0)
        {
            logger.ConnectionsRefused(refused, _share, All);
        }

        return false;
    }

    public void GiveBack(IPAddress? address)
    {
        var network = KeyOf(address);
        lock (_lock)
        {
            _allTaken--;
            if (--_taken[network] == 0)
            {
                _taken.Remove(network);
            }
        }
    }

    /// <summary>True for an address from which the connections of many callers come.</summary>
    public bool IsOfMany(IPAddress address) =>
        proxies.Contains(address) || (mode.IsSandbox && CallingPlace.IsThisMachine(address));

    // No connection comes from 255.255.255.255.
    private static IPAddress KeyOf(IPAddress? address) => CallingPlace.Of(address ?? IPAddress.None);

    // How many to tell of now; 0 when it was told a short time ago.
    private int CountRefused()
    {
        _refused++;
        if (_toldAt is { } told && clock.GetElapsedTime(told) < BetweenMessages)
        {
            return 0;
        }

        var refused = _refused;
        (_refused, _toldAt) = (0, clock.GetTimestamp());
        return refused;
    }
}
