using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>The cache of reads holds 1,000 answers and 32 MiB, and for two minutes, whatever is asked.</summary>
public sealed class ReadCacheSizeTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly FakeTimeProvider _clock = new(ServerFactory.Today);
    private readonly ReadCache _cache;

    public ReadCacheSizeTests() => _cache = new ReadCache(Options.Create(new CrdOptions()), _clock);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void Thousand_answers_are_kept_and_the_oldest_goes_for_the_next()
    {
        Keep(1_001, 10);

        Assert.Equal(Enumerable.Range(1, 1_000), Kept(1_001));
    }

    [Fact]
    public void Thirty_two_MiB_are_kept_and_the_oldest_go_for_what_is_more()
    {
        Keep(32, Megabyte);
        Assert.Equal(32, Kept(32).Length);

        _cache.Keep(Key(32), [new byte[Megabyte], new byte[Megabyte]]);

        Assert.Equal(Enumerable.Range(2, 31), Kept(33));
    }

    [Fact]
    public void Answer_larger_than_the_cache_is_not_kept()
    {
        _cache.Keep(Key(0), [new byte[33 * Megabyte]]);

        Assert.Empty(Kept(1));
    }

    [Fact]
    public void Answer_that_is_replaced_counts_once_and_is_young_again()
    {
        Keep(31, Megabyte);
        _cache.Keep(Key(0), [new byte[2 * Megabyte]]); // 32 MiB in all
        Assert.Equal(31, Kept(31).Length);

        _cache.Keep(Key(31), [[1]]);

        Assert.Equal([0, .. Enumerable.Range(2, 30)], Kept(32));
        Assert.Equal(2 * Megabyte, Assert.Single(_cache.Find(Key(0))!).Length);
    }

    [Fact]
    public void Caller_can_change_neither_what_is_kept_nor_what_another_gets()
    {
        var given = new byte[] { 1 };
        _cache.Keep(Key(0), [given]);
        given[0] = 2;
        _cache.Find(Key(0))![0][0] = 3;

        Assert.Equal([1], _cache.Find(Key(0))![0]);
    }

    [Fact]
    public void Everything_is_forgotten_after_two_minutes_and_there_is_room_again()
    {
        Keep(1_000, 10);
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(1_000, Kept(1_000).Length);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(Kept(1_000));
        Keep(1_000, 10);
        Assert.Equal(1_000, Kept(1_000).Length);
    }

    private static ReadKey Key(int number) => new("tenant", "https://ehr.example.org/fhir", "patient-1", $"Medication/{number}", Token: null);

    private void Keep(int answers, int size)
    {
        for (var i = 0; i < answers; i++)
        {
            _cache.Keep(Key(i), [new byte[size]]);
        }
    }

    private int[] Kept(int answers) => [.. Enumerable.Range(0, answers).Where(i => _cache.Find(Key(i)) is not null)];
}
