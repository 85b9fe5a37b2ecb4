namespace KetamineCrd.Server.Tests;

/// <summary>Stands still until a test moves it; its timers go off when it is moved past them, and never else.</summary>
/// <param name="awaited">The time of the timer that a test waits for.</param>
internal sealed class AlarmClock(TimeSpan awaited) : TimeProvider
{
    private readonly TimeSpan _awaited = awaited;
    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private readonly TaskCompletionSource _isSet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = ServerFactory.Today;

    /// <summary>Done once a timer of the awaited time is set.</summary>
    public Task IsSet => _isSet.Task;

    /// <summary>True while a timer of the awaited time is set.</summary>
    public bool IsPending
    {
        get
        {
            lock (_lock)
            {
                return _alarms.Exists(a => a.Time == _awaited);
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void Move(TimeSpan by)
    {
        Alarm[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _alarms.Where(a => a.Due <= _now)];
            _alarms.RemoveAll(due.Contains);
        }

        foreach (var alarm in due)
        {
            alarm.GoOff();
        }
    }

    private sealed class Alarm(AlarmClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public TimeSpan Time { get; private set; }

        public void GoOff() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._alarms.Remove(this);
                if (dueTime >= TimeSpan.Zero)
                {
                    (Due, Time) = (clock._now + dueTime, dueTime);
                    clock._alarms.Add(this);
                    if (dueTime == clock._awaited)
                    {
                        clock._isSet.TrySetResult();
                    }
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
