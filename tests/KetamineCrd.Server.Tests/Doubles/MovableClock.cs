using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>Stands still until a test moves it; its timers run on the real clock, so that deadlines still come.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long _ticks = ServerFactory.Today.UtcTicks;
    private long _setAhead;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks) + Interlocked.Read(ref _setAhead), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Time goes by.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <summary>Someone sets the time of day; no time goes by.</summary>
    public void Set(TimeSpan ahead) => Interlocked.Add(ref _setAhead, ahead.Ticks);
}
