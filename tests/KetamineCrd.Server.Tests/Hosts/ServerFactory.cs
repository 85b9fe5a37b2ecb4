using KetamineCrd.Server.Tests.Doubles;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests.Hosts;

/// <summary>The server in this process, with a clock that stands still, settings of the test's own, and its logs kept.</summary>
/// <remarks>
/// <c>Settings</c> holds configuration keys such as <c>Crd:HookBudget</c>; set them before the first call.
/// The demonstration payer is off, so that what is held is what the files of real payers say; so is validation, which costs each server half a second of the machine.
/// The base address is <c>http://localhost/</c>, so cards link to <c>http://localhost/policies/…</c>.
/// </remarks>
public sealed class ServerFactory : WebApplicationFactory<Program>
{
    /// <summary>The day every expected answer is written for.</summary>
    public static DateTimeOffset Today { get; } = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public TimeProvider Clock { get; init; } = new StandingClock(Today);

    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Crd:Demonstration"] = "false", ["Crd:Validation:Mode"] = "off" };

    /// <summary>Adds services that stand in for the server's own.</summary>
    public Action<IServiceCollection>? StandIns { get; init; }

    public CapturedLogs Logs { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");

        // Settings become command line arguments, so that code before Build() sees them too.
        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(Clock);
            services.AddSingleton<ILoggerProvider>(Logs);
            services.AddLogging(logging => logging.AddFilter<CapturedLogs>(category: null, LogLevel.Trace));
            StandIns?.Invoke(services);
        });
    }

    /// <summary>Tells one time of day for ever; its timers run on the real clock, so that deadlines still come.</summary>
    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
