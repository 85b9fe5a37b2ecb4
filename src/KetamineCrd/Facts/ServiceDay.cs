using System.Globalization;
using System.Text.Json;

namespace KetamineCrd.Facts;

/// <summary>When a service is to be given.</summary>
/// <param name="Day">The day that counts.</param>
public readonly record struct ServiceDay(DateOnly Day)
{
    /// <summary>Another day that it may be as well, by another reading of a time zone; null for none. A denial holds on both.</summary>
    public DateOnly? Or { get; init; }

    /// <summary>The point in time; null where only the day is known.</summary>
    public DateTimeOffset? Instant { get; init; }

    /// <summary>The day of a call that is about carrying it out, where the day that counts has passed; null otherwise. Only a coverage that is over on both is over.</summary>
    public DateOnly? CarriedOutOn { get; init; }

    /// <summary>The element that says it; the default element when none does.</summary>
    public JsonElement Source { get; init; }

    /// <summary>As a <see cref="FactSource"/> has it.</summary>
    public string Meaning => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Meaning"/>
    public FactBasis Basis => Source.ValueKind == JsonValueKind.Undefined ? FactBasis.Missing : FactBasis.Code;

    public DateOnly First => Or < Day ? Or.Value : Day;

    public DateOnly Last => Or > Day ? Or.Value : Day;
}
