using KetamineCrd.Facts;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>
/// Says what an order is for: its own reasons, else the words of the order; and before all of them whether it is for a procedure, an emergency
/// or an acute pain. The problem list never supplies a reason; it may say that the same complaint is chronic.
/// </summary>
internal static class IndicationReader
{
    // "For CRPS", "Dx: CRPS", "indication CRPS": in a note, what is only mentioned is no reason.
    private static readonly WordSet Purposes = new(
        "for", "indication", "indications", "dx", "diagnosis", "diagnoses", "reason", "treat", "treats", "treating", "treatment", "tx", "therapy", "due", "because", "manage", "management");

    // "PHQ-9 for depression"
    private static readonly WordSet Measures = new("phq", "gaf", "score", "scores", "scale");

    // "Patient has CRPS" tells what the patient has.
    private static readonly WordSet Owner = new("patient", "pt", "has", "with", "w/", "she", "he", "known", "also", "comorbid", "comorbidity", "history", "hx", "last", "previously", "was", "were", "been", "had", "by");

    // The concepts are few, however many reasons name them.
    private const int Few = 8;

    /// <param name="reading">The order.</param>
    /// <param name="serviceDate">The day of the service.</param>
    public static List<IndicationFact> Read(ResourceReading reading, DateOnly serviceDate)
    {
        var reasons = new ReasonReader(reading).Read();
        var texts = new List<SaidText>();
        foreach (var json in OrderText.Of(reading.Resource))
        {
            if (SaidText.Read(json, reading) is { } text)
            {
                texts.Add(text);
            }
        }

        if (reasons.Count == 0)
        {
            AddFromOrder(reading, texts, reasons);
        }

        AddPurposes(reading, texts, reasons);
        var all = reasons.Count <= Few ? reasons : [.. reasons.DistinctBy(r => r.Concept)];
        var courses = new Dictionary<Concept, Course>();
        var facts = new List<IndicationFact>();
        foreach (var reason in reasons)
        {
            var fact = new IndicationFact(reason.Concept, Settle(reason, all, courses, texts, reading, serviceDate)) { IsUnrecognized = reason.IsUnrecognized };
            if (!facts.Exists(f => f.IsSame(fact)))
            {
                facts.Add(fact);
            }
        }

        return facts;
    }

    // The words of the order stand in for a missing reason.
    private static void AddFromOrder(ResourceReading reading, List<SaidText> texts, List<Reason> reasons)
    {
        foreach (var item in new MedicationRequest(reading.Resource.Json).DosageInstructions)
        {
            var found = new List<Concept>();
            var needed = new Dosage(item).AsNeeded;
            reading.FindCodes(ConceptKind.Indication, needed, found);
            reasons.AddRange(found.Select(c => new Reason(c, FactBasis.Code) { Said = needed }));
        }

        HashSet<Concept?>? known = null;
        foreach (var text in texts)
        {
            foreach (var phrase in text.Said)
            {
                if (phrase.Meaning.BesideOtherReasons == BesideOtherReasons.Rival && IsGivenAsReason(reading, text, phrase) && !IsKnown(phrase.Meaning))
                {
                    reading.AddSource(FactKind.Indication, text.Json, phrase.Meaning.Id, FactBasis.Words);
                    reasons.Add(new Reason(phrase.Meaning, FactBasis.Words) { Texts = [text] });
                }
            }
        }

        bool IsKnown(Concept concept) => reasons.Count <= Few
            ? reasons.Exists(r => r.Concept == concept)
            : !(known ??= [.. reasons.Select(r => r.Concept)]).Add(concept);
    }

    private static bool IsGivenAsReason(ResourceReading reading, SaidText text, FoundPhrase<Concept> phrase)
    {
        var words = text.Words;
        var start = words.StartOf(phrase.First, Break.Item);
        for (var i = phrase.First - 1; i >= start; i--)
        {
            if (Purposes.Contains(words[i]))
            {
                // Before it only how the drug is given: "on gabapentin for CRPS" is about the gabapentin.
                return !IsMeasured(words, start, i) && IsOnlyGiving(reading, text, start, i);
            }

            if (Owner.Contains(words[i]) || !(Qualifiers.Contains(words[i]) || Chronicity.IsSign(words, i) || IsIn(text, i)))
            {
                break;
            }
        }

        // Nothing else stands in the whole text but how the drug is given.
        return IsOnlyGiving(reading, text, 0, words.Count);
    }

    private static bool IsMeasured(TextWords words, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (Measures.Contains(words[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOnlyGiving(ResourceReading reading, SaidText text, int from, int to)
    {
        var drugs = reading.Vocabulary.Phrases(ConceptKind.Drug);
        for (var i = from; i < to; i++)
        {
            if (drugs.TryFindAt(text.Words, i, out var drug))
            {
                i = drug.End - 1;
            }
            else if (Owner.Contains(text.Words[i])
                || !(WordsOfGiving.Contains(text.Words, i) || Qualifiers.Contains(text.Words[i]) || Chronicity.IsSign(text.Words, i) || Purposes.Contains(text.Words[i]) || IsIn(text, i)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIn(SaidText text, int index) => text.Phrases.Any(p => index >= p.First && index < p.End);

    private static void AddPurposes(ResourceReading reading, List<SaidText> texts, List<Reason> reasons)
    {
        HashSet<Concept>? purposes = null;
        foreach (var concept in reading.Call.Neighbors?.Of(reading.Resource) ?? [])
        {
            Add(concept, FactBasis.Implied);
        }

        foreach (var reason in reasons.ToArray())
        {
            foreach (var text in reason.Texts)
            {
                AddText(text, isReason: true);
            }
        }

        foreach (var text in texts)
        {
            AddText(text, isReason: false);
        }

        // A sedation or anesthesia code says what the drug is for.
        if (!reading.Resource.Is("MedicationRequest"u8))
        {
            foreach (var meaning in ServiceConcepts.MeaningsOf(reading).Where(c => c.Kind == ConceptKind.Indication))
            {
                Add(meaning, FactBasis.Implied);
            }
        }

        void AddText(SaidText text, bool isReason)
        {
            if (Purpose.Of(text, isReason, reading.Vocabulary) is { } purpose && Add(purpose, FactBasis.Words))
            {
                reading.AddSource(FactKind.Indication, text.Json, purpose.Id, FactBasis.Words);
            }
        }

        bool Add(Concept purpose, FactBasis basis)
        {
            if (reasons.Count > Few && !(purposes ??= []).Add(purpose))
            {
                return false;
            }

            if (reasons.Exists(r => r.Concept == purpose))
            {
                return false;
            }

            reasons.Add(new Reason(purpose, basis));
            return true;
        }
    }

    private static Possible Settle(
        Reason reason, List<Reason> all, Dictionary<Concept, Course> courses, List<SaidText> texts, ResourceReading reading, DateOnly serviceDate)
    {
        if (reason.Concept is not { } concept)
        {
            return reason.Basis == FactBasis.Code ? new Possible([reading.Vocabulary.OtherIndication], FactBasis.Code) : new Possible([], reason.Basis);
        }

        if (concept.ChronicMeaning is not { } chronic)
        {
            return Possible.From([concept], ConceptKind.Indication, reason.Basis);
        }

        var acute = concept.MayMean.FirstOrDefault(c => c.BesideOtherReasons == BesideOtherReasons.Ask);
        switch (CourseOf(reason, concept, courses, texts, reading, serviceDate))
        {
            case Course.Acute when acute is not null:
                return new Possible([acute], reason.Basis);
            case Course.Chronic:
                return new Possible([chronic], reason.Basis);
            default:
                break;
        }

        // An order that speaks of an acute pain says that of this one.
        var isAcute = acute is not null && all.Exists(r => r.Concept == acute);
        return !isAcute
            && ((!concept.IsEpisodic && Chronicity.HasLasted(reason.Onset, serviceDate))
                || all.Exists(r => r.Concept is { } other && reading.Vocabulary.IsChronic(other))
                || IsChronicOnProblemList(reason, concept, reading, serviceDate))
            ? new Possible([chronic], reason.Basis)
            : Possible.From([concept], ConceptKind.Indication, reason.Basis);
    }

    // Its own words, and of the rest of the order those that name such a pain. What is acute anywhere wins.
    private static Course CourseOf(
        Reason reason, Concept concept, Dictionary<Concept, Course> courses, List<SaidText> texts, ResourceReading reading, DateOnly serviceDate)
    {
        if (!courses.TryGetValue(concept, out var ofOrder))
        {
            courses.Add(concept, ofOrder = CourseIn(texts, concept, areOwn: false, reading, serviceDate));
        }

        var own = CourseIn(reason.Texts, concept, areOwn: true, reading, serviceDate);
        return own == Course.Unsaid || ofOrder == Course.Acute ? ofOrder : own;
    }

    private static Course CourseIn(IReadOnlyList<SaidText> texts, Concept concept, bool areOwn, ResourceReading reading, DateOnly serviceDate)
    {
        var course = Course.Unsaid;
        foreach (var text in texts)
        {
            var pains = text.Phrases.Where(p => !p.Meaning.IsNothing && (p.Meaning.ChronicMeaning ?? p.Meaning) == concept.ChronicMeaning).ToArray();
            if (!areOwn && pains.Length == 0)
            {
                continue;
            }

            var said = Chronicity.Read(text.Words, text.Unsaid, pains, areOwn && text.Phrases.Count == 0, concept.IsEpisodic, serviceDate);
            if (said == Course.Unsaid)
            {
                continue;
            }

            reading.AddSource(FactKind.Chronicity, text.Json, said == Course.Acute ? "acute" : "chronic", FactBasis.Words);
            if (said == Course.Acute)
            {
                return said;
            }

            course = said;
        }

        return course;
    }

    // Only a current problem with a code of the reason itself is the same complaint.
    private static bool IsChronicOnProblemList(Reason reason, Concept concept, ResourceReading reading, DateOnly serviceDate)
    {
        foreach (var (_, json) in reading.Call.Problems.With(reason.Said, reading.Call))
        {
            if (!reading.Call.Spend(1))
            {
                return false;
            }

            var problem = new Condition(json);
            if ((!concept.IsEpisodic && Chronicity.HasLasted(problem.OnsetByLatest, serviceDate)) || SaysChronic(problem, concept, reading, serviceDate))
            {
                reading.AddSource(FactKind.Chronicity, json, "chronic", FactBasis.Implied);
                return true;
            }
        }

        return false;
    }

    private static bool SaysChronic(Condition problem, Concept concept, ResourceReading reading, DateOnly serviceDate)
    {
        foreach (var json in OrderText.OfConcept(problem.Code.Json))
        {
            if (SaidText.Read(json, reading) is { } text)
            {
                var pains = text.Phrases.Where(p => (p.Meaning.ChronicMeaning ?? p.Meaning) == concept.ChronicMeaning).ToArray();
                if (Chronicity.Read(text.Words, text.Unsaid, pains, text.Phrases.Count == 0, concept.IsEpisodic, serviceDate) == Course.Chronic)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
