
namespace KetamineCrd.Server.Loading;

/// <summary>Reads a folder on a thread that can be given up: a network mount may keep it for ever, and neither calls nor a shutdown wait for that.</summary>
/// <remarks>A read that lasts is waited for before the next one, so at most one thread of a folder hangs.</remarks>
/// <param name="setting">The key that names the folder.</param>
/// <param name="clock">Times the read.</param>
/// <param name="logger">Is told once when reads last.</param>
internal sealed class FolderReading(string setting, TimeProvider clock, ILogger logger)
{
    /// <summary>Above the second or so that a large folder takes on a busy machine.</summary>
    private static readonly TimeSpan Expected = TimeSpan.FromSeconds(10);

    private bool _isTold;

    public async Task<T> RunAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        var reading = Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await ((Task)reading).WaitAsync(Expected, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var lasts = !reading.IsCompleted;
        if (lasts && !_isTold)
        {
            logger.FolderReadLasts(setting, Expected.TotalSeconds);
        }

        _isTold = lasts;
        return await reading.WaitAsync(cancellationToken);
    }
}
