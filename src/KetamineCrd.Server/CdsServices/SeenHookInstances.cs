using KetamineCrd.Hooks;

namespace KetamineCrd.Server.CdsServices;

/// <summary>Remembers which hook instances came of late, to tell a client that its <c>hookInstance</c> is not unique for each call (CDS Hooks 2.0).</summary>
/// <remarks>Kept are hashes seeded for this process, so that neither instance nor patient can be read from memory. Thread-safe.</remarks>
/// <param name="most">The oldest are forgotten beyond this number.</param>
internal sealed class SeenHookInstances(int most)
{
    private readonly Dictionary<int, int> _patientOf = [];
    private readonly HashSet<int> _repeated = [];
    private readonly Queue<int> _oldestFirst = [];
    private readonly Lock _lock = new();

    public SeenHookInstances()
        : this(4096)
    {
    }

    /// <summary>Remembers the call.</summary>
    /// <returns>True when the same service was called with the same hook instance about another patient.</returns>
    public bool Add(HookRequest request)
    {
        var instance = HashCode.Combine(request.Service.Kind, request.HookInstance);
        var patient = HashCode.Combine(request.FhirServer, request.PatientId);
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
}
