using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Facts;

/// <summary>
/// Reads what an order gives as its reasons. A code of a diagnosis system is read by the code, whatever stands beside it; words count where
/// they stand alone (decision rule 9).
/// </summary>
internal sealed class ReasonReader(ResourceReading reading)
{
    private static readonly WordSet And = new("and", "with", "plus", "w/", "also");

    // What follows tells of the cause, of what was tried, or since when.
    private static readonly WordSet Background = new(
        "after", "following", "due", "secondary", "from", "since", "s/p", "status", "post", "because", "despite", "failed", "failing", "fails", "failure", "unresponsive", "nonresponsive", "inadequate", "on", "until",
        "while", "during", "before", "under", "by", "x", "requiring", "needs", "seen", "treated", "tried", "per", "see", "resistant", "refractory", "intolerant", "involving", "affecting", "caused", "complicating", "as");

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
        }

        _reasons.AddRange(found.Select(c => new Reason(c, FactBasis.Words) { Onset = onset, Said = concept, Texts = texts }));
        if (hasMore)
        {
            _reasons.Add(new Reason(null, FactBasis.Missing) { IsUnrecognized = true, Said = concept, Texts = texts });
        }

        return found.Count > 0;
    }

    // "hip fracture, depression": a part of the text that names no known reason and has words of its own.
    private static bool HasMore(SaidText text)
    {
        var words = text.Words;
        var start = 0;
        while (start < words.Count)
        {
            var end = start + 1;
            while (end < words.Count && words.Before(end) < Break.Part && !And.Contains(words[end]))
            {
                end++;
            }

            if (!text.Phrases.Any(p => p.First < end && p.End > start) && HasContent(text, start, end))
            {
                return true;
            }

            start = end;
        }

        return false;
    }

    private static bool HasContent(SaidText text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (Background.Contains(text.Words[i]))
            {
                return false;
            }

            if (!text.Unsaid[i] && text.Words[i].Length > 2 && !text.Words.HasDigit(i)
                && !Qualifiers.Contains(text.Words[i]) && !WordsOfGiving.Contains(text.Words, i) && !Chronicity.IsSign(text.Words, i))
            {
                return true;
            }
        }

        return false;
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
