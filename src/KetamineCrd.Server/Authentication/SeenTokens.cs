using System.Security.Cryptography;
using System.Text;
using KetamineCrd.Server.Clients;

namespace KetamineCrd.Server.Authentication;

/// <summary>The tokens that were accepted and have not expired: each counts once (<c>jti</c>, CDS Hooks 2.0). Kept are hashes. Thread-safe.</summary>
/// <remarks>In memory of this process only: several servers behind one address each count for themselves (docs/security.md).</remarks>
internal sealed class SeenTokens(TimeProvider clock)
{
    // About 40 MB. Only accepted tokens get here, and each client has its rate.
    private const int Most = 500_000;

    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _held = [];
    private readonly PriorityQueue<UInt128, double> _byEnd = new();

    public bool Has(RegisteredClient client, string id)
    {
        lock (_lock)
        {
            return _held.Contains(KeyOf(client, id));
        }
    }

    /// <summary>Remembers a token until it can no longer be accepted.</summary>
    /// <param name="ends">In seconds since 1970.</param>
    /// <returns>False when it is held already, or there is no room: then it must not be accepted.</returns>
    public bool TryAdd(RegisteredClient client, string id, double ends)
    {
        var key = KeyOf(client, id);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        lock (_lock)
        {
            while (_byEnd.TryPeek(out var oldest, out var end) && end < now)
            {
                _byEnd.Dequeue();
                _held.Remove(oldest);
            }

            if (_held.Count >= Most || !_held.Add(key))
            {
                return false;
            }

            _byEnd.Enqueue(key, ends);
            return true;
        }
    }

    private static UInt128 KeyOf(RegisteredClient client, string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{client.Issuer}\n{id}"), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
