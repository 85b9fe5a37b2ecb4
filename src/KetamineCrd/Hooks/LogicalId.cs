using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Hooks;

/// <summary>A member of the context that is a bare logical id; some clients write the reference instead.</summary>
public static class LogicalId
{
    /// <summary>The id of <c>1</c>, <c>Type/1</c>, <c>https://ehr.example.org/fhir/Type/1</c> and either with <c>/_history/n</c>; null when there is none.</summary>
    public static string? Read(JsonElement member, string type)
    {
        var text = member.AsText();
        if (text is null || !IsReference(text, type, out var start))
        {
            return text;
        }

        var end = text.IndexOf('/', start);
        var id = end < 0 ? text[start..] : text[start..end];
        return id.Length > 0 ? id : null;
    }

    /// <summary>Whether the reference to a resource of this type stands where its id belongs.</summary>
    public static bool IsReference(JsonElement member, string type) => member.AsText() is { } text && IsReference(text, type, out _);

    private static bool IsReference(string text, string type, out int start)
    {
        var prefix = type + "/";
        var at = text.LastIndexOf(prefix, StringComparison.Ordinal);
        start = at + prefix.Length;
        return at == 0 || (at > 0 && text[at - 1] == '/');
    }
}
