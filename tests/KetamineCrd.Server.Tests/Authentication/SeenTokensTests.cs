using System.Collections.Frozen;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Authentication;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Keys;
using KetamineCrd.Server.Tests.Doubles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Tests.Authentication;

/// <summary>A token counts once, however the clock is set, and one client's used tokens leave no other without room.</summary>
public sealed class SeenTokensTests : IDisposable
{
    // The longest that a token with a lifetime of a minute can count: from a minute ahead to a minute behind, and a minute more between its own times.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private readonly MovableClock _clock = new();
    private readonly CapturedLogs _logs = new();
    private readonly LoggerFactory _loggers;
    private readonly SeenTokens _seen;
    private int _ids;

    public SeenTokensTests()
    {
        _loggers = new LoggerFactory([_logs]);
        _seen = new SeenTokens(_clock, Options.Create(new CrdOptions()), _loggers.CreateLogger<SeenTokens>());
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void Clock_that_jumps_ahead_and_back_lets_no_token_in_twice()
    {
        var client = Client("valley-ehr", callsPerSecond: 10);
        var ends = In(TimeSpan.FromMinutes(2));
        Assert.Equal(TokenUse.First, Use(client, "once", ends));

        _clock.Set(TimeSpan.FromDays(2));
        Assert.Equal(TokenUse.First, Use(client));
        Assert.Equal(TokenUse.First, Use(Client("hill-ehr", callsPerSecond: 10)));
        _clock.Move(TimeSpan.FromSeconds(90));
        Assert.Equal(TokenUse.First, Use(client));
        _clock.Set(TimeSpan.FromDays(-2));

        Assert.Equal(TokenUse.Repeated, Use(client, "once", ends));
        Assert.True(_seen.Has(client, "once"));
    }

    [Fact]
    public void Clock_that_stays_behind_lets_no_token_in_once_more_when_its_time_comes_again()
    {
        var client = Client("valley-ehr", callsPerSecond: 10);
        var ends = In(TimeSpan.FromMinutes(2));
        Assert.Equal(TokenUse.First, Use(client, "once", ends));

        _clock.Set(TimeSpan.FromDays(-1));
        for (var i = 0; i < 24 * 60 - 10; i++)
        {
            _clock.Move(TimeSpan.FromMinutes(1));
            Assert.Equal(TokenUse.First, Use(client));
        }

        _clock.Move(TimeSpan.FromMinutes(10));
        Assert.Equal(TokenUse.Repeated, Use(client, "once", ends));
        _clock.Move(TimeSpan.FromMinutes(3));
        Assert.Equal(TokenUse.First, Use(client, "once", In(Longest)));
    }

    [Fact]
    public void Token_is_forgotten_when_it_can_count_no_more_even_if_its_client_calls_no_more()
    {
        var client = Client("valley-ehr", callsPerSecond: 10);
        Assert.Equal(TokenUse.First, Use(client, "once", In(Longest)));

        _clock.Move(Longest);
        Assert.Equal(TokenUse.First, Use(Client("hill-ehr", callsPerSecond: 10)));
        Assert.True(_seen.Has(client, "once"));

        _clock.Move(TimeSpan.FromSeconds(61));
        Assert.Equal(TokenUse.First, Use(Client("hill-ehr", callsPerSecond: 10)));
        Assert.False(_seen.Has(client, "once"));
    }

    [Fact]
    public void Client_within_its_limits_never_fills_its_share()
    {
        var client = Client("valley-ehr", callsPerSecond: 7, burst: 40);

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(TokenUse.First, Use(client));
        }

        for (var i = 0; i < 7 * 4 * Longest.TotalSeconds; i++)
        {
            _clock.Move(TimeSpan.FromSeconds(1.0 / 7));
            Assert.Equal(TokenUse.First, Use(client));
        }
    }

    [Fact]
    public void Full_share_makes_its_own_client_wait_and_nobody_else()
    {
        var client = Client("valley-ehr", callsPerSecond: 1);
        Assert.Equal(SizeOf(client), Fill(client));

        Assert.Equal(TokenUse.NoRoom, _seen.TryAdd(client, "one more", In(Longest), out var wait));
        Assert.Equal(TokenUse.First, Use(Client("hill-ehr", callsPerSecond: 1)));
        Assert.Equal(TokenUse.Repeated, Use(client, "token 1", In(Longest)));

        Assert.InRange(wait, TimeSpan.FromSeconds(1), Longest);
        _clock.Move(wait + TimeSpan.FromSeconds(1));
        Assert.Equal(TokenUse.First, Use(client));
    }

    [Fact]
    public void Log_tells_of_a_share_that_gets_full_once_and_of_one_that_is()
    {
        var client = Client("valley-ehr", callsPerSecond: 1);
        Fill(client);
        Fill(client);

        Assert.All(_logs.Entries, e => Assert.Equal(LogLevel.Warning, e.Level));
        Assert.Equal(2, _logs.Entries.Count);
        Assert.Contains($"valley-ehr has {(int)Math.Ceiling(0.8 * SizeOf(client))} used tokens", _logs.Entries[0].Message, StringComparison.Ordinal);
        Assert.Contains("nearly full", _logs.Entries[0].Message, StringComparison.Ordinal);
        Assert.Contains($"has {SizeOf(client)} used tokens", _logs.Entries[1].Message, StringComparison.Ordinal);

        _clock.Set(TimeSpan.FromMinutes(-30));
        _clock.Move(TimeSpan.FromMinutes(5));
        Fill(client);
        Assert.Equal(3, _logs.Entries.Count);
    }

    [Fact]
    public void Share_follows_the_limits_of_the_entry()
    {
        var slow = Client("valley-ehr", callsPerSecond: 1);
        var fast = Client("valley-ehr", callsPerSecond: 2);
        Fill(slow);

        Assert.Equal(TokenUse.First, Use(fast));
        Assert.Equal(SizeOf(fast) - SizeOf(slow) - 1, Fill(fast));
        Assert.Equal(TokenUse.NoRoom, Use(slow));
    }

    [Fact]
    public void Client_that_is_removed_and_comes_back_finds_its_tokens_used()
    {
        Assert.Equal(TokenUse.First, Use(Client("valley-ehr", callsPerSecond: 5), "once", In(Longest)));
        _clock.Move(TimeSpan.FromMinutes(3));
        Assert.Equal(TokenUse.First, Use(Client("hill-ehr", callsPerSecond: 5)));

        Assert.Equal(TokenUse.Repeated, Use(Client("valley-ehr", callsPerSecond: 5), "once", In(Longest)));
        Assert.Equal(TokenUse.Repeated, Use(Client("valley-by-another-name", callsPerSecond: 5, issuer: "https://valley-ehr.example.org"), "once", In(Longest)));
    }

    [Fact]
    public void Used_token_takes_little_memory()
    {
        const int Each = 45_000;
        var (client, options, share) = (Client("valley-ehr", callsPerSecond: 1_500), new CrdOptions(), new TokenShare());
        long before = 0;

        // An even rate over the longest time that a token can count. Before the first eighth nobody knows how many will come.
        for (var i = 0; i < 8 * Each; i++)
        {
            before = i == Each ? GC.GetAllocatedBytesForCurrentThread() : before;
            var now = new TokenTime(1_000_000 + (i * Longest.TotalSeconds / (8 * Each)), i * Longest.TotalSeconds / (8 * Each));
            share.Add(new TokenHash((ulong)i, 7), now.WhenWallSays(now.Wall + Longest.TotalSeconds), now, client, options);
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / (7.0 * Each);
        Assert.Equal(8 * Each, share.Count);
        Assert.InRange(each, 28, 40);
    }

    private int Fill(RegisteredClient client)
    {
        var count = 0;
        while (count < 10_000 && Use(client) == TokenUse.First)
        {
            count++;
        }

        return count;
    }

    private TokenUse Use(RegisteredClient client) => Use(client, $"token {++_ids}", In(Longest));

    private TokenUse Use(RegisteredClient client, string id, double ends) => _seen.TryAdd(client, id, ends, out _);

    private double In(TimeSpan time) => (_clock.GetUtcNow() + time).ToUnixTimeMilliseconds() / 1000.0;

    private static int SizeOf(RegisteredClient client) => TokenCapacity.Of(client, new CrdOptions());

    private static RegisteredClient Client(string id, int callsPerSecond, int burst = 1, string? issuer = null) => new()
    {
        Id = id,
        Issuer = issuer ?? $"https://{id}.example.org",
        Keys = new RegisteredKeys(KeySet.Empty),
        Jku = null,
        TokenLifetime = TimeSpan.FromMinutes(1),
        Algorithms = SigningAlgorithms.Recommended,
        FhirServers = new FhirServerAccess([], FhirNetwork.Public),
        Tenants = FrozenSet<string>.Empty,
        Payers = FrozenSet<string>.Empty,
        UnknownPayer = null,
        Validation = null,
        Origins = FrozenSet<string>.Empty,
        Hooks = FrozenSet<HookKind>.Empty,
        Dialects = FrozenSet<string>.Empty,
        Limits = new ClientLimits(callsPerSecond, burst, OpenCalls: 64),
        Entry = "",
    };
}
