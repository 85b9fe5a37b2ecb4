using KetamineCrd.Meanings;

namespace KetamineCrd.Facts;

/// <summary>What one fact may be: exactly one concept when it is known, several when it is ambiguous, any when there are none.</summary>
/// <param name="Concepts">Unambiguous concepts only; empty means that it could be anything.</param>
public readonly record struct Possible(IReadOnlyList<Concept> Concepts, FactBasis Basis)
{
    public static readonly Possible Anything = new([], FactBasis.Missing);

    public static readonly Possible Unreadable = new([], FactBasis.Unreadable);

    public bool IsKnown => Concepts.Count == 1;

    /// <summary>Of what was recognised: those that stand for themselves, else what the ambiguous ones of this kind may mean.</summary>
    public static Possible From(IReadOnlyList<Concept> recognised, ConceptKind kind, FactBasis basis)
    {
        var plain = new List<Concept>(recognised.Count);
        foreach (var concept in recognised)
        {
            if (concept.Kind == kind && concept.MayMean.Count == 0 && !plain.Contains(concept))
            {
                plain.Add(concept);
            }
        }

        if (plain.Count == 0)
        {
            foreach (var concept in recognised)
            {
                foreach (var meaning in concept.MayMean)
                {
                    if (meaning.Kind == kind && !plain.Contains(meaning))
                    {
                        plain.Add(meaning);
                    }
                }
            }
        }

        return plain.Count == 0 ? Anything : new Possible(plain, basis);
    }
}
