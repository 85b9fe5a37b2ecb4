namespace KetamineCrd.Checks;

/// <summary>What the profiles say of an element.</summary>
/// <param name="Types">One, or several for a choice.</param>
/// <param name="IsUnread">R4 has it, and nothing here honours it.</param>
/// <param name="Codes">The codes it may have; empty for any.</param>
internal sealed record ProfiledElement(string Name, IReadOnlyList<string> Types, bool IsList, bool IsRequired, bool IsUnread, IReadOnlyList<string> Codes)
{
    private const string Choice = "[x]";

    /// <summary>The name that the members of a choice begin with; null for what is none.</summary>
    public string? Stem { get; } = Name.EndsWith(Choice, StringComparison.Ordinal) ? Name[..^Choice.Length] : null;

    /// <summary>The members that the element may be in JSON, with the type of each.</summary>
    public (string Member, string Type)[] Members { get; } = Name.EndsWith(Choice, StringComparison.Ordinal)
        ? [.. Types.Select(t => ($"{Name[..^Choice.Length]}{char.ToUpperInvariant(t[0])}{t[1..]}", t))]
        : [(Name, Types[0])];

    /// <summary>Reads <c>name:type/type</c>, with <c>{code,code}</c>, then <c>*</c> (an array), then <c>!</c> (required) or <c>-</c> (not honoured).</summary>
    public static ProfiledElement Parse(string text)
    {
        var (name, rest) = (text[..text.IndexOf(':', StringComparison.Ordinal)], text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        var end = rest.TrimEnd('!', '-');
        var types = end.TrimEnd('*').Split('{', '}');
        return new(name, types[0].Split('/'), end.EndsWith('*'), rest.EndsWith('!'), rest.EndsWith('-'), types.Length > 1 ? types[1].Split(',') : []);
    }

    /// <summary>True for a member of this choice, of whatever type.</summary>
    public bool Begins(string member) => Stem is { } stem && member.Length > stem.Length && member.StartsWith(stem, StringComparison.Ordinal) && char.IsAsciiLetterUpper(member[stem.Length]);
}
