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

    /// <summary><c>MedicationRequest/id</c> of the order that a service naming no drug is taken to give; null otherwise.</summary>
    public string? GivenOrder { get; init; }

    /// <summary>An appointment whose order could not be read: the order may give another reason.</summary>
    public bool OrderIsUnreadable { get; init; }

    /// <summary>The encounter is known to be an emergency, or the order is of category inpatient: no card asks anything (decision rule 13).</summary>
    public bool IsEmergencyOrInpatient { get; init; }

    /// <summary>The day the service is to be given.</summary>
    public required DateOnly ServiceDate { get; init; }

    /// <summary>References in <c>insurance</c>.</summary>
    public required IReadOnlyList<string> Insurance { get; init; }

    /// <summary>Where the facts were read.</summary>
    public IReadOnlyList<FactSource> Sources { get; init; } = [];
}
