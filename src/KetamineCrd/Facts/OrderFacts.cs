using KetamineCrd.Hooks;

namespace KetamineCrd.Facts;

/// <summary>What a live order says of the things that policies ask about.</summary>
public sealed record OrderFacts
{
    /// <summary>Its place in <see cref="CallFacts.Focal"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary><c>Type/id</c>; null when the order has no id, or none of the shape of R4.</summary>
    public required string? Reference { get; init; }

    /// <summary>The hook at which it was read.</summary>
    public required HookKind Hook { get; init; }

    public required DrugFact Drug { get; init; }

    public required Possible Route { get; init; }

    /// <summary>Its own reasons, and for a service those of the medication order it gives. Empty when none is said.</summary>
    public required IReadOnlyList<IndicationFact> Indications { get; init; }

    /// <summary>Where it is to be carried out, as far as that is known.</summary>
    public CareSetting Setting { get; init; }

    /// <summary>Whoever writes it is not asked anything on a card: an emergency, or an order for an inpatient.</summary>
    public bool IsEmergencyOrInpatient => Setting != CareSetting.Unknown;

    /// <summary><c>MedicationRequest/id</c> of the order that a service naming no drug is taken to give; null otherwise.</summary>
    public string? GivenOrder { get; init; }

    /// <summary>An appointment whose order could not be read: the order may give another reason.</summary>
    public bool OrderIsUnreadable { get; init; }

    /// <summary>What the order says of when it is to be carried out.</summary>
    public required ServiceSchedule Schedule { get; init; }

    /// <summary>When the service is to be given, in the time zone of <see cref="In"/>, else in <see cref="Meanings.UnitedStatesTime.Eastern"/>.</summary>
    public required ServiceDay Service { get; init; }

    /// <summary>The day the service is to be given.</summary>
    public DateOnly ServiceDate => Service.Day;

    /// <summary>References in <c>insurance</c> that may be to a Coverage.</summary>
    public required IReadOnlyList<string> Insurance { get; init; }

    /// <summary>The coverages that <c>insurance</c> names; empty when it names none, or the Coverage was not needed.</summary>
    public IReadOnlyList<NamedCoverage> NamedCoverages { get; init; } = [];

    /// <summary>Where the facts were read.</summary>
    public IReadOnlyList<FactSource> Sources { get; init; } = [];

    /// <summary>The same facts with the days that they mean where a payer is.</summary>
    public OrderFacts In(TimeZoneInfo zone)
    {
        var there = Schedule.In(zone);
        return there.Day == Service.Day && there.Or == Service.Or
            ? this
            : this with
            {
                Service = there,
                Sources = [.. Sources.Select(s => s.Fact == FactKind.ServiceDate ? new FactSource(s.Fact, new FactPlace(there.Source), there.Meaning, there.Basis) : s)],
            };
    }
}
