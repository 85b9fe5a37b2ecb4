namespace KetamineCrd.Server.Clients;

/// <summary>How many used tokens of a client are held, and for how long: a token counts once.</summary>
internal static class TokenCapacity
{
    /// <summary>What an entry may ask for: some 200 MB. 10,000 calls a second with tokens of 5 minutes, or 1,400 with tokens of an hour.</summary>
    public const int Most = 6_000_000;

    /// <summary>Tokens are forgotten by eighths of the longest time that one can count.</summary>
    public const int Parts = 8;

    /// <summary>Difference between clocks that is allowed.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>The longest time from <c>iat</c> to <c>exp</c>, without the difference between clocks: one may have told the one and another the other.</summary>
    public static TimeSpan LifetimeOf(RegisteredClient? client, CrdOptions options) => client?.TokenLifetime ?? options.TokenLifetime;

    /// <summary>How many the client may have held: what its rate lets through while one can count, so that a client within its limits never fills it.</summary>
    public static int Of(RegisteredClient client, CrdOptions options)
    {
        var (rate, burst, _) = client.Limits;
        return Math.Max(rate, burst) + (int)Math.Ceiling(rate * (1 + ((Parts + 1) * SecondsOfPart(client, options))));
    }

    /// <summary>From "not yet" by a clock that is behind, over a lifetime with its allowance, to "not yet expired" by one that is ahead: an eighth of that.</summary>
    public static double SecondsOfPart(RegisteredClient client, CrdOptions options) => (LifetimeOf(client, options) + (3 * Skew)).TotalSeconds / Parts;
}
