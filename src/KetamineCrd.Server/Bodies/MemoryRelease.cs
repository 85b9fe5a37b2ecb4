namespace KetamineCrd.Server.Bodies;

/// <summary>Gives memory back to the system after large calls. Without garbage the runtime does not collect, and a quiet server would hold for ever what a flood once took.</summary>
/// <remarks>The shared pool of arrays lets go of a few with each collection, so one is not enough.</remarks>
/// <param name="open">What calls hold.</param>
/// <param name="clock">Tells when to look.</param>
/// <param name="collect">Gives back what is free.</param>
internal sealed class MemoryRelease(OpenBytes open, TimeProvider clock, Action collect) : IHostedService, IDisposable
{
    /// <summary>So often after calls that were large.</summary>
    public const int Collections = 20;

    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    private const long Large = 32 * 1024 * 1024;

    private ITimer? _timer;
    private int _left;

    public MemoryRelease(OpenBytes open, TimeProvider clock)
        : this(open, clock, () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true))
    {
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = clock.CreateTimer(_ => Look(), state: null, LookEvery, LookEvery);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    // A look that lasts beyond the next one would only collect once more.
    private void Look()
    {
        if (open.TakePeak() >= Large)
        {
            _left = Collections;
        }
        else if (_left > 0)
        {
            _left--;
            collect();
        }
    }
}
