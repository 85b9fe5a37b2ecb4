using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Facts;

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

    private static readonly WordSet Leads = new("for", "during", "as", "undergoing", "before", "at", "pre", "of", "needs", "requires", "requiring", "facilitate", "scheduled", "planned", "to", "in");

    /// <summary>What a text says the drug is for, of the uses that are never denied. Null when it says none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isReason">It stands as a reason of the order, so that a bare word is the purpose.</param>
    /// <param name="vocabulary">Knows what is open.</param>
    public static Concept? Of(SaidText text, bool isReason, Vocabulary vocabulary)
    {
        Concept? purpose = null;
        foreach (var phrase in text.Said)
        {
            if (phrase.Meaning.BesideOtherReasons is not (BesideOtherReasons.Silence or BesideOtherReasons.Ask))
            {
                continue;
            }

            var isProcedure = phrase.Meaning.BesideOtherReasons == BesideOtherReasons.Silence;
            switch (Role(text.Words, phrase, isReason, isProcedure))
            {
                case true when isProcedure:
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

        // "Acute exacerbation of chronic low back pain"
        return purpose ?? (Chronicity.IsAcute(text.Words, text.Unsaid, [.. text.Phrases.Where(p => vocabulary.IsPain(p.Meaning))]) ? vocabulary.OpenPurpose : null);
    }

    // True: the purpose. Null: open. False: neither.
    private static bool? Role(TextWords words, FoundPhrase<Concept> phrase, bool isReason, bool isProcedure)
    {
        var start = words.StartOf(phrase.First, Break.Clause);
        var isLed = false;
        for (var i = phrase.First - 1; i >= Math.Max(start, phrase.First - Near); i--)
        {
            if (isProcedure && Done.Contains(words[i]) && !(words.Is(i, "prior") && words.Is(i + 1, "to")))
            {
                return false;
            }

            if (words.Is(i, "for") || words.Is(i, "during") || words.Is(i, "undergoing"))
            {
                return true;
            }

            if (isProcedure && Companion.Contains(words[i]) && i > start)
            {
                return false;
            }

            if (Open.Contains(words[i]))
            {
                return null;
            }

            isLed |= Leads.Contains(words[i]);
        }

        return isReason || isLed || phrase.First == start || phrase.End - phrase.First > 1 ? true : false;
    }
}
