using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using KetamineCrd.Server.Authentication;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KetamineCrd.Server.Limits;

/// <summary>How often one address and one client may call: 429 with Retry-After beyond that. In sandbox mode nothing is limited.</summary>
/// <remarks>The limiters of the framework run on the clock of the machine.</remarks>
internal static class RateLimits
{
    public static IServiceCollection AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(_ => { });

    /// <summary>
    /// Before a signature is looked at, which is dear. What says that it is a client's counts for that client at its address, so that nobody
    /// elsewhere can use up what the client may do; all else counts for the address.
    /// </summary>
    public static IApplicationBuilder UseLimitsByAddress(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptions<CrdOptions>>().Value;
        return Use(app, () => PartitionedRateLimiter.Create<HttpContext, (IPAddress? Address, ClientLimits? Limits, string? Client)>(http =>
        {
            var client = CallerIdentification.IsNeeded(http) ? PresentedToken.Of(http).Client : null;
            return RateLimitPartition.GetTokenBucketLimiter((CallerNetwork.Of(http.Connection.RemoteIpAddress), client?.Limits, client?.Id), key => key.Limits is { } limits
                ? Bucket(limits.CallsPerSecond, limits.Burst)
                : Bucket(options.CallsPerSecondPerAddress, options.BurstPerAddress));
        }));
    }

    /// <summary>What a client may do in all, from wherever it calls; only calls that are surely its own count.</summary>
    public static IApplicationBuilder UseLimitsByClient(this IApplicationBuilder app)
    {
        static RateLimitPartition<(string, ClientLimits)> Of(HttpContext http, Func<(string Id, ClientLimits Limits), RateLimitPartition<(string, ClientLimits)>> limited) =>
            http.Features.Get<Caller>()?.Client is { } client ? limited((client.Id, client.Limits)) : RateLimitPartition.GetNoLimiter(("", new ClientLimits(0, 0, 0)));

        return Use(app, () => PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, (string Id, ClientLimits Limits)>(http => Of(http, key =>
                RateLimitPartition.GetTokenBucketLimiter(key, k => Bucket(k.Limits.CallsPerSecond, k.Limits.Burst)))),
            PartitionedRateLimiter.Create<HttpContext, (string Id, ClientLimits Limits)>(http => Of(http, key =>
                RateLimitPartition.GetConcurrencyLimiter(key, k => new ConcurrencyLimiterOptions { PermitLimit = k.Limits.OpenCalls, QueueLimit = 0 })))));
    }

    private static IApplicationBuilder Use(IApplicationBuilder app, Func<PartitionedRateLimiter<HttpContext>> create)
    {
        if (app.ApplicationServices.GetRequiredService<ServerMode>().IsSandbox)
        {
            return app;
        }

        var limiter = create();
        app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(limiter.Dispose);
        return app.UseRateLimiter(new RateLimiterOptions
        {
            GlobalLimiter = limiter,
            RejectionStatusCode = StatusCodes.Status429TooManyRequests,
            OnRejected = (rejected, _) =>
            {
                var seconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, Math.Ceiling(wait.TotalSeconds)) : 1;
                rejected.HttpContext.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
                rejected.HttpContext.EndConnection();
                return ValueTask.CompletedTask;
            },
        });
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond, int burst) => new()
    {
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        TokenLimit = Math.Max(perSecond, burst),
        QueueLimit = 0,
    };
}
