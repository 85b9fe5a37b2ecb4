namespace KetamineCrd.Server.Bodies;

/// <summary>Gives memory back to the system after large calls. Without garbage the runtime does not collect, and a quiet server would hold for ever what a flood once took.</summary>
/// <remarks>The shared pool of arrays lets go of a few with each collection, so one is not enough.</remarks>
internal sealed class MemoryRelease(OpenBytes open, TimeProvider clock) : BackgroundService
{
    private const long Large = 32 * 1024 * 1024;
    private const int Collections = 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var left = 0;
        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (open.TakePeak() >= Large)
            {
                left = Collections;
            }
            else if (left > 0)
            {
                left--;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
    }
}
