namespace KetamineCrd.Checks;

/// <summary>An element of an R4 type.</summary>
/// <param name="Types">One, or several for a choice.</param>
/// <param name="IsRequired">Required by R4, or of every file here.</param>
/// <param name="IsUnread">R4 has it and it could change the meaning, but nothing here honours it.</param>
/// <param name="Codes">The codes it may have; empty for any.</param>
internal sealed record R4Element(string Name, IReadOnlyList<string> Types, bool IsList, bool IsRequired, bool IsUnread, IReadOnlyList<string> Codes)
{
    private const string Choice = "[x]";

    /// <summary>Reads <c>name:type</c>, with <c>{code,code}</c>, then <c>*</c> (repeats), then <c>!</c> (required) or <c>-</c> (unread).</summary>
    public static R4Element Parse(string text, IReadOnlyList<string> openTypes)
    {
        var name = text[..text.IndexOf(':', StringComparison.Ordinal)];
        var rest = text[(name.Length + 1)..];
        var isUnread = rest.EndsWith('-');
        var isRequired = rest.EndsWith('!');
        rest = rest.TrimEnd('!', '-');
        var isList = rest.EndsWith('*');
        rest = rest.TrimEnd('*');
        string[] codes = [];
        if (rest.IndexOf('{', StringComparison.Ordinal) is var open and >= 0)
        {
            codes = rest[(open + 1)..^1].Split(',');
            rest = rest[..open];
        }

        return new R4Element(name, rest == "open" ? openTypes : rest.Split('/'), isList, isRequired, isUnread, codes);
    }

    /// <summary>The members that the element may be in JSON, with the type of each.</summary>
    public (string Member, string Type)[] Members { get; } = Name.EndsWith(Choice, StringComparison.Ordinal)
        ? [.. Types.Select(t => ($"{Name[..^Choice.Length]}{char.ToUpperInvariant(t[0])}{t[1..]}", t))]
        : [(Name, Types[0])];
}
