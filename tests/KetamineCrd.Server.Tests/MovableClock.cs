namespace KetamineCrd.Server.Tests;

/// <summary>Stands still until a test moves it; its timers run on the real clock, so that deadlines still come.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long _ticks = ServerFactory.Today.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
