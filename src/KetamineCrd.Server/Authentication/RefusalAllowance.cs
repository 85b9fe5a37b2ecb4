using System.Net;
using System.Threading.RateLimiting;
using KetamineCrd.Server.Clients;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Authentication;

/// <summary>How many tokens in the names of registered clients may turn out bad at one address before further ones are looked at no more: what a forger there can cost.</summary>
/// <remarks>
/// What is good costs nothing here. Before it is checked nothing tells it from what is bad, so where an address has used up its allowance (<c>Crd:CallsPerSecondPerAddress</c>,
/// <c>Crd:BurstPerAddress</c>, in a count of its own) there is still a check for
/// <list type="bullet">
/// <item>a client on a connection on which its last token was good, which a forger behind the same address has not: at most one bad token for each good one;</item>
/// <item>a client that was good at this address of late, on any connection, as long as no more than <see cref="KnownPerSecond"/> a second in its name turn out bad.</item>
/// </list>
/// So bad tokens of one address cost at most its allowance and <see cref="KnownPerSecond"/> for each client that is at home there. A client that has not been good
/// there yet must find one of the checks that the forger leaves; nobody at another address notices. The limiters of the framework run on the clock of the machine.
/// </remarks>
internal sealed class RefusalAllowance : IDisposable
{
    /// <summary>For one client at one address, in a second.</summary>
    public const int KnownPerSecond = 10;

    /// <summary>What stands in the log in place of a check.</summary>
    public const string Name = "none, since too many at its address were bad";

    private const int Remembered = 10_000;

    private static readonly TimeSpan OfLate = TimeSpan.FromMinutes(10);

    private readonly PartitionedRateLimiter<IPAddress> _ofAddress;
    private readonly PartitionedRateLimiter<(IPAddress, string)> _ofKnown;
    private readonly RecentSet<(IPAddress, string)> _known;
    private readonly RecentSet<(string, IPAddress, string)> _connections;

    public RefusalAllowance(TimeProvider clock, IOptions<CrdOptions> options)
    {
        var (perSecond, burst) = (options.Value.CallsPerSecondPerAddress, options.Value.BurstPerAddress);
        _ofAddress = PartitionedRateLimiter.Create<IPAddress, IPAddress>(place =>
            RateLimitPartition.GetTokenBucketLimiter(place, _ => TokenBucket.Of(perSecond, burst)));
        _ofKnown = PartitionedRateLimiter.Create<(IPAddress, string), (IPAddress, string)>(known =>
            RateLimitPartition.GetTokenBucketLimiter(known, _ => TokenBucket.Of(KnownPerSecond, KnownPerSecond)));
        _known = new(clock, OfLate, Remembered);
        _connections = new(clock, OfLate, Remembered);
    }

    /// <summary>False when nothing more in the client's name is to be looked at now.</summary>
    public bool Admits(HttpContext http, RegisteredClient client)
    {
        var known = (CallingPlace.Of(http), client.Id);
        return HasRoom(_ofAddress, known.Item1) || _connections.Holds(Connection(http, known)) || (_known.Holds(known) && HasRoom(_ofKnown, known));
    }

    public void Accepted(HttpContext http, RegisteredClient client)
    {
        var known = (CallingPlace.Of(http), client.Id);
        _known.Add(known);
        _connections.Add(Connection(http, known));
    }

    public void Refused(HttpContext http, RegisteredClient client)
    {
        var known = (CallingPlace.Of(http), client.Id);
        _connections.Remove(Connection(http, known));
        using var ofAddress = _ofAddress.AttemptAcquire(known.Item1);
        if (!ofAddress.IsAcquired && _known.Holds(known))
        {
            using var ofKnown = _ofKnown.AttemptAcquire(known);
        }
    }

    public void Dispose()
    {
        _ofAddress.Dispose();
        _ofKnown.Dispose();
    }

    private static bool HasRoom<T>(PartitionedRateLimiter<T> limiter, T key) => limiter.GetStatistics(key) is { CurrentAvailablePermits: > 0 };

    // Behind a proxy many addresses share a connection.
    private static (string, IPAddress, string) Connection(HttpContext http, (IPAddress Place, string Client) known) => (http.Connection.Id, known.Place, known.Client);
}
