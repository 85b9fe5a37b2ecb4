using System.Security.Cryptography;
using KetamineCrd.Hooks;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>
/// Keeps answers of clients' FHIR servers while the hooks of one order follow each other. Only what hardly changes meanwhile: coverages,
/// payers, medications. A Condition or an order may be corrected between two calls and is always read anew.
/// </summary>
/// <remarks>
/// In memory only, for <see cref="CrdOptions.ReadCacheLifetime"/>, 1,000 answers and 32 MiB at most; the oldest goes first, and its bytes are
/// overwritten when it goes. Callers get copies. By hand, since HybridCache overwrites nothing and drops nothing until the next call (docs/decisions/0011).
/// </remarks>
internal sealed class ReadCache : IDisposable
{
    private const int MostAnswers = 1_000;
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<ReadKey, LinkedListNode<Kept>> _byKey = [];
    private readonly LinkedList<Kept> _byAge = [];
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lifetime;
    private readonly ITimer? _sweep;
    private long _bytes;

    public ReadCache(IOptions<CrdOptions> options, TimeProvider clock)
    {
        _clock = clock;
        _lifetime = options.Value.ReadCacheLifetime;
        if (_lifetime > TimeSpan.Zero)
        {
            _sweep = clock.CreateTimer(_ => Sweep(), null, _lifetime, _lifetime);
        }
    }

    /// <summary>True for the answers that are kept: a search for coverages, an Organization, a Medication, of a patient who is known.</summary>
    public bool Keeps(ReadKey key) =>
        _lifetime > TimeSpan.Zero && !PrefetchToken.IsIn(key.PatientId)
        && (key.Address.StartsWith("Coverage?", StringComparison.Ordinal) || key.Address.StartsWith("Organization/", StringComparison.Ordinal)
            || key.Address.StartsWith("Medication/", StringComparison.Ordinal));

    /// <summary>The pages of the answer, as JSON in UTF-8; null when none is kept, or no longer.</summary>
    public IReadOnlyList<byte[]>? Find(ReadKey key)
    {
        lock (_lock)
        {
            DropExpired();
            return _byKey.TryGetValue(key, out var node) ? Copy(node.Value.Pages) : null;
        }
    }

    /// <summary>Keeps a whole and successful answer; a later one to the same question replaces it.</summary>
    public void Keep(ReadKey key, IEnumerable<byte[]> pages)
    {
        var copy = Copy(pages);
        var size = copy.Sum(p => (long)p.Length);
        lock (_lock)
        {
            DropExpired();
            if (_byKey.TryGetValue(key, out var before))
            {
                Drop(before);
            }

            _byKey.Add(key, _byAge.AddLast(new Kept(key, copy, size, _clock.GetTimestamp())));
            _bytes += size;
            while (_byAge.First is { } oldest && (_byAge.Count > MostAnswers || _bytes > MostBytes))
            {
                Drop(oldest);
            }
        }
    }

    public void Dispose()
    {
        _sweep?.Dispose();
        lock (_lock)
        {
            while (_byAge.First is { } oldest)
            {
                Drop(oldest);
            }
        }
    }

    private static byte[][] Copy(IEnumerable<byte[]> pages) => [.. pages.Select(p => p.AsSpan().ToArray())];

    // So that nothing stays longer when no further call comes.
    private void Sweep()
    {
        lock (_lock)
        {
            DropExpired();
        }
    }

    private void DropExpired()
    {
        while (_byAge.First is { } oldest && _clock.GetElapsedTime(oldest.Value.Since) >= _lifetime)
        {
            Drop(oldest);
        }
    }

    private void Drop(LinkedListNode<Kept> node)
    {
        _byAge.Remove(node);
        _byKey.Remove(node.Value.Key);
        _bytes -= node.Value.Size;
        foreach (var page in node.Value.Pages)
        {
            CryptographicOperations.ZeroMemory(page);
        }
    }

    private sealed record Kept(ReadKey Key, byte[][] Pages, long Size, long Since);
}
