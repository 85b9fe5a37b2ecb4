using System.Buffers;
using System.Collections.Frozen;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>Finds known phrases in free text: whole words, in any case and number, the longest phrase first. Built once, then read from any thread.</summary>
public sealed class PhraseIndex<T>
    where T : class
{
    private readonly FrozenDictionary<string, (string[] Stems, T Meaning)[]>.AlternateLookup<ReadOnlySpan<char>> _byFirst;
    private readonly SearchValues<string> _firsts;

    private PhraseIndex(Dictionary<string, List<(string[] Stems, T Meaning)>> byFirst)
    {
        _byFirst = byFirst.ToFrozenDictionary(p => p.Key, p => p.Value.OrderByDescending(v => v.Stems.Length).ToArray(), StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _firsts = SearchValues.Create(byFirst.Keys.ToArray(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Compiles the phrases of the value sets. A phrase that two of them claim is reported and goes to the first.</summary>
    /// <param name="sets">The value sets, each with what its phrases mean.</param>
    /// <param name="system">The code system of words as they stand in free text.</param>
    /// <param name="report">Takes what is wrong with a value set.</param>
    public static PhraseIndex<T> Build(IEnumerable<(ValueSet Set, T Meaning)> sets, string system, Action<ValueSet, string> report)
    {
        var seen = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        var byFirst = new Dictionary<string, List<(string[], T)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (set, meaning) in sets)
        {
            foreach (var code in set.Codes.Where(c => c.System == system))
            {
                var words = TextWords.Of(code.Code);
                string[] stems = [.. Enumerable.Range(0, words.Count).Select(i => words.Stem(i).ToString())];
                if (stems.Length == 0)
                {
                    report(set, $"The phrase '{code.Code}' has no word.");
                }
                else if (!seen.TryAdd(string.Join(' ', stems), meaning))
                {
                    // Spellings of one phrase may come down to the same words.
                    if (!ReferenceEquals(seen[string.Join(' ', stems)], meaning))
                    {
                        report(set, $"The phrase '{code.Code}' stands in two value sets for the same fact.");
                    }
                }
                else
                {
                    if (!byFirst.TryGetValue(stems[0], out var phrases))
                    {
                        byFirst.Add(stems[0], phrases = []);
                    }

                    phrases.Add((stems, meaning));
                }
            }
        }

        return new PhraseIndex<T>(byFirst);
    }

    /// <summary>False when the text surely has none of the phrases; cheap.</summary>
    public bool MayBeIn(string? text) => !string.IsNullOrEmpty(text) && text.AsSpan().ContainsAny(_firsts);

    /// <summary>Adds the phrases in their order. A phrase inside a longer one does not count.</summary>
    public void Find(TextWords words, ICollection<FoundPhrase<T>> found)
    {
        var i = 0;
        while (i < words.Count)
        {
            i = TryFindAt(words, i, out var phrase) ? phrase.End : i + 1;
            if (phrase.Meaning is not null)
            {
                found.Add(phrase);
            }
        }
    }

    /// <summary>The longest phrase that begins with a word.</summary>
    public bool TryFindAt(TextWords words, int first, out FoundPhrase<T> phrase)
    {
        phrase = default;
        if (!_byFirst.TryGetValue(words.Stem(first), out var candidates))
        {
            return false;
        }

        foreach (var (stems, meaning) in candidates)
        {
            if (first + stems.Length <= words.Count && IsAt(words, first, stems))
            {
                phrase = new FoundPhrase<T>(meaning, first, first + stems.Length);
                return true;
            }
        }

        return false;
    }

    private static bool IsAt(TextWords words, int first, string[] stems)
    {
        for (var i = 1; i < stems.Length; i++)
        {
            if (words.Before(first + i) > Break.Slash || !words.Stem(first + i).Equals(stems[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
