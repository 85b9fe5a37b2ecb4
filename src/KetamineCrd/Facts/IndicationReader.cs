using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Facts;

/// <summary>
/// Says what an order is for: its own reasons, else the words of the order. The problem list never supplies a reason; it may say that the
/// same complaint is chronic.
/// </summary>
internal static class IndicationReader
{
    public static List<IndicationFact> Read(ResourceReading reading, DateOnly serviceDate)
    {
        var order = new Order(reading.Resource.Json);
        var reasons = new List<Reason>();
        foreach (var item in order.ReasonCodes)
        {
            Add(new CodeableConcept(item), onset: null, reading, reasons);
        }

        foreach (var item in order.ReasonReferences)
        {
            var reference = new Reference(item);
            if (reading.Call.TryResolve(reference, reading.Resource, out var json))
            {
                var condition = new Condition(json);
                if (condition.IsCurrent)
                {
                    Add(condition.Code, condition.OnsetByLatest, reading, reasons);
                }
            }
            else if (!AddWords(item.Member("display"u8), reading, reasons))
            {
                reasons.Add(new Reason(null, reference.Literal is null ? FactBasis.Missing : FactBasis.Unreadable));
            }
        }

        // The words of the order stand in for a missing reason and may settle whether a pain is chronic; nothing else needs them.
        var free = new List<Concept>();
        if (reasons.Count == 0 || reasons.Exists(r => r.Concept?.ChronicMeaning is not null))
        {
            FindInFreeText(reading, free);
        }

        if (reasons.Count == 0)
        {
            reasons.AddRange(free.Select(concept => new Reason(concept, FactBasis.Words)));
        }

        AddContext(reading, reasons);

        // A reason that nothing knows is set aside when another one is known.
        if (reasons.Exists(r => r.Concept is not null))
        {
            reasons.RemoveAll(r => r.Concept is null && r.Basis != FactBasis.Unreadable);
        }

        var named = reasons.Exists(r => r.Concept?.ChronicMeaning is not null) ? reasons.Select(r => r.Concept).OfType<Concept>().ToHashSet() : [];
        var facts = new List<IndicationFact>();
        foreach (var reason in reasons)
        {
            var fact = new IndicationFact(reason.Concept, Settle(reason, named, free, reading, serviceDate));
            if (!facts.Exists(f => f.IsSame(fact)))
            {
                facts.Add(fact);
            }
        }

        return facts;
    }

    private static void Add(CodeableConcept concept, DateOnly? onset, ResourceReading reading, List<Reason> reasons)
    {
        if (!concept.IsPresent)
        {
            return;
        }

        var found = new List<Concept>();
        var basis = reading.Recognise(ConceptKind.Indication, concept, found);
        if (found.Count == 0)
        {
            // A code of a system that is known settles that it is something else; words alone settle nothing.
            reasons.Add(new Reason(null, HasCode(concept) ? FactBasis.Code : FactBasis.Missing));
            return;
        }

        // Several codings of one reason say the same thing; a definite one makes the vague ones moot.
        if (found.Exists(c => c.MayMean.Count == 0))
        {
            found.RemoveAll(c => c.MayMean.Count > 0);
        }

        reasons.AddRange(found.Select(c => new Reason(c, basis) { IsChronic = c.ChronicMeaning is not null && SaysChronic(concept, reading), Onset = onset, Said = concept }));
    }

    private static bool SaysChronic(CodeableConcept concept, ResourceReading reading)
    {
        var isChronic = SaysChronic(concept.Json.Member("text"u8), reading);
        foreach (var item in concept.Codings)
        {
            isChronic = isChronic || SaysChronic(item.Member("display"u8), reading);
        }

        return isChronic;
    }

    private static bool SaysChronic(JsonElement text, ResourceReading reading)
    {
        if (text.ValueKind != JsonValueKind.String || !reading.SpendOn(text) || !Chronicity.IsStated(text.AsText()))
        {
            return false;
        }

        reading.AddSource(FactKind.Chronicity, text, "chronic", FactBasis.Words);
        return true;
    }

    private static bool AddWords(JsonElement text, ResourceReading reading, List<Reason> reasons)
    {
        var found = new List<Concept>();
        reading.FindWords(ConceptKind.Indication, text, found);
        var isChronic = found.Exists(c => c.ChronicMeaning is not null) && SaysChronic(text, reading);
        reasons.AddRange(found.Select(c => new Reason(c, FactBasis.Words) { IsChronic = isChronic }));
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

    private static void FindInFreeText(ResourceReading reading, List<Concept> found)
    {
        var json = reading.Resource.Json;
        foreach (var item in new MedicationRequest(json).DosageInstructions)
        {
            reading.Recognise(ConceptKind.Indication, new Dosage(item).AsNeeded, found);
            reading.FindWords(ConceptKind.Indication, item.Member("text"u8), found);
            reading.FindWords(ConceptKind.Indication, item.Member("patientInstruction"u8), found);
        }

        reading.FindWords(ConceptKind.Indication, json.Member("medicationCodeableConcept"u8).Member("text"u8), found);
        reading.FindWords(ConceptKind.Indication, json.Member("code"u8).Member("text"u8), found);
        reading.FindWords(ConceptKind.Indication, json.Member("patientInstruction"u8), found);
        if (reading.Resource.Is("Appointment"u8))
        {
            reading.FindWords(ConceptKind.Indication, json.Member("description"u8), found);
            reading.FindWords(ConceptKind.Indication, json.Member("comment"u8), found);
        }

        foreach (var item in new Order(json).Notes)
        {
            reading.FindWords(ConceptKind.Indication, item.Member("text"u8), found);
        }
    }

    // A sedation or anaesthesia code says what the drug is for.
    private static void AddContext(ResourceReading reading, List<Reason> reasons)
    {
        if (reading.Resource.Is("MedicationRequest"u8))
        {
            return;
        }

        var found = new List<Concept>();
        foreach (var concept in ServiceConcepts.Of(reading.Resource))
        {
            reading.FindCodes(ConceptKind.Administration, concept, found);
        }

        foreach (var meaning in found.SelectMany(c => c.MayMean).Where(c => c.Kind == ConceptKind.Indication).Distinct())
        {
            reasons.Add(new Reason(meaning, FactBasis.Implied));
        }
    }

    private static Possible Settle(Reason reason, HashSet<Concept> named, List<Concept> free, ResourceReading reading, DateOnly serviceDate)
    {
        if (reason.Concept is not { } concept)
        {
            return reason.Basis == FactBasis.Code ? new Possible([reading.Vocabulary.OtherIndication], FactBasis.Code) : new Possible([], reason.Basis);
        }

        if (concept.ChronicMeaning is { } chronic
            && (reason.IsChronic || Chronicity.HasLasted(reason.Onset, serviceDate) || named.Contains(chronic) || free.Contains(chronic)
                || IsChronicOnProblemList(reason.Said, reading, serviceDate)))
        {
            return new Possible([chronic], reason.Basis);
        }

        return Possible.From([concept], ConceptKind.Indication, reason.Basis);
    }

    // Only a current problem with a code of the reason itself is the same complaint.
    private static bool IsChronicOnProblemList(CodeableConcept said, ResourceReading reading, DateOnly serviceDate)
    {
        foreach (var (_, json) in reading.Call.Problems.With(said, reading.Call))
        {
            var problem = new Condition(json);
            if (!reading.Call.Spend(1))
            {
                return false;
            }

            if (Chronicity.HasLasted(problem.OnsetByLatest, serviceDate) || SaysChronic(problem.Code, reading))
            {
                reading.AddSource(FactKind.Chronicity, json, "chronic", FactBasis.Implied);
                return true;
            }
        }

        return false;
    }

    private sealed record Reason(Concept? Concept, FactBasis Basis)
    {
        /// <summary>Its own words say that it is chronic.</summary>
        public bool IsChronic { get; init; }

        public DateOnly? Onset { get; init; }

        public CodeableConcept Said { get; init; }
    }
}
