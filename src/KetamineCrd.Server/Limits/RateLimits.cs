using System.Net;
using System.Threading.RateLimiting;
using KetamineCrd.Server.Authentication;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Limits;

/// <summary>How often one address and one client may call: 429 with Retry-After beyond that. In sandbox mode nothing is limited.</summary>
/// <remarks>The limiters of the framework run on the clock of the machine. What refused tokens may cost is <see cref="RefusalAllowance"/>.</remarks>
internal static class RateLimits
{
    public static IServiceCollection AddRateLimits(this IServiceCollection services) => services.AddSingleton<ClientRates>().AddRateLimiter(_ => { });

    /// <summary>
    /// Before anything of a token is checked: what does not say that it is a client's counts for its address; what does is only asked whether that
    /// client may call at all now, so that nobody can use up what a client may do by naming it.
    /// </summary>
    public static IApplicationBuilder UseLimitsByAddress(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptions<CrdOptions>>().Value;
        Use(app, () => PartitionedRateLimiter.Create<HttpContext, (IPAddress? Place, bool)>(http => NamedBy(http) is null
            ? RateLimitPartition.GetTokenBucketLimiter<(IPAddress?, bool)>((CallingPlace.Of(http), true), _ => TokenBucket.Of(options.CallsPerSecondPerAddress, options.BurstPerAddress))
            : RateLimitPartition.GetNoLimiter<(IPAddress?, bool)>((null, false))));
        return UseUnlessSandbox(app, () =>
        {
            var rates = app.ApplicationServices.GetRequiredService<ClientRates>();
            app.Use((http, next) =>
            {
                if (NamedBy(http) is not { } client || rates.HaveRoomFor(client))
                {
                    return next(http);
                }

                TooManyCalls.Answer(http, TimeSpan.FromSeconds(1));
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>What a client may do in all: <see cref="ClientRates"/>.</summary>
    public static IApplicationBuilder UseLimitsByClient(this IApplicationBuilder app) => Use(app, () => app.ApplicationServices.GetRequiredService<ClientRates>().OfCallers());

    private static RegisteredClient? NamedBy(HttpContext http) => CallerIdentification.IsNeeded(http) ? PresentedToken.Of(http).Client : null;

    private static IApplicationBuilder Use(IApplicationBuilder app, Func<PartitionedRateLimiter<HttpContext>> create) => UseUnlessSandbox(app, () =>
    {
        var limiter = create();
        app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(limiter.Dispose);
        app.UseRateLimiter(new RateLimiterOptions
        {
            GlobalLimiter = limiter,
            OnRejected = (rejected, _) =>
            {
                TooManyCalls.Answer(rejected.HttpContext, rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.Zero);
                return ValueTask.CompletedTask;
            },
        });
    });

    private static IApplicationBuilder UseUnlessSandbox(IApplicationBuilder app, Action use)
    {
        if (!app.ApplicationServices.GetRequiredService<ServerMode>().IsSandbox)
        {
            use();
        }

        return app;
    }
}
