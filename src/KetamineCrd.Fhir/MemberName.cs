using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>The name of a member that a client sent.</summary>
public static class MemberName
{
    /// <summary>Stands in a path for a name that is not repeated.</summary>
    public const string Unsaid = "?";

    // FHIR's own names have at most some 40; the keys of prefetch are as short.
    private const int MostCharacters = 64;

    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>The name as a path has it: itself when it is a word of 1 to 64 letters, digits, hyphens and underscores, else <see cref="Unsaid"/>, since it may be any text.</summary>
    public static string InPath(string name) => name.Length is > 0 and <= MostCharacters && !name.AsSpan().ContainsAnyExcept(PathCharacters) ? name : Unsaid;

    /// <summary>As it reads; as it is written, escapes and all, when it is not readable as UTF-16 (a lone surrogate). Never throws.</summary>
    public static string Of(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }
}
