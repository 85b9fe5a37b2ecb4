using System.Security.Cryptography;
using System.Text;
using KetamineCrd.Hooks;

namespace KetamineCrd.Server.CdsServices;

/// <summary>Remembers which hook instances came of late, to tell a client that its <c>hookInstance</c> is not unique for each call (CDS Hooks 2.0).</summary>
/// <remarks>Kept are hashes under a key of this process, so that neither instance nor patient can be read from memory. Thread-safe.</remarks>
/// <param name="most">The oldest are forgotten beyond this number.</param>
internal sealed class SeenHookInstances(int most)
{
    private const int KeyBytes = 32;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(KeyBytes);
    private readonly Dictionary<UInt128, UInt128> _patientOf = [];
    private readonly HashSet<UInt128> _repeated = [];
    private readonly Queue<UInt128> _oldestFirst = [];
    private readonly Lock _lock = new();

    public SeenHookInstances()
        : this(4096)
    {
    }

    /// <summary>Remembers the call.</summary>
    /// <returns>True when the same service was called with the same hook instance about another patient.</returns>
    public bool Add(HookRequest request)
    {
        var instance = Hash($"{request.Service.Id}\u001f{request.HookInstance}");
        var patient = Hash($"{request.FhirServer?.AbsoluteUri}\u001f{request.PatientId}");
        lock (_lock)
        {
            if (_patientOf.TryGetValue(instance, out var before))
            {
                if (before != patient)
                {
                    _repeated.Add(instance);
                }

                return _repeated.Contains(instance);
            }

            while (_patientOf.Count >= most)
            {
                var oldest = _oldestFirst.Dequeue();
                _patientOf.Remove(oldest);
                _repeated.Remove(oldest);
            }

            _patientOf.Add(instance, patient);
            _oldestFirst.Enqueue(instance);
            return false;
        }
    }

    private UInt128 Hash(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text), hash);
        return BitConverter.ToUInt128(hash);
    }
}
