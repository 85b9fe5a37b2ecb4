using KetamineCrd.Server.Bodies;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>When memory is given back to the system. How much that is, <c>attack memory</c> of the benchmarks measures.</summary>
public sealed class MemoryReleaseTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly OpenBytes _open;
    private readonly MemoryRelease _release;
    private int _collections;

    public MemoryReleaseTests()
    {
        _open = new OpenBytes(Options.Create(new CrdOptions()), new ServerMode(IsSandbox: false), _clock, NullLogger<OpenBytes>.Instance);
        _release = new MemoryRelease(_open, _clock, () => _collections++);
        _ = _release.StartAsync(CancellationToken.None);
    }

    public void Dispose() => _release.Dispose();

    [Fact]
    public void After_large_calls_it_is_given_back_again_and_again_and_then_no_more()
    {
        Hold(40);
        Look(1);
        Assert.Equal(0, _collections); // others may follow

        Look(1);
        Assert.Equal(1, _collections);

        Look(3 * MemoryRelease.Collections);
        Assert.Equal(MemoryRelease.Collections, _collections);
    }

    [Fact]
    public void Usual_calls_cause_no_collection()
    {
        Hold(20);
        Look(10);

        Assert.Equal(0, _collections);
    }

    [Fact]
    public void While_large_calls_come_nothing_is_collected()
    {
        for (var i = 0; i < 10; i++)
        {
            Hold(40);
            Look(1);
        }

        Assert.Equal(0, _collections);
    }

    private void Hold(int megabytes)
    {
        using var call = _open.Begin("hill");
        Assert.True(call.TryTake(megabytes * 1024 * 1024));
    }

    private void Look(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _clock.Advance(MemoryRelease.LookEvery);
        }
    }
}
