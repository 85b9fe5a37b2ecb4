using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>
/// Signs, anywhere on an order, that the drug is for a procedure, an emergency or an acute pain. They come before every diagnosis (decision
/// rule 13).
/// </summary>
internal static class Purpose
{
    private const int Near = 4;

    // "with midazolam sedation": a companion. "Under sedation": open.
    private static readonly WordSet Companion = new("with", "w/", "plus", "and", "alongside");
    private static readonly WordSet Open = new("under", "or", "vs", "versus");

    // "failed ECT", "after surgery", "instead of ECT": done with, or not done.
    private static readonly WordSet Done = new(
        "failed", "failing", "fails", "failure", "after", "following", "declined", "declines", "refused", "refuses", "refractory", "resistant", "unresponsive", "nonresponsive", "intolerant", "contraindicated", "alternative",
        "candidate", "candidacy", "since", "post", "s/p", "status", "tried", "prior", "previous", "recent", "despite", "response", "respond", "responded", "relapse", "relapsed", "cause", "causes", "causing", "precautions", "excessive");

    // Behind a procedure.
    private static readonly WordSet Undone = new(
        "failed", "contraindicated", "refused", "declined", "unavailable", "equipment", "tray", "cart", "kit", "not", "no", "without", "resistant", "refractory", "nonresponder", "completed", "done", "years", "ago", "precautions", "supervise",
        "supervised", "team", "provider", "staff", "available");

    // "Hold for sedation", "call for sedation": an effect that is watched for.
    private static readonly WordSet Holding = new("hold", "stop", "call", "notify", "watch", "observe", "check", "page", "contact", "md", "provider");

    // What is treated and not done: "refractory status epilepticus" is there.
    private static readonly WordSet States = new("status", "seizure", "seizures", "delirium", "agitation", "bronchospasm");

    // What a companion may be: never the treatment for which the drug is the anesthetic.
    private static readonly WordSet Comforts = new("sedation", "sedate", "sedated", "anesthesia", "analgesia", "anesthetic", "care");

    private static readonly WordSet Leads = new("for", "during", "as", "undergoing", "before", "at", "pre", "of", "needs", "requires", "requiring", "facilitate", "scheduled", "planned", "to", "in");

    /// <summary>What a text says the drug is for, of the uses that are never denied. Null when it says none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isReason">It stands as a reason of the order, so that a bare word is the purpose.</param>
    /// <param name="vocabulary">Knows the drugs, and what is open.</param>
    public static Concept? Of(SaidText text, bool isReason, Vocabulary vocabulary)
    {
        Concept? purpose = null;
        foreach (var phrase in text.Said)
        {
            if (phrase.Meaning.BesideOtherReasons is not (BesideOtherReasons.Silence or BesideOtherReasons.Ask))
            {
                continue;
            }

            switch (Role(text.Words, phrase, isReason, !vocabulary.IsAcutePain(phrase.Meaning) && !States.Contains(text.Words[phrase.First]), vocabulary))
            {
                case true when phrase.Meaning.BesideOtherReasons == BesideOtherReasons.Silence:
                    return phrase.Meaning;
                case true:
                    purpose = phrase.Meaning;
                    break;
                case null:
                    purpose ??= vocabulary.OpenPurpose;
                    break;
                default:
                    break;
            }
        }

        // "Acute exacerbation of chronic low back pain"; "for hip fracture"
        return purpose
            ?? (Chronicity.IsAcute(text.Words, text.Unsaid, [.. text.Phrases.Where(p => vocabulary.IsPain(p.Meaning))]) || (!isReason && IsForSomethingElse(text, vocabulary))
                ? vocabulary.OpenPurpose
                : null);
    }

    // True: the purpose. Null: open. False: neither.
    private static bool? Role(TextWords words, FoundPhrase<Concept> phrase, bool isReason, bool isProcedure, Vocabulary vocabulary)
    {
        var start = words.StartOf(phrase.First, Break.Item);
        var isToday = IsToday(words, start);
        if (isProcedure && !isToday && IsDoneWith(words, phrase))
        {
            return false;
        }

        var isLed = false;
        for (var i = phrase.First - 1; i >= Math.Max(start, phrase.First - Near); i--)
        {
            if (isProcedure && !isToday && Done.Contains(words[i]) && !(words.Is(i, "prior") && words.Is(i + 1, "to")))
            {
                return false;
            }

            if (words.Is(i, "for") || words.Is(i, "during") || words.Is(i, "undergoing"))
            {
                return !IsWatchedFor(words, start, i);
            }

            if (isProcedure && Companion.Contains(words[i]) && (i > start || !isReason) && Comforts.Contains(words[phrase.End - 1]))
            {
                return false;
            }

            if (Open.Contains(words[i]))
            {
                return null;
            }

            isLed |= Leads.Contains(words[i]) || vocabulary.Phrases(ConceptKind.Drug).TryFindAt(words, i, out _);
        }

        // A note of a few words is about what it names.
        return isReason || isLed || phrase.First == start || phrase.End - phrase.First > 1 || words.EndOf(phrase.First, Break.Item) - start <= 4 ? true : false;
    }

    // "s/p TKA today" is the pain of the operation.
    private static bool IsToday(TextWords words, int start)
    {
        for (var i = start; i < words.EndOf(start, Break.Item); i++)
        {
            if (words.Is(i, "today") || words.Is(i, "tonight"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWatchedFor(TextWords words, int start, int to)
    {
        for (var i = Math.Max(start, to - Near); i < to; i++)
        {
            if (Holding.Contains(words[i]))
            {
                return true;
            }
        }

        return false;
    }

    // "ECT failed", "surgery declined", "colonoscopy 2019", "intubation equipment at bedside"
    private static bool IsDoneWith(TextWords words, FoundPhrase<Concept> phrase)
    {
        for (var i = phrase.End; i < words.Count && i < phrase.End + 2 && words.Before(i) <= Break.Part; i++)
        {
            if (Undone.Contains(words[i]) || words[i] is ['1' or '2', '0' or '9', _, _])
            {
                return true;
            }
        }

        return false;
    }

    // "0.5 mg/kg IV for hip fracture": the drug itself, and how it is given, is for something that nothing knows.
    private static bool IsForSomethingElse(SaidText text, Vocabulary vocabulary)
    {
        var words = text.Words;
        var drugs = vocabulary.Phrases(ConceptKind.Drug);
        for (var i = 0; i < words.Count; i++)
        {
            if (!words.Is(i, "for") || text.Unsaid[i] || !IsOfTheDrug(text, drugs, words.StartOf(i, Break.Item), i))
            {
                continue;
            }

            for (var j = i + 1; j < words.EndOf(i, Break.Part); j++)
            {
                if (text.PhraseAt(j) is not null || drugs.TryFindAt(words, j, out _))
                {
                    break;
                }

                if (!WordsOfGiving.Contains(words, j) && !Qualifiers.Contains(words[j]) && !Chronicity.IsSign(words, j) && !text.Unsaid[j])
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsOfTheDrug(SaidText text, PhraseIndex<Concept> drugs, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (drugs.TryFindAt(text.Words, i, out var drug))
            {
                i = drug.End - 1;
            }
            else if (!WordsOfGiving.Contains(text.Words, i))
            {
                return false;
            }
        }

        return true;
    }
}
