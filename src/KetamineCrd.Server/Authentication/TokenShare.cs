using KetamineCrd.Server.Clients;

namespace KetamineCrd.Server.Authentication;

/// <summary>The used tokens of one client, as hashes, until they can count no more. Not thread-safe.</summary>
/// <remarks>
/// They are kept by the time in which they came, an eighth of the longest that one can count, and forgotten with all that came then: so a token costs
/// a place in a set and nothing else (28 bytes, up to twice that while a client gets faster), and none is looked at again to forget it.
/// Where the clock is set back, the tokens of before are held until it gets there once more, since they would then count again.
/// </remarks>
internal sealed class TokenShare
{
    private readonly List<Part> _parts = [];

    /// <summary>How many tokens are held.</summary>
    public int Count { get; private set; }

    public bool Holds(TokenHash token)
    {
        foreach (var part in _parts)
        {
            if (part.Held.Contains(token))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="token">One that it does not hold.</param>
    /// <param name="ends">When it can count no more.</param>
    public void Add(TokenHash token, TokenTime ends, TokenTime now, RegisteredClient client, CrdOptions options)
    {
        if (_parts is not [.., var last] || now.Steady - last.Begins >= TokenCapacity.SecondsOfPart(client, options))
        {
            // About as many will come as came before.
            last = new Part(now.Steady, ends, _parts is [.., var before] ? before.Held.Count + (before.Held.Count / TokenCapacity.Parts) : 0);
            _parts.Add(last);
        }

        last.Held.Add(token);
        last.Ends = last.Ends.OrLater(ends);
        Count++;
    }

    public void Forget(TokenTime now)
    {
        if (_parts.RemoveAll(p => p.Ends.IsOver(now)) > 0)
        {
            Count = _parts.Sum(p => p.Held.Count);
        }
    }

    /// <summary>When there will be room, if it is full now: at least a second.</summary>
    public TimeSpan UntilRoom(TokenTime now) => _parts.Select(p => p.Ends.From(now)).Append(TimeSpan.FromHours(1)).Min() is var wait && wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1);

    private sealed class Part(double begins, TokenTime ends, int capacity)
    {
        public double Begins => begins;

        public TokenTime Ends { get; set; } = ends;

        public HashSet<TokenHash> Held { get; } = new(capacity);
    }
}

/// <summary>Half of a SHA-256.</summary>
internal readonly record struct TokenHash(ulong High, ulong Low);
