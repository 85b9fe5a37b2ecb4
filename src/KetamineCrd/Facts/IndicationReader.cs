using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Facts;

/// <summary>Says what an order is for: its own reasons, else the words of the order. The problem list is never asked.</summary>
internal static class IndicationReader
{
    public static List<IndicationFact> Read(Resource resource, CallReading call, DateOnly serviceDate)
    {
        var order = new Order(resource.Json);
        var reasons = new List<Reason>();
        foreach (var item in order.ReasonCodes)
        {
            Add(new CodeableConcept(item), onset: null, call.Vocabulary, reasons);
        }

        foreach (var item in order.ReasonReferences)
        {
            var reference = new Reference(item);
            if (call.TryResolve(reference, resource, out var json))
            {
                var condition = new Condition(json);
                Add(condition.Code, condition.OnsetByLatest, call.Vocabulary, reasons);
            }
            else if (!AddWords(reference.Display, call.Vocabulary, reasons))
            {
                reasons.Add(new Reason(null, reference.Literal is null ? FactBasis.Missing : FactBasis.Unreadable, IsChronic: false));
            }
        }

        // The words of the order stand in for a missing reason and may settle whether a pain is chronic; nothing else needs them.
        var free = new List<Concept>();
        if (reasons.Count == 0 || reasons.Exists(r => r.Concept?.ChronicMeaning is not null))
        {
            FindInFreeText(resource, call.Vocabulary, free);
        }

        if (reasons.Count == 0)
        {
            reasons.AddRange(free.Select(concept => new Reason(concept, FactBasis.Words, IsChronic: false)));
        }

        if (resource.Is("ServiceRequest"u8))
        {
            AddContext(resource, call.Vocabulary, reasons);
        }

        // A reason that nothing knows is set aside when another one is known.
        if (reasons.Exists(r => r.Concept is not null))
        {
            reasons.RemoveAll(r => r.Concept is null && r.Basis != FactBasis.Unreadable);
        }

        return [.. reasons.Select(r => new IndicationFact(r.Concept, Settle(r, reasons, free, call.Vocabulary, serviceDate)))];
    }

    private static void Add(CodeableConcept concept, DateOnly? onset, Vocabulary vocabulary, List<Reason> reasons)
    {
        if (!concept.IsPresent)
        {
            return;
        }

        var found = new List<Concept>();
        var basis = vocabulary.Recognise(ConceptKind.Indication, concept, found);
        if (found.Count == 0)
        {
            // A code of a system that is known settles that it is something else; words alone settle nothing.
            reasons.Add(new Reason(null, HasCode(concept) ? FactBasis.Code : FactBasis.Missing, IsChronic: false));
            return;
        }

        // Several codings of one reason say the same thing; a definite one makes the vague ones moot.
        if (found.Exists(c => c.MayMean.Count == 0))
        {
            found.RemoveAll(c => c.MayMean.Count > 0);
        }

        reasons.AddRange(found.Select(c => new Reason(c, basis, c.ChronicMeaning is not null && SaysChronic(concept)) { Onset = onset }));
    }

    private static bool SaysChronic(CodeableConcept concept)
    {
        var isChronic = Chronicity.IsStated(concept.Text);
        foreach (var item in concept.Codings)
        {
            isChronic = isChronic || Chronicity.IsStated(new Coding(item).Display);
        }

        return isChronic;
    }

    private static bool AddWords(string? text, Vocabulary vocabulary, List<Reason> reasons)
    {
        var found = new List<Concept>();
        vocabulary.FindWords(ConceptKind.Indication, text, found);
        reasons.AddRange(found.Select(c => new Reason(c, FactBasis.Words, Chronicity.IsStated(text))));
        return found.Count > 0;
    }

    private static bool HasCode(CodeableConcept concept)
    {
        foreach (var item in concept.Codings)
        {
            var coding = new Coding(item);
            if (coding.Code is not null && coding.System is { } system
                && CodeSystems.Canonical(system) is CodeSystems.SnomedCt or CodeSystems.Icd10Cm)
            {
                return true;
            }
        }

        return false;
    }

    private static void FindInFreeText(Resource resource, Vocabulary vocabulary, List<Concept> found)
    {
        var medication = new MedicationRequest(resource.Json);
        var service = new ServiceRequest(resource.Json);
        foreach (var item in medication.DosageInstructions)
        {
            var dosage = new Dosage(item);
            vocabulary.Recognise(ConceptKind.Indication, dosage.AsNeeded, found);
            vocabulary.FindWords(ConceptKind.Indication, dosage.Text, found);
            vocabulary.FindWords(ConceptKind.Indication, dosage.PatientInstruction, found);
        }

        vocabulary.FindWords(ConceptKind.Indication, medication.Medication.Text, found);
        vocabulary.FindWords(ConceptKind.Indication, service.Code.Text, found);
        vocabulary.FindWords(ConceptKind.Indication, service.PatientInstruction, found);
        foreach (var item in new Order(resource.Json).Notes)
        {
            vocabulary.FindWords(ConceptKind.Indication, item.Text("text"u8), found);
        }
    }

    // A sedation or anaesthesia code says what the drug is for.
    private static void AddContext(Resource resource, Vocabulary vocabulary, List<Reason> reasons)
    {
        var found = new List<Concept>();
        vocabulary.FindCodes(ConceptKind.Administration, new ServiceRequest(resource.Json).Code, found);
        foreach (var meaning in found.SelectMany(c => c.MayMean).Where(c => c.Kind == ConceptKind.Indication).Distinct())
        {
            reasons.Add(new Reason(meaning, FactBasis.Implied, IsChronic: false));
        }
    }

    private static Possible Settle(Reason reason, List<Reason> all, List<Concept> free, Vocabulary vocabulary, DateOnly serviceDate)
    {
        if (reason.Concept is not { } concept)
        {
            return reason.Basis == FactBasis.Code ? new Possible([vocabulary.OtherIndication], FactBasis.Code) : new Possible([], reason.Basis);
        }

        if (concept.ChronicMeaning is { } chronic
            && (reason.IsChronic || Chronicity.HasLasted(reason.Onset, serviceDate) || all.Exists(r => r.Concept == chronic) || free.Contains(chronic)))
        {
            return new Possible([chronic], reason.Basis);
        }

        return Possible.From([concept], ConceptKind.Indication, reason.Basis);
    }

    private sealed record Reason(Concept? Concept, FactBasis Basis, bool IsChronic)
    {
        public DateOnly? Onset { get; init; }
    }
}
