using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>The reasons of an order as they are written, for a comparison of two orders. Causes no read.</summary>
internal sealed class OrderReasons
{
    private readonly HashSet<(string System, string Code)> _written = [];
    private readonly HashSet<Concept> _known = [];

    private OrderReasons()
    {
    }

    public bool IsEmpty => _written.Count == 0;

    /// <summary>One of them is no reason that a value set knows.</summary>
    public bool HasUnknown { get; private set; }

    public static OrderReasons Of(Resource order, ResourceReading reading)
    {
        var reasons = new OrderReasons();
        foreach (var item in new Order(order.Json).ReasonCodes)
        {
            reasons.Add(new CodeableConcept(item), reading);
        }

        foreach (var item in new Order(order.Json).ReasonReferences)
        {
            var reference = new Reference(item);
            if (reference.Literal is { } literal)
            {
                reasons._written.Add(("", reading.Call.RelativeAddress(literal) ?? literal));
            }

            if (reading.Call.IsAtHand(reference, order, out var json))
            {
                reasons.Add(new Condition(json).Code, reading);
            }
            else if (reference.Identifier is { System: { } system, Value: { } code })
            {
                reasons.Add(system, code, reading);
            }
        }

        return reasons;
    }

    /// <summary>True when both name a reason in the same code or words, or in ones of the same meaning.</summary>
    public bool Shares(OrderReasons other) => _written.Overlaps(other._written) || _known.Overlaps(other._known);

    private bool Add(string system, string code, ResourceReading reading)
    {
        _written.Add((CodeSystems.Canonical(system), CodeSystems.Normalize(CodeSystems.Canonical(system), code)));
        if (reading.Vocabulary.FindCode(ConceptKind.Indication, system, code) is not { } known)
        {
            return false;
        }

        _known.Add(known);
        return true;
    }

    private void Add(CodeableConcept concept, ResourceReading reading)
    {
        var isKnown = false;
        foreach (var item in concept.Codings)
        {
            if (reading.Call.Spend(1) && new Coding(item) is { System: { } system, Code: { } code })
            {
                isKnown |= Add(system, code, reading);
            }
        }

        if (concept.Text is { Length: > 0 } text && concept.Codings.Count == 0 && SaidText.Read(concept.Json.Member("text"u8), reading) is { } said)
        {
            _written.Add(("", text.Trim().ToUpperInvariant()));
            _known.UnionWith(said.Said.Select(p => p.Meaning));
            isKnown = said.Said.Count > 0;
        }

        HasUnknown |= concept.IsPresent && !isKnown;
    }
}
