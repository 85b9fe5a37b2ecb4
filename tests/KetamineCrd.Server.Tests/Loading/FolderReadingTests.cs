using KetamineCrd.Server.Loading;
using KetamineCrd.Server.Tests.Doubles;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests.Loading;

/// <summary>A read of a folder that lasts is told once, and is given up only with the server.</summary>
public sealed class FolderReadingTests : IDisposable
{
    private static readonly TimeSpan Expected = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));
    private readonly ManualResetEventSlim _hangs = new();
    private readonly CapturedLogs _logs = new();

    public void Dispose()
    {
        _hangs.Set();
        _patience.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Read_that_lasts_is_told_with_its_setting_and_its_result_still_counts()
    {
        var clock = new AlarmClock(Expected);
        var reading = Reading(clock).RunAsync(Hang, _patience.Token);
        await clock.IsSet;
        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Empty(_logs.Entries);

        clock.Advance(TimeSpan.FromSeconds(0.1));
        await IsToldAsync(times: 1);
        Assert.StartsWith("Reading the folder of Crd:ClientsPath lasts longer than 10 s.", _logs.Entries[0].Message, StringComparison.Ordinal);

        _hangs.Set();
        Assert.Equal(42, await reading);
    }

    [Fact]
    public async Task Reads_that_last_are_told_once_until_one_does_not()
    {
        var clock = new AlarmClock(Expected);
        var reading = Reading(clock);
        await LastAsync();
        await LastAsync();
        Assert.Single(_logs.Entries);

        Assert.Equal(1, await reading.RunAsync(() => 1, _patience.Token));
        await LastAsync();
        await IsToldAsync(times: 2);

        async Task LastAsync()
        {
            _hangs.Reset();
            var lasting = reading.RunAsync(Hang, _patience.Token);
            while (!clock.IsPending)
            {
                await Task.Delay(10, _patience.Token);
            }

            clock.Advance(Expected);
            await IsToldAsync(times: 1);
            _hangs.Set();
            await lasting;
        }
    }

    [Fact]
    public async Task Read_that_hangs_is_given_up_with_the_server()
    {
        using var stopping = new CancellationTokenSource();
        var reading = Reading(new AlarmClock(Expected)).RunAsync(Hang, stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(_patience.Token));
        Assert.False(_patience.IsCancellationRequested);
        Assert.Empty(_logs.Entries);
    }

    [Fact]
    public async Task What_a_read_throws_is_thrown() =>
        await Assert.ThrowsAsync<IOException>(() => Reading(TimeProvider.System).RunAsync<int>(() => throw new IOException(), _patience.Token));

    private FolderReading Reading(TimeProvider clock) => new("Crd:ClientsPath", clock, _logs.CreateLogger("reading"));

    private int Hang()
    {
        _hangs.Wait(_patience.Token);
        return 42;
    }

    private async Task IsToldAsync(int times)
    {
        while (_logs.Entries.Count(e => e.Level == LogLevel.Warning) < times)
        {
            await Task.Delay(10, _patience.Token);
        }
    }
}
