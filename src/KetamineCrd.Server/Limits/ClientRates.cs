using System.Threading.RateLimiting;
using KetamineCrd.Server.Clients;

namespace KetamineCrd.Server.Limits;

/// <summary>What each client may do in all, from wherever it calls: a rate, and a number of open calls. Only calls that are surely its own count.</summary>
internal sealed class ClientRates : IDisposable
{
    private readonly PartitionedRateLimiter<RegisteredClient?> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<RegisteredClient?, (string Id, ClientLimits? Limits)>(client => Limited(client, key =>
            RateLimitPartition.GetTokenBucketLimiter(key, k => TokenBucket.Of(k.Limits!.CallsPerSecond, k.Limits.Burst)))),
        PartitionedRateLimiter.Create<RegisteredClient?, (string Id, ClientLimits? Limits)>(client => Limited(client, key =>
            RateLimitPartition.GetConcurrencyLimiter(key, k => new ConcurrencyLimiterOptions { PermitLimit = k.Limits!.OpenCalls, QueueLimit = 0 }))));

    /// <summary>False when a further call would be refused, so that its signature need not be looked at. Nobody else can bring that about.</summary>
    public bool HaveRoomFor(RegisteredClient client) => _limiter.GetStatistics(client) is not { CurrentAvailablePermits: <= 0 };

    /// <summary>Counts each call for its caller, where that is a client.</summary>
    public PartitionedRateLimiter<HttpContext> OfCallers() => _limiter.WithTranslatedKey<HttpContext>(http => http.Features.Get<Caller>()?.Client, leaveOpen: true);

    public void Dispose() => _limiter.Dispose();

    private static RateLimitPartition<(string, ClientLimits?)> Limited(
        RegisteredClient? client, Func<(string Id, ClientLimits? Limits), RateLimitPartition<(string, ClientLimits?)>> limit) =>
        client is null ? RateLimitPartition.GetNoLimiter<(string, ClientLimits?)>(("", null)) : limit((client.Id, client.Limits));
}
