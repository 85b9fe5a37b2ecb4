using System.Collections.Concurrent;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.Time.Testing;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>Stands still until a test moves it, its timers too, and tells whether the timer is set that the test waits for.</summary>
/// <param name="awaited">The time of that timer.</param>
internal sealed class AlarmClock(TimeSpan awaited) : FakeTimeProvider(ServerFactory.Today)
{
    private readonly TimeSpan _awaited = awaited;
    private readonly ConcurrentDictionary<Alarm, bool> _pending = [];
    private readonly TaskCompletionSource _isSet = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once a timer of the awaited time is set.</summary>
    public Task IsSet => _isSet.Task;

    /// <summary>True while a timer of the awaited time is set.</summary>
    public bool IsPending => !_pending.IsEmpty;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Alarm? alarm = null;
        var timer = base.CreateTimer(
            s =>
            {
                _pending.TryRemove(alarm!, out _);
                callback(s);
            },
            state,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        alarm = new Alarm(this, timer);
        alarm.Change(dueTime, period);
        return alarm;
    }

    private sealed class Alarm(AlarmClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock._pending.TryRemove(this, out _);
            if (dueTime == clock._awaited)
            {
                clock._pending.TryAdd(this, value: true);
                clock._isSet.TrySetResult();
            }

            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            clock._pending.TryRemove(this, out _);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
