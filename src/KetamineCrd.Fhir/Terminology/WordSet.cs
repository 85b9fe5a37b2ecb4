using System.Collections.Frozen;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>Words, in any case.</summary>
public sealed class WordSet(params IEnumerable<string> words)
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words =
        words.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public bool Contains(ReadOnlySpan<char> word) => _words.Contains(word);

    public IEnumerable<string> All => _words.Set;
}
