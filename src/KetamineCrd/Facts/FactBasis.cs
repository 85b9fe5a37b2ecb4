namespace KetamineCrd.Facts;

/// <summary>What a fact was read from.</summary>
public enum FactBasis
{
    /// <summary>Nothing says it.</summary>
    Missing,

    /// <summary>It is in a resource that could not be read.</summary>
    Unreadable,

    /// <summary>It follows from another fact: an infusion code, an injectable product, the only drug order of the set.</summary>
    Implied,

    /// <summary>Free text. An answer for which the drug or a reason rests on it says so.</summary>
    Words,

    /// <summary>A code.</summary>
    Code,
}
