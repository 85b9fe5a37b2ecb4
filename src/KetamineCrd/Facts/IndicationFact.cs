using KetamineCrd.Meanings;

namespace KetamineCrd.Facts;

/// <summary>One reason of an order.</summary>
/// <param name="Recognised">What its codes or words mean, ambiguous or not; null when nothing knows them or they could not be read.</param>
/// <param name="Possible">What it may stand for, once signs of its course are counted in.</param>
public sealed record IndicationFact(Concept? Recognised, Possible Possible)
{
    /// <summary>It is written, in words that nothing knows.</summary>
    public bool IsUnrecognized { get; init; }

    /// <summary>True when both say the same.</summary>
    public bool IsSame(IndicationFact other) =>
        Recognised == other.Recognised && IsUnrecognized == other.IsUnrecognized && Possible.Basis == other.Possible.Basis && Possible.Concepts.SequenceEqual(other.Possible.Concepts);
}
