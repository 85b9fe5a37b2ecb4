using System.Collections.Frozen;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>Words, in any case.</summary>
public sealed class WordSet(params string[] words)
{
    private readonly FrozenSet<string> _words = words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public bool Contains(ReadOnlySpan<char> word) => _words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
