using System.Threading.RateLimiting;

namespace KetamineCrd.Server;

/// <summary>The one kind of rate that there is here: so many a second, and more at once after a quiet time.</summary>
internal static class TokenBucket
{
    public static TokenBucketRateLimiterOptions Of(int perSecond, int burst) => new()
    {
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        TokenLimit = Math.Max(perSecond, burst),
        QueueLimit = 0,
    };
}
