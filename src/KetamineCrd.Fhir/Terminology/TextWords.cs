namespace KetamineCrd.Fhir.Terminology;

/// <summary>The words of a free text, and how they are set apart. Words are compared by their stems, so that a plural says the same as its singular.</summary>
/// <remarks>Only the start of a very long text is read, so that a hostile one costs little.</remarks>
public sealed class TextWords
{
    private const int MostCharacters = 4_000;
    private const int ShortestWithStem = 5;

    private static readonly WordSet Titles = new("dr", "mr", "mrs", "ms");

    private readonly string _text;
    private readonly List<(int Start, int Length, Break Before, bool IsHeading)> _words;

    private TextWords(string text)
    {
        _text = text;

        // Words and what sets them apart are rarely shorter.
        _words = new(Math.Min(text.Length, MostCharacters) / 5);
    }

    public int Count => _words.Count;

    /// <summary>The word as it is written.</summary>
    public ReadOnlySpan<char> this[int index] => _text.AsSpan(_words[index].Start, _words[index].Length);

    /// <summary>Reads a text.</summary>
    public static TextWords Of(string text)
    {
        var words = new TextWords(text);
        words.Split(Math.Min(text.Length, MostCharacters));
        return words;
    }

    /// <summary>The word without the ending of its plural: "migraines" as "migraine", "neuropathies" as "neuropathy". Short words keep theirs (CRPS).</summary>
    public ReadOnlySpan<char> Stem(int index) => Stem(this[index]);

    /// <inheritdoc cref="Stem(int)"/>
    public static ReadOnlySpan<char> Stem(ReadOnlySpan<char> word)
    {
        if (word.Length < ShortestWithStem)
        {
            return word;
        }

        return word switch
        {
            [.., 'i' or 'I', 'e' or 'E', 's' or 'S'] => word[..^3],
            [.., 'y' or 'Y'] => word[..^1],
            [.., 's' or 'S' or 'u' or 'U' or 'i' or 'I', 's' or 'S'] => word,
            [.., 's' or 'S'] => word[..^1],
            _ => word,
        };
    }

    /// <summary>What sets the word apart from the one before it.</summary>
    public Break Before(int index) => _words[index].Before;

    /// <summary>True when a colon follows the word, as after the heading of a note ("PMH:").</summary>
    public bool IsHeading(int index) => _words[index].IsHeading;

    public bool Is(int index, string word) => index >= 0 && index < Count && this[index].Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>True where the word has a digit.</summary>
    public bool HasDigit(int index) => this[index].ContainsAnyInRange('0', '9');

    /// <summary>The first word of the part, statement or text in which a word stands.</summary>
    public int StartOf(int index, Break least)
    {
        while (index > 0 && Before(index) < least)
        {
            index--;
        }

        return index;
    }

    /// <summary>The place after the last word of the part or statement in which a word stands.</summary>
    public int EndOf(int index, Break least)
    {
        index++;
        while (index < Count && Before(index) < least)
        {
            index++;
        }

        return index;
    }

    private void Split(int length)
    {
        var before = Break.Clause;
        var i = 0;
        while (i < length)
        {
            var c = _text[i];
            if (char.IsLetterOrDigit(c))
            {
                var end = EndOfWord(i, length);
                Add(i, end - i, before);
                before = Break.None;
                i = end;
                continue;
            }

            // A question mark puts what stands beside it in doubt; behind a word it ends the statement. ">3 months" says "more than".
            if (c == '(' && _text.AsSpan(i, length - i).StartsWith("(-)", StringComparison.Ordinal))
            {
                Add(i, 3, before);
                before = Break.None;
                i += 2;
            }
            else if (c == '>' || (c == '?' && (i == 0 || !char.IsLetterOrDigit(_text[i - 1]))))
            {
                Add(i, 1, before);
                before = Break.None;
            }
            else if (c == '?')
            {
                Add(i, 1, before);
                before = Break.Clause;
            }
            else
            {
                before = Max(before, Of(c, i, length));
            }

            i++;
        }
    }

    private void Add(int start, int length, Break before)
    {
        // What a heading introduces begins on the next line.
        if (_words.Count > 0 && _words[^1].IsHeading && before == Break.Clause)
        {
            before = Break.Part;
        }

        _words.Add((start, length, _words.Count == 0 ? Break.Clause : before, false));
    }

    // Letters and digits; a point or comma inside a number; "r/o" and "w/"; a number and its unit are two words ("6mo").
    private int EndOfWord(int start, int length)
    {
        if (start + 1 < length && _text[start + 1] == '/' && char.IsLetter(_text[start])
            && (start + 2 >= length || !char.IsLetterOrDigit(_text[start + 2]) || start + 3 >= length || !char.IsLetterOrDigit(_text[start + 3])))
        {
            return start + 2 < length && char.IsLetter(_text[start + 2]) ? start + 3 : start + 2;
        }

        // "x3 months"
        if (_text[start] is 'x' or 'X' && start + 1 < length && char.IsAsciiDigit(_text[start + 1]))
        {
            return start + 1;
        }

        var end = start + 1;
        while (end < length)
        {
            var c = _text[end];
            if (char.IsLetterOrDigit(c))
            {
                if (char.IsAsciiDigit(_text[end - 1]) && char.IsAsciiDigit(_text[start]) && char.IsLetter(c))
                {
                    return end;
                }

                end++;
            }
            else if (c is '.' or ',' && end + 1 < length && char.IsAsciiDigit(_text[end - 1]) && char.IsAsciiDigit(_text[end + 1]))
            {
                end += 2;
            }
            else
            {
                break;
            }
        }

        return end;
    }

    private Break Of(char c, int at, int length)
    {
        switch (c)
        {
            // "(S)-ketamine", "S(+)-ketamine", "R,S-ketamine"
            // "i.v."
            case '.' when at + 1 < length && char.IsLetter(_text[at + 1]) && _words.Count > 0 && _words[^1].Length == 1:
            case '(' when at + 2 < length && _text[at + 2] == ')':
            case '+' when at + 1 < length && _text[at + 1] == ')':
            case ')' when at + 1 < length && _text[at + 1] == '-':
            case ',' when at + 1 < length && at > 0 && char.IsLetter(_text[at + 1]) && char.IsLetter(_text[at - 1]) && _words[^1].Length == 1:
                return Break.None;
            case ' ' or '\t' or '-' or '\'' or '’' or '‐' or '‑' or '~' or '"' or '%' or '.' when c != '.' || IsAbbreviation(at, length):
                return c == '-' && at > 0 && _text[at - 1] == ' ' && at + 1 < length && _text[at + 1] == ' ' ? Break.Part : Break.None;
            case '/' or '+' or '&':
                return Break.Slash;
            case ':':
                if (_words.Count > 0)
                {
                    _words[^1] = _words[^1] with { IsHeading = true };
                }

                return Break.Part;
            case ',' or '(' or ')' or '[' or ']' or '–' or '—' or '=' or '<' or '*' or '#' or '|' or '_':
                return Break.Part;
            case ';':
                return Break.Item;
            case '.' or '\n' or '\r' or '!' or '•' or '\u2028' or '\u2029':
                return Break.Clause;
            default:
                return Break.None;
        }
    }

    // "hx. of": a point after a short word, with a small letter behind it, ends no sentence.
    private bool IsAbbreviation(int at, int length) =>
        _words.Count > 0 && _words[^1].Start + _words[^1].Length == at && _words[^1].Length <= 3
        && at + 2 < length && _text[at + 1] == ' ' && (char.IsLower(_text[at + 2]) || Titles.Contains(this[_words.Count - 1]));

    private static Break Max(Break a, Break b) => a > b ? a : b;
}
