namespace KetamineCrd.Server.Authentication;

/// <summary>A time on two clocks: what the wall clock says can be set, ahead or back; the steady one only goes on.</summary>
/// <param name="Wall">In seconds since 1970.</param>
/// <param name="Steady">In seconds since some moment before this process began.</param>
internal readonly record struct TokenTime(double Wall, double Steady)
{
    public static TokenTime Now(TimeProvider clock) => new(clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, clock.GetElapsedTime(0).TotalSeconds);

    /// <summary>The same time on both clocks, as they stand to each other now.</summary>
    public TokenTime WhenWallSays(double seconds) => new(seconds, Steady + seconds - Wall);

    public TokenTime OrLater(TokenTime other) => new(Math.Max(Wall, other.Wall), Math.Max(Steady, other.Steady));

    /// <summary>True when both clocks have passed it: a clock that was set ahead may be set back.</summary>
    public bool IsOver(TokenTime now) => Wall < now.Wall && Steady < now.Steady;

    /// <summary>How long that takes, if nobody sets the clock.</summary>
    public TimeSpan From(TokenTime now) => TimeSpan.FromSeconds(Math.Max(Wall - now.Wall, Steady - now.Steady));
}
