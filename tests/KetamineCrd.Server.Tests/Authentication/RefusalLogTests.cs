using KetamineCrd.Server.Authentication;
using KetamineCrd.Server.Tests.Doubles;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests.Authentication;

/// <summary>Refused tokens are logged by bursts: a flood of them must not become one of the log.</summary>
public sealed class RefusalLogTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly AlarmClock _clock = new(Minute);
    private readonly CapturedLogs _logs = new();
    private readonly LoggerFactory _loggers;
    private readonly RefusalLog _log;

    public RefusalLogTests()
    {
        _loggers = new LoggerFactory([_logs]);
        _log = new RefusalLog(_clock, _loggers.CreateLogger<ClientToken>());
    }

    public void Dispose()
    {
        _log.Dispose();
        _loggers.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void First_of_a_kind_is_told_at_once_and_those_that_follow_as_a_number()
    {
        Many(1_000, "valley-ehr", "signature");
        Many(1, "valley-ehr", "exp");
        Many(2, "hill-ehr", "signature");
        Assert.Equal(["valley-ehr was refused at the check signature", "valley-ehr was refused at the check exp", "hill-ehr was refused at the check signature"], Told());

        _clock.Advance(Minute);

        Assert.Equal(["999 more tokens of the client valley-ehr", "1 more tokens of the client hill-ehr"], Told()[3..]);
    }

    [Fact]
    public void What_goes_on_is_told_once_a_minute_and_what_comes_back_at_once()
    {
        for (var i = 0; i < 3; i++)
        {
            Many(500, "valley-ehr", "signature");
            _clock.Advance(Minute);
        }

        Assert.Equal(4, Told().Length);
        _clock.Advance(Minute);
        Assert.False(_clock.IsPending, "There is nothing left to tell.");

        Many(1, "valley-ehr", "signature");

        Assert.Equal(5, Told().Length);
        Assert.True(_clock.IsPending);
    }

    private void Many(int count, string client, string check)
    {
        for (var i = 0; i < count; i++)
        {
            _log.Add(client, check);
        }
    }

    private string[] Told() => [.. _logs.Entries.Select(e => e.Message.StartsWith("A token of the client ", StringComparison.Ordinal)
        ? e.Message["A token of the client ".Length..].TrimEnd('.')
        : e.Message.Split(" were refused")[0])];
}
