namespace KetamineCrd.Server;

/// <summary>Holds what came last; the oldest go first. Thread-safe.</summary>
/// <param name="most">How many it holds.</param>
internal sealed class BoundedSet<T>(int most)
    where T : notnull
{
    private readonly Lock _lock = new();
    private readonly HashSet<T> _held = [];
    private readonly Queue<T> _oldestFirst = [];

    /// <summary>False when it is held already.</summary>
    public bool TryAdd(T item)
    {
        lock (_lock)
        {
            if (!_held.Add(item))
            {
                return false;
            }

            _oldestFirst.Enqueue(item);
            if (_oldestFirst.Count > most)
            {
                _held.Remove(_oldestFirst.Dequeue());
            }

            return true;
        }
    }
}
