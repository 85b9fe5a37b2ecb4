using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>What a text orders. What leads it is what is ordered; what follows "before", "during", "for" and the like is a circumstance (decision rule 5).</summary>
/// <param name="Kind">Whether it names one of the known drugs, something else, or only the way of giving.</param>
/// <param name="Drug">The known drug; null otherwise. May be a drug that is none of ours (<see cref="Concept.IsNothing"/>).</param>
internal readonly record struct OrderedDrug(OrderedDrug.Named Kind, Concept? Drug)
{
    // Behind the name of a drug they make another thing of it.
    private static readonly WordSet NotTheDrug = new(
        "premedication", "premed", "premeds", "pretreatment", "monitoring", "monitor", "level", "levels", "screen", "screening", "consult", "consultation", "referral", "evaluation", "eval", "assessment", "allergy", "abuse", "misuse",
        "test", "testing", "education", "counseling", "reaction", "reversal", "concentration", "assay", "urine", "serum", "plasma", "metabolite", "metabolites", "followup", "follow", "contraindicated", "contraindication", "intolerance", "intolerant", "failed", "failure", "declined", "refused", "sparing", "free",
        "alternative", "side", "effects", "effect", "tubing", "kit", "nausea", "rescue", "adjunct", "emergence", "auth", "authorization", "approval", "denied", "pharmacokinetics", "sedation", "overdose",
        "withdrawal", "dependence", "addiction", "user", "experience", "responder", "history", "hx", "holiday", "taper", "stopped", "discontinued", "held", "previously");

    // Anywhere in the statement they undo it: denied, past, or under a condition.
    private static readonly WordSet Undoing = new(
        "not", "no", "never", "if", "unless", "declined", "refused", "contraindicated", "stopped", "discontinued", "held", "last", "previous", "previously", "prior", "tried", "received", "failed", "intolerant", "allergic", "allergy",
        "instead", "was", "were", "had", "did");

    private static readonly WordSet NotAService = new("start", "access", "request", "prior", "auth", "insertion", "placement", "pump", "tubing", "kit", "line", "catheter", "flush", "teaching", "number");

    // What a drug is dissolved in, or given with, when it leads: an order of its own.
    private static readonly WordSet Fluids = new("saline", "ns", "nacl", "sodium", "dextrose", "d5w", "lr", "water", "lactated", "ringer", "ringers", "plasmalyte", "pump", "tubing", "filter");

    private static readonly WordSet Circumstances = new(
        "before", "during", "after", "prior", "for", "on", "with", "evaluate", "evaluation", "instead", "while", "following", "until", "when", "if", "due", "because", "re", "regarding", "about", "concerning", "pre", "post", "preceding",
        "throughout", "upon", "between", "against", "versus", "vs", "unless", "from", "without", "w/", "w/o", "alongside", "besides", "not", "no", "hold", "stop", "discontinue", "avoid", "replacing", "replaces");

    public enum Named
    {
        /// <summary>Only words of giving, or nothing.</summary>
        Nothing,

        Drug,

        /// <summary>Another drug, or another service.</summary>
        Other,
    }

    private static OrderedDrug Nothing => new(Named.Nothing, null);

    private static OrderedDrug Other => new(Named.Other, null);

    /// <param name="words">The text.</param>
    /// <param name="unsaid">What it does not say; see <see cref="Statements"/>.</param>
    /// <param name="drugs">The known drugs.</param>
    /// <param name="reasons">The known reasons: they name no drug.</param>
    /// <param name="isService">A service gives the drug or does something else with it, which any further word may say.</param>
    public static OrderedDrug In(TextWords words, bool[] unsaid, PhraseIndex<Concept> drugs, PhraseIndex<Concept> reasons, bool isService)
    {
        Concept? drug = null;
        var (isOther, isObject, isFluid) = (false, false, false);
        var i = 0;
        while (i < words.Count)
        {
            // A new statement may only say more of a drug that is known, or name the drug where nothing was named.
            if (i > 0 && words.Before(i) == Break.Item && (drug is not null || isOther))
            {
                break;
            }

            if (drugs.TryFindAt(words, i, out var phrase))
            {
                if (phrase.Meaning.IsNothing)
                {
                    return new OrderedDrug(Named.Drug, phrase.Meaning);
                }

                if (unsaid[i] || isFluid || IsSomethingElse(words, phrase.End) || IsUndone(words, phrase) || (isOther && (isService || !IsInList(words, phrase))))
                {
                    isOther = true;
                }
                else if (drug is null || phrase.Meaning.Precedence > drug.Precedence)
                {
                    drug = phrase.Meaning;
                }

                i = phrase.End;
                continue;
            }

            isFluid |= drug is null && Fluids.Contains(words[i]);
            isOther |= isService && NotAService.Contains(words[i]);
            if (Circumstances.Contains(words[i]))
            {
                // "Infusion with ketamine": what leads is only the way of giving.
                if (drug is null && !isOther && !isObject && (words.Is(i, "with") || words.Is(i, "for") || words.Is(i, "w/")))
                {
                    isObject = !words.Is(i, "for") || drugs.TryFindAt(words, Math.Min(i + 1, words.Count - 1), out _);
                    if (isObject)
                    {
                        i++;
                        continue;
                    }
                }

                // The rest of the statement is a circumstance, unless it makes another drug of it ("with epinephrine").
                var end = words.EndOf(i, Break.Item);
                for (; i < end; i++)
                {
                    if (drugs.TryFindAt(words, i, out var added) && added.Meaning.IsNothing && !unsaid[i])
                    {
                        return new OrderedDrug(Named.Drug, added.Meaning);
                    }
                }

                if (drug is not null || isOther)
                {
                    break;
                }

                continue;
            }

            if (!WordsOfGiving.Contains(words, i))
            {
                if (reasons.TryFindAt(words, i, out var reason))
                {
                    i = reason.End;
                    continue;
                }

                if (!Qualifiers.Contains(words[i]) && (drug is null || isService))
                {
                    isOther = true;
                }
            }

            i++;
        }

        return drug is not null && !(isOther && isService) ? new OrderedDrug(Named.Drug, drug) : isOther ? Other : Nothing;
    }

    // "Ketamine: no", "ketamine not tolerated", "last ketamine infusion", "ketamine in 2019"
    private static bool IsUndone(TextWords words, FoundPhrase<Concept> phrase)
    {
        for (var i = words.StartOf(phrase.First, Break.Item); i < Math.Min(words.EndOf(phrase.First, Break.Item), phrase.End + 4); i++)
        {
            if ((i < phrase.First || i >= phrase.End) && (Undoing.Contains(words[i]) || (words.Is(i, "in") && i + 1 < words.Count && words[i + 1] is ['1' or '2', '0' or '9', _, _])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSomethingElse(TextWords words, int next)
    {
        for (var i = next; i < words.Count && i < next + 3 && words.Before(i) < Break.Item; i++)
        {
            if (NotTheDrug.Contains(words[i]))
            {
                return true;
            }

            if (words.Before(i) == Break.Part || !WordsOfGiving.Contains(words, i))
            {
                return false;
            }
        }

        return false;
    }

    // "gabapentin/ketamine cream", "lidocaine and ketamine", "gabapentin 6%, ketamine 10%": members of one mixture.
    private static bool IsInList(TextWords words, FoundPhrase<Concept> phrase) =>
        words.Before(phrase.First) == Break.Slash || words.Is(phrase.First - 1, "and") || words.Is(phrase.First - 1, "plus")
        || (words.Before(phrase.First) == Break.Part && phrase.End < words.Count && words.HasDigit(phrase.End));
}
