namespace KetamineCrd.Server.Feedback;

/// <summary>The fingerprints of the last entries that were taken, so that a repeated one is known. Nothing outlives the process.</summary>
internal sealed class RecentFeedback
{
    private readonly BoundedSet<UInt128> _held = new(most: 10_000);

    /// <summary>False when it is held already.</summary>
    public bool TryAdd(UInt128 fingerprint) => _held.TryAdd(fingerprint);
}
