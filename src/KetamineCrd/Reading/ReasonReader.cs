using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>
/// Reads what an order gives as its reasons. A code of a diagnosis system is read by the code, whatever stands beside it; words count where
/// they stand alone (decision rule 9).
/// </summary>
internal sealed class ReasonReader(ResourceReading reading)
{
    private static readonly WordSet Small = new("and", "with", "plus", "w/", "also", "of", "in", "to", "on", "at", "for", "a", "an", "the", "or", "is", "has", "by", "pt", "as");

    // How it is treated is no reason beside it.
    private static readonly WordSet Way = new("infusion", "infusions", "iv", "intravenous", "outpatient", "therapy", "treatment", "treatments", "series", "trial", "protocol", "management", "control", "relief");

    // What follows tells of the cause, of what was tried, or since when.
    private static readonly WordSet Background = new(
        "after", "following", "due", "secondary", "from", "since", "s/p", "status", "post", "because", "despite", "failed", "failing", "fails", "failure", "unresponsive", "nonresponsive", "inadequate", "on", "until",
        "while", "during", "before", "under", "by", "x", "requiring", "needs", "seen", "treated", "tried", "per", "see", "resistant", "refractory", "intolerant", "involving", "affecting", "caused", "complicating", "despite");

    private readonly List<Reason> _reasons = [];

    public List<Reason> Read()
    {
        var order = new Order(reading.Resource.Json);
        foreach (var item in order.ReasonCodes)
        {
            Add(new CodeableConcept(item), onset: null);
        }

        foreach (var item in order.ReasonReferences)
        {
            AddReference(item);
        }

        var written = _reasons.FindAll(r => !r.SaysNothing);

        // What only denies or tells of the past is no reason; alone it is one that is not recognized.
        return written.Count == 0 && _reasons.Count > 0 ? [_reasons[0] with { IsUnrecognized = true }] : written;
    }

    private void AddReference(JsonElement item)
    {
        var reference = new Reference(item);
        if (reading.Call.TryResolve(reference, reading.Resource, out var json))
        {
            var condition = new Condition(json);
            if (condition.IsCurrent && !AnotherPatient.Is(condition.Subject, reading.Call))
            {
                Add(condition.Code, condition.OnsetByLatest);
            }
        }
        else if (!AddIdentifier(item) && (SaidText.Read(item.Member("display"u8), reading) is not { } display || !AddWords([display], default, null)))
        {
            _reasons.Add(new Reason(null, reference.Literal is null ? FactBasis.Missing : FactBasis.Unreadable) { IsUnrecognized = reference.Literal is null });
        }
    }

    // False where the identifier is no code of a diagnosis: then it only names the resource.
    private bool AddIdentifier(JsonElement item)
    {
        var identifier = new Reference(item).Identifier;
        if (identifier is not { System: { } system, Value: { } code })
        {
            return false;
        }

        var known = reading.FindCode(ConceptKind.Indication, system, code, item.Items("identifier"u8).First);
        if (known is null && !CodeSystems.NamesDiagnoses(CodeSystems.Canonical(system)))
        {
            return false;
        }

        _reasons.Add(new Reason(known, FactBasis.Code) { Texts = SaidText.Read(item.Member("display"u8), reading) is { } display ? [display] : [] });
        return true;
    }

    private void Add(CodeableConcept concept, DateOnly? onset)
    {
        var texts = new List<SaidText>();
        foreach (var json in OrderText.OfConcept(concept.Json))
        {
            if (SaidText.Read(json, reading) is { } text)
            {
                texts.Add(text);
            }
        }

        var found = new List<Concept>();
        reading.FindCodes(ConceptKind.Indication, concept, found);
        if (found.Count > 0)
        {
            // Several codings of one reason say the same thing; a definite one makes the vague ones moot.
            if (found.Exists(c => c.MayMean.Count == 0))
            {
                found.RemoveAll(c => c.MayMean.Count > 0);
            }

            _reasons.AddRange(found.Select(c => new Reason(c, FactBasis.Code) { Onset = onset, Said = concept, Texts = texts }));
        }
        else if (HasDiagnosisCode(concept))
        {
            _reasons.Add(new Reason(null, FactBasis.Code) { Said = concept, Texts = texts });
        }
        else if (!AddWords(texts, concept, onset) && (texts.Count > 0 || HasAnyCode(concept)))
        {
            var saysNothing = texts.Count > 0 && texts.TrueForAll(t => Array.TrueForAll(t.Unsaid, u => u));
            _reasons.Add(new Reason(null, FactBasis.Missing) { IsUnrecognized = !saysNothing, SaysNothing = saysNothing, Said = concept, Texts = texts });
        }
    }

    // What stands beside the recognized words and is none of theirs is a reason as well.
    private bool AddWords(IReadOnlyList<SaidText> texts, CodeableConcept concept, DateOnly? onset)
    {
        var found = new List<Concept>();
        var hasMore = false;
        foreach (var text in texts)
        {
            // Only as the purpose: "CRPS, with midazolam sedation" is about the CRPS.
            var purpose = Purpose.Of(text, isReason: true, reading.Vocabulary);
            foreach (var phrase in text.Said.Where(p => p.Meaning.BesideOtherReasons != BesideOtherReasons.Silence || p.Meaning == purpose))
            {
                if (!found.Contains(phrase.Meaning))
                {
                    found.Add(phrase.Meaning);
                    reading.AddSource(FactKind.Indication, text.Json, phrase.Meaning.Id, FactBasis.Words);
                }
            }

            hasMore |= text.Said.Count > 0 && HasMore(text);
            AddWrittenCodes(text, found);
        }

        _reasons.AddRange(found.Select(c => new Reason(c, FactBasis.Words) { Onset = onset, Said = concept, Texts = texts }));
        if (hasMore)
        {
            _reasons.Add(new Reason(null, FactBasis.Missing) { IsUnrecognized = true, Said = concept, Texts = texts });
        }

        return found.Count > 0;
    }

    // "hip fracture, depression": whatever is neither the reason nor said of it may be what is treated.
    private bool HasMore(SaidText text)
    {
        var words = text.Words;
        var drugs = reading.Vocabulary.Phrases(ConceptKind.Drug);
        var (hasReason, isBackground, hasOther) = (false, false, false);
        for (var i = 0; i < words.Count; i++)
        {
            if (words.Before(i) >= Break.Item)
            {
                (hasReason, isBackground, hasOther) = (false, false, false);
            }

            if (text.PhraseAt(i) is { } phrase)
            {
                // "Pain from rib fx in pt with fibromyalgia": the cause is not that of the second one.
                if (hasOther && text.Said.Contains(phrase))
                {
                    return true;
                }

                hasReason |= text.Said.Contains(phrase);
                i = phrase.End - 1;
            }
            else if (drugs.TryFindAt(words, i, out var drug))
            {
                i = drug.End - 1;
            }
            else if (hasReason && CompanionEnd(text, i) is var end and > 0)
            {
                i = end - 1;
            }
            else if (hasReason && (Background.Contains(words[i]) || Statements.IsNoCue(words, i)))
            {
                isBackground = true;
            }
            else if (!IsUnderstood(text, i))
            {
                if (!isBackground)
                {
                    return true;
                }

                hasOther = true;
            }
        }

        return false;
    }

    // "with midazolam sedation": the place after it; 0 where none begins.
    private static int CompanionEnd(SaidText text, int i)
    {
        if (!text.Words.Is(i, "with") && !text.Words.Is(i, "w/"))
        {
            return 0;
        }

        for (var j = i + 1; j < text.Words.Count && j <= i + 3; j++)
        {
            if (text.PhraseAt(j) is { Meaning.BesideOtherReasons: BesideOtherReasons.Silence } phrase)
            {
                return phrase.End;
            }
        }

        return 0;
    }

    private static bool IsUnderstood(SaidText text, int i)
    {
        var words = text.Words;
        return text.Unsaid[i] || words.HasDigit(i) || (words[i].Length < 2 && !words.Is(i, "v")) || words.IsHeading(i)
            || Qualifiers.Contains(words[i]) || Chronicity.IsSign(words, i) || Way.Contains(words[i])
            || Small.Contains(words[i]);
    }

    // "F33.2", "ICD10: M79.7": a code written as a text.
    private void AddWrittenCodes(SaidText text, List<Concept> found)
    {
        for (var i = 0; i < text.Words.Count; i++)
        {
            if (text.Words[i] is [>= 'A' and <= 'Z', >= '0' and <= '9', ..] and { Length: >= 3 } word && !text.Unsaid[i]
                && reading.Vocabulary.FindCode(ConceptKind.Indication, CodeSystems.Icd10Cm, word.ToString()) is { } meaning && !found.Contains(meaning))
            {
                found.Add(meaning);
                reading.AddSource(FactKind.Indication, text.Json, meaning.Id, FactBasis.Words);
            }
        }
    }

    private static bool HasDiagnosisCode(CodeableConcept concept)
    {
        foreach (var item in concept.Codings)
        {
            var coding = new Coding(item);
            if (coding.Code is not null && coding.System is { } system && CodeSystems.NamesDiagnoses(CodeSystems.Canonical(system)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAnyCode(CodeableConcept concept)
    {
        foreach (var item in concept.Codings)
        {
            if (new Coding(item).Code is not null)
            {
                return true;
            }
        }

        return false;
    }
}
