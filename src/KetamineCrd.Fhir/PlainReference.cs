using System.Buffers;

namespace KetamineCrd.Fhir;

/// <summary>
/// References in the shape that FHIR R4 gives them, the only ones of a client that an answer repeats: <c>Type/id</c>, alone or below an http
/// address, and either with <c>/_history/n</c>; <c>urn:uuid:…</c> and <c>urn:oid:…</c>. No such text is markup, a line break or a control character.
/// </summary>
/// <remarks>FHIR R4 gives an id 64 characters at most. Servers have given out longer ones; an id is opaque here, and has <see cref="MostIdCharacters"/> at most.</remarks>
public static class PlainReference
{
    /// <summary>Of a logical id.</summary>
    public const int MostIdCharacters = 512;

    // An address, two ids: that of the resource and that of its version.
    private const int MostCharacters = 2_048;
    private const int MostTypeCharacters = 64;
    private const string History = "/_history/";

    // FHIR R4 "id" has A-Z a-z 0-9 - . and clients also send underscores.
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    private static readonly SearchValues<char> TypeCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // FHIR R4 "Reference.reference" (the pattern below "Literal references").
    private static readonly SearchValues<char> BaseCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:%$/");

    /// <summary>The literal itself; null when it has another shape, or more than 2,048 characters.</summary>
    public static string? Of(string? literal) => literal is { Length: <= MostCharacters } && (IsUrn(literal) || IsOfResource(literal)) ? literal : null;

    /// <summary><c>Type/id</c> of a reference to a resource, without the base and the version before and after it; null when it has another shape.</summary>
    public static string? OfType(string? literal)
    {
        if (literal is not { Length: <= MostCharacters } || !IsOfResource(literal))
        {
            return null;
        }

        var history = literal.IndexOf(History, StringComparison.Ordinal);
        var whole = history < 0 ? literal : literal[..history];
        return whole[(whole.LastIndexOf('/', whole.LastIndexOf('/') - 1) + 1)..];
    }

    /// <summary>True for a logical id.</summary>
    public static bool IsId(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MostIdCharacters && text is not ("." or "..") && !text.ContainsAnyExcept(IdCharacters);

    /// <summary>True for what may be the name of a resource type.</summary>
    public static bool IsTypeName(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MostTypeCharacters && char.IsAsciiLetterUpper(text[0]) && !text.ContainsAnyExcept(TypeCharacters);

    private static bool IsUrn(ReadOnlySpan<char> text) =>
        (text.StartsWith("urn:uuid:", StringComparison.Ordinal) && IsId(text["urn:uuid:".Length..]))
        || (text.StartsWith("urn:oid:", StringComparison.Ordinal) && IsId(text["urn:oid:".Length..]));

    private static bool IsOfResource(ReadOnlySpan<char> text)
    {
        var history = text.IndexOf(History, StringComparison.Ordinal);
        if (history >= 0 && !IsId(text[(history + History.Length)..]))
        {
            return false;
        }

        text = history < 0 ? text : text[..history];
        var slash = text.LastIndexOf('/');
        if (slash < 0 || !IsId(text[(slash + 1)..]))
        {
            return false;
        }

        text = text[..slash];
        var type = text[(text.LastIndexOf('/') + 1)..];
        return IsTypeName(type) && IsBase(text[..^type.Length]);
    }

    private static bool IsBase(ReadOnlySpan<char> text) =>
        text.IsEmpty
        || ((text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) && !text.ContainsAnyExcept(BaseCharacters));
}
