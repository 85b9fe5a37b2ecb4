using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Meanings;

/// <summary>Finds the payer whose distinctive name begins or ends a longer name, as whole words. Immutable.</summary>
/// <remarks>A name in which two payers are named is nobody's, and so is one that is an employer's, or says that the payer is not meant, or that it is of somewhere else.</remarks>
internal sealed class DistinctiveNames(IEnumerable<DistinctiveName> names)
{
    private static readonly WordSet OfNobody = new(
        "employee", "employees", "employer", "staff", "retiree", "retirees", "union", "c/o", "not", "no", "non", "former", "formerly", "previously", "previous", "ex", "old", "termed", "terminated", "inactive", "of");

    private static readonly WordSet OfPlans = new(
        "ppo", "hmo", "epo", "pos", "hdhp", "hsa", "cdhp", "indemnity", "plan", "plans", "health", "insurance", "company", "co", "inc", "individual", "family", "commercial", "exchange", "marketplace", "network", "open", "access",
        "choice", "select", "elect", "essential", "passport", "gold", "silver", "bronze", "platinum", "basic", "standard", "preferred", "primary", "secondary", "minnesota", "mn", "wisconsin", "wi", "medicare", "medicaid", "advantage");

    private readonly DistinctiveName[] _names = [.. names];

    /// <summary>Null when there is none, or more than one.</summary>
    public Payer? Find(string name)
    {
        var words = TextWords.Of(name);
        if (_names.Length == 0 || Any(words, OfNobody))
        {
            return null;
        }

        Payer? found = null;
        foreach (var distinctive in _names)
        {
            if (Names(distinctive, words))
            {
                if (found is not null && found != distinctive.Payer)
                {
                    return null;
                }

                found = distinctive.Payer;
            }
        }

        return found;
    }

    private static bool Names(DistinctiveName distinctive, TextWords words)
    {
        var rest = words.Count - distinctive.Words.Count;
        if (rest < 0)
        {
            return false;
        }

        var atStart = StandsAt(0, distinctive.Words, words);
        var atEnd = StandsAt(rest, distinctive.Words, words);
        return distinctive.IsCoined
            ? atStart || atEnd
            : (atStart && IsApart(distinctive.Words.Count, words, words.Count)) || (atEnd && words.Before(rest) >= Break.Part);
    }

    // Behind a mark, or with words of plans only up to one.
    private static bool IsApart(int first, TextWords words, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (words.Before(i) >= Break.Part)
            {
                return true;
            }

            if (!OfPlans.Contains(words[i]) && !words.HasDigit(i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool StandsAt(int start, TextWords name, TextWords words)
    {
        for (var i = 0; i < name.Count; i++)
        {
            if (!words[start + i].Equals(name[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return name.Count > 0;
    }

    private static bool Any(TextWords words, WordSet set)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (set.Contains(words[i]))
            {
                return true;
            }
        }

        return false;
    }
}
