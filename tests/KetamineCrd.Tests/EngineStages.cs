using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests;

/// <summary>The stages of the engine one by one, for tests that vary what stands between them.</summary>
internal static class EngineStages
{
    /// <summary>The facts of a call for which nothing is to be read.</summary>
    public static CallFacts ReadFacts(this CrdEngine engine, HookRequest request, ResourceIndex index, bool canRead, DateTimeOffset now) =>
        engine.ReadFacts(request, index, canRead, now, out var reads) ?? throw new InvalidOperationException($"To be read: {string.Join(' ', reads)}");
}
