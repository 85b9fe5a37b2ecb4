using System.Net;
using KetamineCrd.Server.Limits;
using KetamineCrd.Server.Tests.Doubles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>Who gets one of the places for open connections.</summary>
public sealed class ConnectionPlacesTests : IDisposable
{
    private readonly MovableClock _clock = new();
    private readonly CapturedLogs _logs = new();
    private readonly LoggerFactory _loggers;

    public ConnectionPlacesTests() => _loggers = new LoggerFactory([_logs]);

    public void Dispose()
    {
        _loggers.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void Address_has_256_places_and_gets_one_back_with_each_that_ends()
    {
        var places = Places();

        Assert.Equal(256, Take(places, "192.0.2.1", 300));
        places.GiveBack(IPAddress.Parse("192.0.2.1"));

        Assert.Equal(1, Take(places, "192.0.2.1", 10));
        Assert.Equal(256, Take(places, "192.0.2.2", 300));
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", 0)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", 10)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", 0)]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", 0)]
    public void Other_address_of_a_caller_has_no_share_of_its_own(string address, string other, int taken)
    {
        var places = Places();

        Take(places, address, 300);

        Assert.Equal(taken, Take(places, other, 10));
    }

    [Fact]
    public void Last_64_places_are_for_addresses_that_have_none()
    {
        var places = Places();
        var taken = Enumerable.Range(1, 25).Sum(i => Take(places, $"192.0.2.{i}", 200));

        Assert.Equal(5_000 - 64, taken);
        Assert.False(places.TryTake(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(64, Enumerable.Range(1, 100).Sum(i => Take(places, $"198.51.100.{i}", 2)));

        // What a newcomer gave up is for newcomers again.
        places.GiveBack(IPAddress.Parse("198.51.100.1"));
        Assert.False(places.TryTake(IPAddress.Parse("198.51.100.2")));
        Assert.True(places.TryTake(IPAddress.Parse("203.0.113.1")));
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("192.0.2.77")]
    [InlineData("2001:db8::7")]
    public void Trusted_proxy_has_all_places_but_those_for_newcomers(string proxy) =>
        Assert.Equal(5_000 - 64, Take(Places(o =>
        {
            o.TrustedProxies.Add("10.1.0.0/16");
            o.TrustedProxies.Add("192.0.2.77");
            o.TrustedProxies.Add("2001:db8::7");
        }), proxy, 6_000));

    [Theory]
    [InlineData("127.0.0.1", 4_936)]
    [InlineData("127.0.0.9", 4_936)]
    [InlineData("::1", 4_936)]
    [InlineData("::ffff:127.0.0.1", 4_936)]
    [InlineData("192.0.2.1", 256)]
    public void In_sandbox_mode_this_machine_has_all_places_but_those_for_newcomers(string address, int taken) =>
        Assert.Equal(taken, Take(Places(isSandbox: true), address, 6_000));

    [Fact]
    public void Caller_of_a_unix_socket_has_all_places_but_those_for_newcomers()
    {
        var places = Places();

        Assert.Equal(5_000 - 64, Enumerable.Range(0, 6_000).Count(_ => places.TryTake(null)));
    }

    [Fact]
    public void Log_tells_once_a_minute_how_many_were_refused_and_not_who()
    {
        var places = Places(o => o.ConnectionsPerAddress = 2);

        Take(places, "192.0.2.1", 100);
        Assert.StartsWith("1 new connections were closed", Assert.Single(_logs.Entries).Message, StringComparison.Ordinal);

        _clock.Move(TimeSpan.FromSeconds(59));
        Take(places, "192.0.2.1", 10);
        Assert.Single(_logs.Entries);

        _clock.Move(TimeSpan.FromSeconds(1));
        Take(places, "192.0.2.1", 10);
        Assert.Equal(2, _logs.Entries.Count);
        Assert.StartsWith("108 new connections were closed", _logs.Entries[1].Message, StringComparison.Ordinal);
        Assert.All(_logs.Entries, e => Assert.DoesNotContain("192.0.2", e.Message, StringComparison.Ordinal));
    }

    private static int Take(ConnectionPlaces places, string address, int times) => Enumerable.Range(0, times).Count(_ => places.TryTake(IPAddress.Parse(address)));

    private ConnectionPlaces Places(Action<CrdOptions>? edit = null, bool isSandbox = false)
    {
        var options = new CrdOptions();
        edit?.Invoke(options);
        return new ConnectionPlaces(Options.Create(options), new TrustedProxies(Options.Create(options)), new ServerMode(isSandbox), _clock, _loggers.CreateLogger<ConnectionPlaces>());
    }
}
