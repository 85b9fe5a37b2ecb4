using KetamineCrd.Facts;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>One reason of an order while it is read.</summary>
/// <param name="Concept">What it means; null when nothing knows it.</param>
/// <param name="Basis">Code or words; missing where nothing is said, unreadable where it stands in a resource that could not be read.</param>
internal sealed record Reason(Concept? Concept, FactBasis Basis)
{
    /// <summary>It is written, in words or in a code of a system that says nothing, and not recognized.</summary>
    public bool IsUnrecognized { get; init; }

    /// <summary>All that it says is denied, past, or another person's.</summary>
    public bool SaysNothing { get; init; }

    /// <summary>The latest day on which it may have begun.</summary>
    public DateOnly? Onset { get; init; }

    /// <summary>The concept in which it stands; the default one for words elsewhere.</summary>
    public CodeableConcept Said { get; init; }

    /// <summary>The texts of that concept.</summary>
    public IReadOnlyList<SaidText> Texts { get; init; } = [];
}
