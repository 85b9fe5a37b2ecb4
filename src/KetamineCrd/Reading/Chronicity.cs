using System.Globalization;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>
/// Signs that a pain is chronic, or acute: the word said of this pain, or a length of time said of this pain, three months or more (90 days,
/// 12 weeks). Of something else ("chronic opioid therapy", "3 months pregnant", "stroke 5 years ago") neither counts.
/// </summary>
internal static class Chronicity
{
    private const int ChronicDays = 84; // 12 weeks
    private const int WidestGap = 8;

    private static readonly WordSet ChronicWords = new("chronic", "chronically", "longstanding", "persistent", "persisting", "lifelong");
    private static readonly WordSet AcuteWords = new("acute", "acutely", "subacute");
    private static readonly WordSet Joints = new("and", "or", "on", "to", "vs");
    private static readonly WordSet Links = new("is", "are", "was", "has", "been", "be", "become", "became", "and", "remains", "which", "that", "very", "mostly", "primarily", "likely", "considered", "deemed");
    private static readonly WordSet Leads = new("for", "x", "since", ">", "over", "of", "lasting", "lasted", "last", "past", "about", "approximately", "than", "least", "nearly", "almost", "some", "the", "times");
    private static readonly WordSet Firm = new("for", "x", ">", "lasting", "lasted", "over", "than", "least", "times", "past");
    private static readonly WordSet OfSomethingElse = new("old", "pregnant", "pregnancy", "gestation", "ago", "age", "aged", "prior", "before", "y", "yo");
    private static readonly WordSet AfterSomething = new("after", "post", "postop", "postoperative", "s/p", "status", "from", "out", "f", "m", "male", "female", "man", "woman", "boy", "girl", "following");
    private static readonly WordSet Alone = new("pain", "symptoms", "ongoing", "duration", "present", "of", "the", "has", "lasted");
    private static readonly WordSet Owners = new("and", "with", "pt", "patient", "patients", "diabetic", "cancer", "depressed", "treatment", "therapy", "tx", "drug", "medication", "male", "female", "man", "woman", "veteran");
    private static readonly WordSet JustNow = new("today", "yesterday", "tonight", "hours", "morning");
    private static readonly WordSet Birth = new("childhood", "birth", "adolescence", "teens", "infancy");

    /// <summary>Three months, counted back from the service date.</summary>
    public static bool HasLasted(DateOnly? onset, DateOnly serviceDate) => onset <= serviceDate.AddMonths(-3);

    /// <summary>True for a word that only tells how long.</summary>
    public static bool IsSign(TextWords words, int i) =>
        IsChronicWord(words, i) || AcuteWords.Contains(words[i]) || Quantity.Days(words[i]) is not null || Quantity.IsNumber(words, i) || Leads.Contains(words[i])
        || (Birth.Contains(words[i]) && words.Is(i - 1, "since")) || Quantity.IsMonth(words[i])
        || words.Is(i, "history") || words.Is(i, "hx") || words.Is(i, "long") || words.Is(i, "duration") || words.Is(i, "more") || words.Is(i, "least");

    /// <summary>Reads what a text says of the course of a pain.</summary>
    /// <param name="words">The text.</param>
    /// <param name="unsaid">What it does not say; see <see cref="Statements"/>.</param>
    /// <param name="pains">The phrases in it that name the pain, or pain of its kind.</param>
    /// <param name="isOfThePain">The text is about the pain alone, so that it need not name it ("for 6 months" beside its code).</param>
    /// <param name="isEpisodic">Lasting for years does not make it chronic: migraine, cluster headache.</param>
    /// <param name="serviceDate">The day of the service, for "since 2019".</param>
    public static Course Read(
        TextWords words, bool[] unsaid, IReadOnlyList<FoundPhrase<Concept>> pains, bool isOfThePain, bool isEpisodic, DateOnly serviceDate)
    {
        var (chronic, acute, isNew) = (false, false, false);
        for (var i = 0; i < words.Count; i++)
        {
            if (unsaid[i])
            {
                continue;
            }

            // What comes and goes may persist for hours ("persistent aura").
            var isChronicWord = isEpisodic ? words.Is(i, "chronic") || words.Is(i, "chronically") : IsChronicWord(words, i);
            if (JustNow.Contains(words[i]))
            {
                isNew = true;
            }

            if (isChronicWord || AcuteWords.Contains(words[i]))
            {
                if (!IsBesideItsOpposite(words, i, isChronicWord) && (IsSaidOf(words, i, pains) || (isOfThePain && pains.Count == 0 && IsAlone(words, i))))
                {
                    chronic |= isChronicWord;
                    acute |= !isChronicWord;
                }
            }
            else if (!isEpisodic && HasLasted(words, i, pains, serviceDate, out var first, out var end) && IsLengthOf(words, first, end, pains, isOfThePain))
            {
                chronic = true;
            }
        }

        return (chronic && !isNew, acute) switch
        {
            (true, false) => Course.Chronic,
            (false, true) => Course.Acute,
            _ => Course.Unsaid,
        };
    }

    /// <summary>True where a text calls one of the pains acute, whatever else it says of it.</summary>
    public static bool IsAcute(TextWords words, bool[] unsaid, IReadOnlyList<FoundPhrase<Concept>> pains)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (!unsaid[i] && AcuteWords.Contains(words[i]) && !IsBesideItsOpposite(words, i, isChronic: false) && IsSaidOf(words, i, pains))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsChronicWord(TextWords words, int i) =>
        ChronicWords.Contains(words[i]) || ((words.Is(i, "long") || words.Is(i - 1, "long")) && words.Is(words.Is(i, "long") ? i + 1 : i, "standing"));

    // "(acute) (chronic)", "acute on chronic", "acute or chronic": neither is said.
    private static bool IsBesideItsOpposite(TextWords words, int i, bool isChronic)
    {
        for (var step = -1; step <= 1; step += 2)
        {
            var other = i + step;
            while (other >= 0 && other < words.Count && Joints.Contains(words[other]))
            {
                other += step;
            }

            if (other >= 0 && other < words.Count && (isChronic ? AcuteWords.Contains(words[other]) : IsChronicWord(words, other)))
            {
                return true;
            }
        }

        return false;
    }

    // In front of the pain ("chronic right knee pain"), or behind it at the end of what is said of it ("low back pain, chronic").
    private static bool IsSaidOf(TextWords words, int i, IReadOnlyList<FoundPhrase<Concept>> pains)
    {
        for (var j = i; j < words.Count && j <= i + WidestGap && (j == i || words.Before(j) < Break.Item); j++)
        {
            if (IsIn(j, pains))
            {
                return true;
            }

            if (j > i && !IsAdjective(words, j))
            {
                break;
            }
        }

        var end = words.EndOf(i, Break.Part);
        for (var j = i + 1; j < end; j++)
        {
            if (!Qualifiers.Contains(words[j]) || words.Is(j, "for"))
            {
                return false;
            }
        }

        var statement = words.StartOf(i, Break.Item);
        for (var j = i - 1; j >= statement; j--)
        {
            if (IsIn(j, pains))
            {
                return true;
            }

            if (!Links.Contains(words[j]) && !Qualifiers.Contains(words[j]))
            {
                return false;
            }
        }

        return false;
    }

    // What may stand between "chronic" and its pain: no word that makes another phrase of it.
    private static bool IsAdjective(TextWords words, int i) =>
        Qualifiers.Contains(words[i]) && !Joints.Contains(words[i])
        && !(words.Is(i, "with") || words.Is(i, "for") || words.Is(i, "therapy") || words.Is(i, "treatment") || words.Is(i, "medication") || words.Is(i, "drug") || words.Is(i, "disease")
            || words.Is(i, "disorder") || words.Is(i, "to") || words.Is(i, "from") || words.Is(i, "in"));

    private static bool IsAlone(TextWords words, int except)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (i != except && !Qualifiers.Contains(words[i]) && !words.HasDigit(i))
            {
                return false;
            }
        }

        return true;
    }

    // "for 6 months", "x 3 years", "6-month history", "since 2019", "for years"
    private static bool HasLasted(TextWords words, int i, IReadOnlyList<FoundPhrase<Concept>> pains, DateOnly serviceDate, out int first, out int end)
    {
        (first, end) = (i, i + 1);
        if (words.Is(i, "since"))
        {
            return HasLastedSince(words, i, serviceDate, ref end);
        }

        var isLed = IsLed(words, i, out first);
        if (Quantity.Number(words, i) is { } number)
        {
            var unit = i + 1;
            while (unit < words.Count && words.Before(unit) < Break.Item && (words.Is(unit, "or") || words.Is(unit, "more") || words.Is(unit, "plus")))
            {
                unit++;
            }

            // "3-4 months", "6 to 12 months": the shorter one counts
            if (unit + 1 < words.Count && (Quantity.IsNumber(words, unit) || (words.Is(unit, "to") && Quantity.IsNumber(words, unit + 1))))
            {
                unit += words.Is(unit, "to") ? 2 : 1;
            }

            if (unit >= words.Count || words.Before(unit) >= Break.Item || Quantity.Days(words[unit]) is not { } days || number * days < ChronicDays)
            {
                return false;
            }

            end = unit + 1;
            isLed |= words.Before(unit) == Break.Slash || pains.Any(p => p.End == i && words.Before(i) == Break.None);
            return !Follows(words, end, OfSomethingElse) && (isLed || (!Follows(words, end, AfterSomething) && IsHistory(words, end)));
        }

        // "for years", "years of"
        if ((isLed || words.Is(i + 1, "of")) && words[i].EndsWith("s", StringComparison.OrdinalIgnoreCase) && Quantity.Days(words[i]) >= 365)
        {
            return !Follows(words, end, OfSomethingElse);
        }

        return false;
    }

    private static bool HasLastedSince(TextWords words, int i, DateOnly serviceDate, ref int end)
    {
        for (var j = i + 1; j < words.Count && j <= i + 4 && words.Before(j) < Break.Item; j++)
        {
            if (Birth.Contains(words[j]))
            {
                end = j + 1;
                return true;
            }

            if (Day(words, i, j) is { } day)
            {
                end = j + 1;
                return HasLasted(day, serviceDate);
            }
        }

        return false;
    }

    // The last day that "2019", "March 2019", "3/2019" may mean.
    private static DateOnly? Day(TextWords words, int since, int at)
    {
        if (words[at].Length != 4 || !int.TryParse(words[at], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1900 or > 2200)
        {
            return null;
        }

        for (var j = since + 1; j < at; j++)
        {
            for (var month = 1; month <= 12; month++)
            {
                var name = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month);
                if (words[j].Equals(name, StringComparison.OrdinalIgnoreCase) || words[j].Equals(name.AsSpan(0, 3), StringComparison.OrdinalIgnoreCase))
                {
                    return new DateOnly(year, month, DateTime.DaysInMonth(year, month));
                }
            }
        }

        if (at > since + 1 && int.TryParse(words[since + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 12)
        {
            return new DateOnly(year, number, DateTime.DaysInMonth(year, number));
        }

        return FhirDate.Read(words[at])?.Last;
    }

    private static bool IsLed(TextWords words, int i, out int first)
    {
        first = i;
        var isFirm = false;
        while (first > 0 && words.Before(first) < Break.Item && (Leads.Contains(words[first - 1]) || words.Is(first - 1, "more") || words.Is(first - 1, "greater") || words.Is(first - 1, "at")))
        {
            first--;
            isFirm |= Firm.Contains(words[first]);
        }

        return isFirm;
    }

    private static bool IsHistory(TextWords words, int end) =>
        end < words.Count && words.Before(end) < Break.Item
        && (words.Is(end, "history") || words.Is(end, "hx") || words.Is(end, "h/o") || words.Is(end, "of") || words.Is(end, "duration"));

    private static bool Follows(TextWords words, int end, WordSet set)
    {
        for (var i = end; i < words.Count && i < end + 2 && words.Before(i) < Break.Part; i++)
        {
            if (set.Contains(words[i]))
            {
                return true;
            }
        }

        return false;
    }

    // Behind the pain, or in front of it ("6 months of back pain"), with nothing between that the time could belong to.
    private static bool IsLengthOf(TextWords words, int first, int end, IReadOnlyList<FoundPhrase<Concept>> pains, bool isOfThePain)
    {
        if (isOfThePain && pains.Count == 0)
        {
            for (var i = 0; i < words.Count; i++)
            {
                if ((i < first || i >= end) && !IsSign(words, i) && !Alone.Contains(words[i]))
                {
                    return false;
                }
            }

            return true;
        }

        foreach (var pain in pains)
        {
            var (from, to) = pain.End <= first ? (pain.End, first) : (end, pain.First);
            var isBetween = to - from <= WidestGap;
            for (var i = from; isBetween && i <= to && i < words.Count; i++)
            {
                isBetween = words.Before(i) < Break.Item && (i == to || IsBetween(words, i));
            }

            if (isBetween)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBetween(TextWords words, int i) =>
        (Qualifiers.Contains(words[i]) && !Owners.Contains(words[i])) || words.Is(i, "history") || words.Is(i, "hx") || words.Is(i, "duration");

    private static bool IsIn(int index, IReadOnlyList<FoundPhrase<Concept>> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (index >= phrase.First && index < phrase.End)
            {
                return true;
            }
        }

        return false;
    }
}
