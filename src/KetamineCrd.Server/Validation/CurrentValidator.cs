using System.Runtime.InteropServices;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Loading;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Server.Validation;

/// <summary>The validators that judge now, one for each release of the guide, made when they are first asked for: the first to ask waits some 0.3 s.</summary>
/// <remarks>They judge by what is held too, so reloaded policies make them anew. Thread-safe.</remarks>
internal sealed class CurrentValidator(CurrentEngine current, ValidatorPackages packages)
{
    /// <summary>Of a resource that is judged: as much takes about a second, and one is judged at a time.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Objects while a resource is judged, for each of its bytes; for the budget of open calls.</summary>
    public const int HeldForEachByte = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<CrdGuide, Task<ResourceValidator>> _made = [];
    private CrdEngine? _engine;

    /// <summary>The validator by whose guide calls of a release are judged.</summary>
    public Task<ResourceValidator> ForAsync(Dialect dialect, CancellationToken cancellationToken)
    {
        var guide = CrdGuides.Of(dialect.Version);
        lock (_lock)
        {
            var engine = current.Value;
            if (_engine != engine)
            {
                _engine = engine;
                _made.Clear();
            }

            if (!_made.TryGetValue(guide, out var making) || making.IsFaulted)
            {
                // Whoever asked first may go before it is made; the others still want it.
                _made[guide] = making = Task.Run(() => MakeAsync(engine, guide), CancellationToken.None);
            }

            return making.WaitAsync(cancellationToken);
        }
    }

    private Task<ResourceValidator> MakeAsync(CrdEngine engine, CrdGuide guide) => ResourceValidator.CreateAsync(
        new ValidatorSources
        {
            Held = [.. engine.Resources.Select(held => (ReadOnlyMemory<byte>)JsonMarshal.GetRawUtf8Value(held.Json).ToArray())],
            Packages = packages.All,
            Guide = guide,
        },
        CancellationToken.None);
}
