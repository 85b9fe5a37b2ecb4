using System.Collections.Frozen;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>Phrases of one word or several that turn what stands around them; as they are written, in any case.</summary>
public sealed class CuePhrases
{
    private readonly FrozenDictionary<string, TextWords[]>.AlternateLookup<ReadOnlySpan<char>> _byFirst;

    public CuePhrases(params string[] phrases)
    {
        _byFirst = phrases.Select(TextWords.Of)
            .GroupBy(p => p[0].ToString(), StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(p => p.Count).ToArray(), StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The words that a phrase begins with.</summary>
    public IEnumerable<string> Firsts => _byFirst.Dictionary.Keys;

    /// <summary>How many words the longest phrase that begins here has; 0 when none does.</summary>
    public int LengthAt(TextWords words, int first)
    {
        if (!_byFirst.TryGetValue(words[first], out var phrases))
        {
            return 0;
        }

        foreach (var phrase in phrases)
        {
            if (first + phrase.Count <= words.Count && IsAt(words, first, phrase))
            {
                return phrase.Count;
            }
        }

        return 0;
    }

    private static bool IsAt(TextWords words, int first, TextWords phrase)
    {
        for (var i = 1; i < phrase.Count; i++)
        {
            if (words.Before(first + i) > Break.Slash || !words[first + i].Equals(phrase[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
