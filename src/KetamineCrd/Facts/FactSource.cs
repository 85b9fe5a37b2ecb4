using KetamineCrd.Meanings;

namespace KetamineCrd.Facts;

/// <summary>Where a meaning was read.</summary>
/// <param name="Fact">What it is about.</param>
/// <param name="Place">The element that says it.</param>
/// <param name="Meaning">The id of the concept or payer, or a day as <c>YYYY-MM-DD</c>.</param>
/// <param name="Basis">Whether a code or words say it.</param>
public readonly record struct FactSource(FactKind Fact, FactPlace Place, string Meaning, FactBasis Basis);

/// <summary>The facts that an explanation names. The first ones are the <see cref="ConceptKind"/>s, in their order.</summary>
public enum FactKind
{
    Drug,
    Route,
    DoseForm,
    Administration,
    Indication,
    ProductLine,

    /// <summary>That a pain is chronic.</summary>
    Chronicity,

    ServiceDate,
    Payer,

    /// <summary>The medication order that a service gives.</summary>
    GivenOrder,
}
