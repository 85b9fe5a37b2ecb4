using System.Security.Cryptography;
using System.Text;
using KetamineCrd.Server.Clients;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Authentication;

/// <summary>The tokens that were accepted and can still count: each does so once (<c>jti</c>, CDS Hooks 2.0). Thread-safe.</summary>
/// <remarks>
/// Each client has a share of its own, <see cref="TokenShare"/>, which follows its limits; one that is removed and comes back finds its tokens used.
/// In memory of this process only: several servers behind one address each count for themselves (docs/security.md).
/// </remarks>
internal sealed class SeenTokens(TimeProvider clock, IOptions<CrdOptions> options, ILogger<SeenTokens> logger)
{
    private const double LookEvery = 60;
    private const double TellEvery = 300;

    // So that nobody can choose where a token falls, or read from memory what it was.
    private readonly byte[] _seed = RandomNumberGenerator.GetBytes(16);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, Used>> _byIssuer = new(StringComparer.Ordinal);
    private double _looked;

    public bool Has(RegisteredClient client, string id)
    {
        var token = HashOf(id);
        lock (_lock)
        {
            return IsUsed(client.Issuer, token);
        }
    }

    /// <summary>Remembers a token until it can no longer be accepted.</summary>
    /// <param name="ends">In seconds since 1970.</param>
    /// <param name="wait">When there will be room, for <see cref="TokenUse.NoRoom"/>.</param>
    public TokenUse TryAdd(RegisteredClient client, string id, double ends, out TimeSpan wait)
    {
        var token = HashOf(id);
        var now = TokenTime.Now(clock);
        var size = TokenCapacity.Of(client, options.Value);
        int held;
        bool hasRoom, isTold;
        lock (_lock)
        {
            ForgetOfAll(now);
            var used = Of(client);
            used.Share.Forget(now);
            wait = TimeSpan.Zero;
            if (IsUsed(client.Issuer, token))
            {
                return TokenUse.Repeated;
            }

            hasRoom = used.Share.Count < size;
            if (hasRoom)
            {
                used.Share.Add(token, now.WhenWallSays(ends), now, client, options.Value);
            }
            else
            {
                wait = used.Share.UntilRoom(now);
            }

            held = used.Share.Count;
            isTold = held >= 0.8 * size && used.IsToBeTold(!hasRoom, now.Steady);
        }

        if (isTold)
        {
            logger.TokenShareUsed(client.Id, held, size, hasRoom ? "nearly full" : "full, and further calls get 429");
        }

        return hasRoom ? TokenUse.First : TokenUse.NoRoom;
    }

    // A jti must be new to its issuer, whichever of the clients that share it comes with it.
    private bool IsUsed(string issuer, TokenHash token)
    {
        if (_byIssuer.TryGetValue(issuer, out var clients))
        {
            foreach (var used in clients.Values)
            {
                if (used.Share.Holds(token))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private Used Of(RegisteredClient client)
    {
        if (!_byIssuer.TryGetValue(client.Issuer, out var clients))
        {
            _byIssuer.Add(client.Issuer, clients = new Dictionary<string, Used>(StringComparer.Ordinal));
        }

        if (!clients.TryGetValue(client.Id, out var used))
        {
            clients.Add(client.Id, used = new Used());
        }

        return used;
    }

    // Of those too that call no more.
    private void ForgetOfAll(TokenTime now)
    {
        if (now.Steady - _looked < LookEvery)
        {
            return;
        }

        _looked = now.Steady;
        foreach (var (issuer, clients) in _byIssuer)
        {
            foreach (var (id, used) in clients)
            {
                used.Share.Forget(now);
                if (used.Share.Count == 0)
                {
                    clients.Remove(id);
                }
            }

            if (clients.Count == 0)
            {
                _byIssuer.Remove(issuer);
            }
        }
    }

    private TokenHash HashOf(string id)
    {
        var digest = Digest.Of([.. _seed, .. Encoding.UTF8.GetBytes(id)]);
        return new TokenHash((ulong)(digest >> 64), (ulong)digest);
    }

    private sealed class Used
    {
        private double _told = double.NegativeInfinity;
        private bool _toldFull;

        public TokenShare Share { get; } = new();

        public bool IsToBeTold(bool isFull, double steady)
        {
            if (steady - _told < TellEvery && (_toldFull || !isFull))
            {
                return false;
            }

            (_told, _toldFull) = (steady, isFull);
            return true;
        }
    }
}

internal enum TokenUse
{
    /// <summary>It counts now, and no more.</summary>
    First,

    Repeated,

    /// <summary>The client has more used tokens than its limits let through while they can count: it must not be accepted.</summary>
    NoRoom,
}
