namespace KetamineCrd.Server.Feedback;

/// <summary>The fingerprints of the last 10,000 entries that were taken, so that a repeated one is known. The oldest go first; nothing outlives the process.</summary>
internal sealed class RecentFeedback
{
    private const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _held = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>False when it is held already.</summary>
    public bool TryAdd(UInt128 fingerprint)
    {
        lock (_lock)
        {
            if (!_held.Add(fingerprint))
            {
                return false;
            }

            _order.Enqueue(fingerprint);
            if (_order.Count > Most)
            {
                _held.Remove(_order.Dequeue());
            }

            return true;
        }
    }
}
