using System.Buffers;
using System.Collections.Frozen;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>Finds known phrases in free text: whole words, in any case, the longest phrase first. Built once, then read from any thread.</summary>
public sealed class PhraseIndex<T>
    where T : class
{
    /// <summary>The phrases' own system: words as they stand in free text.</summary>
    public const string WordsSystem = "https://ketaminecrd.example/fhir/CodeSystem/words";

    // Orders are phrases and short notes; what follows this many characters is not read, so that a hostile text costs little.
    private const int MostCharacters = 4_000;

    // A phrase right after one of these says the opposite.
    private static readonly string[] Negations = ["no", "not", "non", "without", "denies", "never"];

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n,.;:()-");

    private readonly FrozenDictionary<string, T> _phrases;
    private readonly SearchValues<string> _search;
    private readonly int[] _lengths;

    private PhraseIndex(Dictionary<string, T> phrases)
    {
        _phrases = phrases.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _search = SearchValues.Create(phrases.Keys.ToArray(), StringComparison.OrdinalIgnoreCase);
        _lengths = [.. phrases.Keys.Select(p => p.Length).Distinct().OrderDescending()];
    }

    /// <summary>Compiles the phrases of the value sets. A phrase that two of them claim is reported and goes to the first.</summary>
    public static PhraseIndex<T> Build(IEnumerable<(ValueSet Set, T Meaning)> sets, Action<ValueSet, string> report)
    {
        var phrases = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var (set, meaning) in sets)
        {
            foreach (var code in set.Codes.Where(c => c.System == WordsSystem))
            {
                if (!phrases.TryAdd(code.Code, meaning))
                {
                    report(set, $"The phrase '{code.Code}' stands in two value sets for the same fact.");
                }
            }
        }

        return new PhraseIndex<T>(phrases);
    }

    /// <summary>Adds every meaning found in the text to <paramref name="found"/>, each once. A phrase inside a longer one does not count.</summary>
    /// <param name="text">Free text; only its start is read when it is very long.</param>
    /// <param name="found">Receives the meanings.</param>
    /// <param name="counts">A phrase whose meaning does not count still hides the phrases inside it; null counts all.</param>
    public void FindAll(string? text, ICollection<T> found, Func<T, bool>? counts = null)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        var span = text.AsSpan(0, Math.Min(text.Length, MostCharacters));
        var from = 0;
        while (from < span.Length && span[from..].IndexOfAny(_search) is var next and >= 0)
        {
            var start = from + next;
            var length = LongestAt(span, start, out var meaning);
            if (length == 0)
            {
                from = start + 1;
                continue;
            }

            if (!IsNegated(span[..start]) && !found.Contains(meaning!) && counts?.Invoke(meaning!) is not false)
            {
                found.Add(meaning!);
            }

            from = start + length;
        }
    }

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c);

    private static bool IsNegated(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(" -");
        var word = before[(before.LastIndexOfAny(WordEnds) + 1)..];
        foreach (var negation in Negations)
        {
            if (word.Equals(negation, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private int LongestAt(ReadOnlySpan<char> text, int start, out T? meaning)
    {
        meaning = null;
        if (start > 0 && IsWordCharacter(text[start]) && IsWordCharacter(text[start - 1]))
        {
            return 0;
        }

        var phrases = _phrases.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in _lengths)
        {
            var end = start + length;
            if (end <= text.Length
                && (end == text.Length || !IsWordCharacter(text[end]) || !IsWordCharacter(text[end - 1]))
                && phrases.TryGetValue(text[start..end], out meaning))
            {
                return length;
            }
        }

        return 0;
    }
}
