namespace KetamineCrd.Server.Authentication;

/// <summary>Remembers what came of late, for one to two times <paramref name="time"/>, and less when more than <paramref name="most"/> come in it. Thread-safe.</summary>
internal sealed class RecentSet<T>(TimeProvider clock, TimeSpan time, int most)
    where T : notnull
{
    private readonly Lock _lock = new();
    private HashSet<T> _now = [];
    private HashSet<T> _before = [];
    private long _since = clock.GetTimestamp();

    public bool Holds(T item)
    {
        lock (_lock)
        {
            Turn();
            return _now.Contains(item) || _before.Contains(item);
        }
    }

    public void Add(T item)
    {
        lock (_lock)
        {
            Turn();
            _now.Add(item);
        }
    }

    public void Remove(T item)
    {
        lock (_lock)
        {
            _now.Remove(item);
            _before.Remove(item);
        }
    }

    private void Turn()
    {
        var passed = clock.GetElapsedTime(_since);
        if (passed >= time || _now.Count >= most)
        {
            (_before, _now, _since) = (passed >= 2 * time ? [] : _now, [], clock.GetTimestamp());
        }
    }
}
