using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>When one element of a resource plans something: at some times, or in a stretch of time.</summary>
/// <param name="Times">The times that are named.</param>
/// <param name="Stretch">What lies around them, or all that is said; null when only the times count.</param>
/// <param name="Source">The element that says it.</param>
public sealed record Plan(IReadOnlyList<FhirDateTime> Times, Stretch? Stretch, JsonElement Source)
{
    /// <summary>Null when the text is no time.</summary>
    public static Plan? At(JsonElement time) => FhirDateTime.Read(time.AsText()) is { } read ? new Plan([read], null, time) : null;

    /// <summary>Null when the Period has neither a start nor an end.</summary>
    public static Plan? In(JsonElement period) => Fhir.Stretch.Of(new Period(period)) is { } stretch ? new Plan([], stretch, period) : null;
}
