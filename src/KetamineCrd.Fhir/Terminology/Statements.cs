namespace KetamineCrd.Fhir.Terminology;

/// <summary>
/// Which words of a text do not say what is so: denied, ruled out, in doubt, past, of the family, feared, or looked for. English; after the
/// well-known ways of reading clinical notes: a cue reaches to the end of its clause.
/// </summary>
/// <remarks>
/// A cue before a word counts at any distance within the clause, commas included ("no history of CRPS, fibromyalgia or depression"); a cue
/// behind a word within its part of the clause ("CRPS ruled out"), or as a part of its own right behind it ("CRPS, resolved"). What is left
/// of a text says less than the text may: nothing is ever read into it.
/// </remarks>
public static class Statements
{
    private static readonly WordSet Negations = new("no", "not", "non", "without", "w/o", "denies", "never");

    private static readonly CuePhrases Before = new(
        // denied
        "no", "not", "cannot", "without", "w/o", "denies", "denied", "denying", "never", "negative", "neg", "absence", "absent", "free of", "lack of", "lacks", "nor", "neither",
        "don't", "doesn't", "didn't", "isn't", "wasn't", "hasn't", "hadn't", "aren't", "weren't", "won't", "haven't",
        "other than", "rather than", "instead of", "in place of", "unrelated to", "except", "except for", "excluding", "unlike", "independent of",
        // ruled out, or in doubt
        "rule out", "ruled out", "rules out", "ruling out", "r/o", "exclude", "excluded", "excludes", "?", "possible", "possibly", "suspected", "suspect", "suspicion", "questionable",
        "query", "probable", "probably", "doubtful", "doubt", "poss", "prob", "presumed", "potential", "unconfirmed", "suspicious", "likely", "may have", "could be", "might be", "unlikely", "c/f", "w/u", "workup", "fails to meet", "uncertain", "unclear", "vs", "versus", "if", "in case of", "differential", "ddx", "concern for", "concerning for",
        // past
        "history", "hx", "h/o", "h/x", "hx/o", "pmh", "pmhx", "pmx", "psh", "past", "previous", "previously", "prior", "former", "formerly", "remote", "resolved", "recovered from",
        "used to have", "once had", "hist", "h.o.", "cured of", "problem list", "problems", "comorbid", "comorbidity", "comorbidities", "secondary dx", "secondary diagnosis", "background of", "in addition to",
        "despite", "(-)",
        // of the family
        "fh", "fhx", "famhx",
        // feared, or looked for
        "risk", "risks", "screening", "screen", "screened", "screens", "prevent", "prevents", "preventing", "prevention", "prophylaxis", "avoid", "avoids", "avoiding", "avoidance",
        "monitor", "monitors", "monitoring", "assess", "assessment", "evaluate", "evaluation", "eval", "watch for", "look for", "test for", "work up for", "workup for",
        "may cause", "can cause", "might cause", "side effect", "side effects", "adverse effect", "adverse effects");

    // A cue that is part of one of these is none.
    private static readonly CuePhrases NoCues = new(
        "not otherwise specified", "not elsewhere classified", "not otherwise classified", "not intractable", "not controlled", "not well controlled", "not adequately controlled", "not relieved",
        "not responding", "not responded", "not responsive", "not improved", "not improving", "not only", "not specified", "not a candidate", "not amenable",
        "no relief", "no response", "no improvement", "no benefit", "no longer responding", "no longer responsive", "no success", "without relief", "without success", "without response",
        "without improvement", "without benefit", "no other options", "prior to", "past year", "past month", "past months", "past years", "past week", "past weeks", "past day", "past days", "prior auth",
        "prior authorization", "prior authorisation");

    private static readonly WordSet Family = new(
        "family", "familial", "mother", "father", "brother", "sister", "parent", "parents", "mom", "dad", "grandmother", "grandfather", "grandparent", "grandparents", "aunt", "uncle", "cousin",
        "sibling", "siblings", "maternal", "paternal", "husband", "wife", "spouse", "twin", "relative", "relatives", "brothers", "sisters", "mother's", "father's", "son", "daughter");

    private static readonly CuePhrases Behind = new(
        "ruled out", "r/o", "excluded", "is excluded", "resolved", "denied", "negative", "neg", "absent", "unlikely", "suspected", "possible", "questionable", "unconfirmed", "not confirmed",
        "not present", "not suspected", "in the past", "in childhood", "as a child", "as child", "in college", "in remission", "inactive", "not active", "n/a", "no", "n", "denies", "less likely", "was considered", "considered", "criteria not met", "past", "h/o", "misdiagnosis", "workup", "w/u",
        "eval", "evaluation", "on the differential", "is stable and not being treated", "not being treated", "not treated", "historical", "historically", "history", "hx", "in history", "by history", "screening", "screen", "risk",
        "prevention", "prophylaxis", "was never", "is not", "was not", "recovered", "vs", "versus", "?", "previously", "before", "in infancy", "as a teenager", "(-)");

    // A line of these is a heading, and all that follows is under it.
    private static readonly WordSet Headings = new("medical", "surgical", "family", "history", "hx", "pmh", "pmhx", "fh", "fhx", "problems", "comorbidities");

    // Words beside which a cue still stands alone.
    private static readonly WordSet CueWords = new("medical", "surgical", "social", "psychiatric", "family", "history", "hx", "now", "currently", "is", "was", "has", "been", "the", "of", "since", "in", "out", "for");

    // What begins a new statement in the middle of a sentence.
    private static readonly WordSet NewStatement = new("but", "however", "although", "though", "now", "currently", "presents", "presenting", "presented", "reports", "endorses", "complains", "c/o", "here");

    private static readonly WordSet Counts = new("decade", "decades", "long", "longstanding", "standing", "lengthy", "extensive");

    // A text without any of these says all that it names; most texts do.
    private static readonly WordSet Signs = new([.. Before.Firsts, .. Behind.Firsts, .. Family.All, "non"]);

    /// <summary>True right behind a word that says the opposite ("without infusion"). Enough for what no history is written of: routes, product lines.</summary>
    public static bool IsNegated(TextWords words, int first) => first > 0 && words.Before(first) < Break.Clause && Negations.Contains(words[first - 1]);

    /// <summary>True where a phrase begins that only looks like a cue ("no relief from").</summary>
    public static bool IsNoCue(TextWords words, int first) => NoCues.LengthAt(words, first) > 0;

    /// <summary>For each word, whether it says nothing of what is so.</summary>
    public static bool[] Unsaid(TextWords words)
    {
        var unsaid = new bool[words.Count];
        if (!HasSign(words))
        {
            return unsaid;
        }

        var start = 0;
        while (start < words.Count)
        {
            var end = EndOfStatement(words, start);
            Mark(words, start, end, unsaid);
            MarkByCueAlone(words, start, end, unsaid);
            start = end;
        }

        return unsaid;
    }

    private static bool HasSign(TextWords words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (Signs.Contains(words[i]) || AreYears(words, i))
            {
                return true;
            }
        }

        return false;
    }

    private static void Mark(TextWords words, int start, int end, bool[] unsaid)
    {
        for (var i = start; i < end; i++)
        {
            if (Family.Contains(words[i]))
            {
                // "Family history: …" goes on over sentences, like the heading of any history.
                unsaid.AsSpan(start, (IsHeadingFrom(words, i, end) ? EndOfHeading(words, i) : end) - start).Fill(true);
                return;
            }
        }

        for (var i = start; i < end; i++)
        {
            if (NoCues.LengthAt(words, i) is var pseudo and > 0)
            {
                i += pseudo - 1;
            }
            else if (IsLength(words, i, start) || IsLately(words, i, end))
            {
                continue;
            }
            else if (Before.LengthAt(words, i) is var cue and > 0)
            {
                var to = IsHeadingFrom(words, i, end) ? EndOfHeading(words, i + cue - 1) : end;
                unsaid.AsSpan(i, to - i).Fill(true);
                for (var at = i; at < end; at++)
                {
                    MarkBehind(words, start, at, at, unsaid);
                }

                return;
            }
            else if (words.Is(i, "non") && i + 1 < end)
            {
                unsaid[i + 1] = true;
            }
            else
            {
                MarkBehind(words, start, i, i + 1, unsaid);
            }
        }
    }

    // A statement that is a cue and no more speaks of what stands before it ("CRPS, now resolved"; "CRPS. Ruled out."), else of what follows
    // ("Neg. CRPS"; a line that says "Past medical history").
    private static void MarkByCueAlone(TextWords words, int start, int end, bool[] unsaid)
    {
        var (hasCue, isHeading) = (false, false);
        for (var i = start; i < end; i++)
        {
            var cue = Math.Max(Before.LengthAt(words, i), Behind.LengthAt(words, i));
            if (cue == 0 && !CueWords.Contains(words[i]))
            {
                return;
            }

            hasCue |= cue > 0;
            isHeading |= Headings.Contains(words[i]);
            i += Math.Max(cue - 1, 0);
        }

        if (!hasCue)
        {
            return;
        }

        if (isHeading || start == 0)
        {
            unsaid.AsSpan(end, (isHeading || end >= words.Count ? words.Count : EndOfStatement(words, end)) - end).Fill(true);
        }
        else
        {
            var before = StartOfStatement(words, start - 1);
            unsaid.AsSpan(before, start - before).Fill(true);
        }
    }

    // The cue may be the last word looked at, or reach over it.
    private static void MarkBehind(TextWords words, int start, int at, int before, bool[] unsaid)
    {
        if (at >= words.Count)
        {
            return;
        }

        var length = AreYears(words, at) ? 2 : Behind.LengthAt(words, at);
        if (length == 0)
        {
            return;
        }

        var part = words.StartOf(at, Break.Part);
        if (part == at && at > start && IsOnlyTime(words, at + length, words.EndOf(at, Break.Part)))
        {
            part = words.StartOf(at - 1, Break.Part);

            // "Depression (2015, resolved)"
            while (part > start && IsOnlyTime(words, part, at))
            {
                part = words.StartOf(part - 1, Break.Part);
            }
        }

        part = Math.Max(part, start);
        if (before > part)
        {
            unsaid.AsSpan(part, before - part).Fill(true);
        }
    }

    // "resolved 2020"
    private static bool IsOnlyTime(TextWords words, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (!words.HasDigit(i) && !CueWords.Contains(words[i]) && !IsCount(words[i]))
            {
                return false;
            }
        }

        return true;
    }

    // "CRPS, 2010-2012": what had an end.
    private static bool AreYears(TextWords words, int first) =>
        first + 1 < words.Count && words.Before(first + 1) == Break.None && !words.Is(first - 1, "since") && IsYear(words[first]) && IsYear(words[first + 1]);

    private static bool IsYear(ReadOnlySpan<char> word) => word is ['1', '9', >= '0' and <= '9', >= '0' and <= '9'] or ['2', '0', >= '0' and <= '9', >= '0' and <= '9'];

    private static bool IsCount(ReadOnlySpan<char> word) => Counts.Contains(word) || Quantity.Days(word) is not null;

    // "a 3-year history of", "long history of": of what lasts.
    private static bool IsLength(TextWords words, int cue, int start) =>
        (words.Is(cue, "history") || words.Is(cue, "hx") || words.Is(cue, "h/o")) && cue > start && (IsCount(words[cue - 1]) || (cue - 1 > start && IsCount(words[cue - 2])));

    // "for the past 3 months"
    private static bool IsLately(TextWords words, int cue, int end) =>
        (words.Is(cue, "past") || words.Is(cue, "previous") || words.Is(cue, "prior")) && cue + 1 < end && Quantity.IsNumber(words, cue + 1);

    private static bool IsHeadingFrom(TextWords words, int cue, int end)
    {
        for (var i = cue; i < Math.Min(end, cue + 4); i++)
        {
            if (words.IsHeading(i))
            {
                return true;
            }
        }

        return false;
    }

    // To the next heading, over sentences.
    private static int EndOfHeading(TextWords words, int cue)
    {
        var passed = false;
        for (var i = cue; i < words.Count; i++)
        {
            if (words.IsHeading(i))
            {
                if (passed)
                {
                    return words.StartOf(i, Break.Clause);
                }

                passed = true;
            }
        }

        return words.Count;
    }

    private static int StartOfStatement(TextWords words, int index)
    {
        while (index > 0 && words.Before(index) < Break.Clause && !NewStatement.Contains(words[index]))
        {
            index--;
        }

        return index;
    }

    private static int EndOfStatement(TextWords words, int start)
    {
        var i = start + 1;
        while (i < words.Count && words.Before(i) < Break.Clause && !NewStatement.Contains(words[i]))
        {
            i++;
        }

        return i;
    }
}
