using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Hooks;

/// <summary>Which draft orders <c>context.selections</c> names.</summary>
/// <remarks>
/// CDS Hooks wants an array of <c>Type/id</c>, each present in <c>draftOrders</c>. Taken as well: one text instead of an array, a Reference, a bare
/// id, an absolute address, a <c>urn:uuid</c> or other <c>fullUrl</c>, and any of these with <c>/_history/n</c>. A selection that names no draft
/// order is set aside; when none is left, the client's choice is not known and every draft order counts as selected.
/// </remarks>
public sealed class Selections
{
    private const string Uuid = "urn:uuid:";

    private readonly bool[] _isNamed;

    private Selections(bool[] isNamed, IReadOnlyList<JsonElement> setAside)
    {
        _isNamed = isNamed;
        SetAside = setAside;
        NamesNone = Array.TrueForAll(isNamed, named => !named);
    }

    /// <summary>The selections that name no draft order, as they stand in the JSON.</summary>
    public IReadOnlyList<JsonElement> SetAside { get; }

    /// <summary>True when no selection names a draft order, so that every draft order counts as selected.</summary>
    public bool NamesNone { get; }

    /// <param name="context">The <c>context</c> of the call.</param>
    /// <param name="entries">The draft orders; see <see cref="ContextEntries.Read"/>.</param>
    public static Selections Read(JsonElement context, IReadOnlyList<(JsonElement Resource, JsonElement FullUrl)> entries)
    {
        var isNamed = new bool[entries.Count];
        (JsonElement Resource, string? FullUrl)[] orders = [.. entries.Select(e => (e.Resource, e.FullUrl.AsText()))];
        var setAside = new List<JsonElement>();
        foreach (var selection in context.Items("selections"u8))
        {
            if (new Reference(selection).Literal is not { } literal || !Mark(literal, orders, isNamed))
            {
                setAside.Add(selection);
            }
        }

        return new Selections(isNamed, setAside);
    }

    /// <summary>Whether the draft order at this index is to be judged.</summary>
    public bool IsJudged(int entry) => NamesNone || _isNamed[entry];

    private static bool Mark(string literal, (JsonElement Resource, string? FullUrl)[] entries, bool[] isNamed)
    {
        var address = WithoutVersion(literal.AsSpan().Trim());
        var found = false;
        for (var i = 0; i < entries.Length; i++)
        {
            if (Names(address, entries[i].Resource, entries[i].FullUrl))
            {
                found = isNamed[i] = true;
            }
        }

        return found;
    }

    private static bool Names(ReadOnlySpan<char> address, JsonElement resource, string? fullUrl)
    {
        if (fullUrl is not null && address.SequenceEqual(WithoutVersion(fullUrl)))
        {
            return true;
        }

        if (address.StartsWith(Uuid, StringComparison.Ordinal))
        {
            return Is(resource.Member("id"u8), address[Uuid.Length..]);
        }

        var slash = address.LastIndexOf('/');
        return Is(resource.Member("id"u8), address[(slash + 1)..])
            && (slash < 0 || Is(resource.Member("resourceType"u8), address[(address[..slash].LastIndexOf('/') + 1)..slash]));
    }

    private static bool Is(JsonElement json, ReadOnlySpan<char> text) =>
        text.Length > 0 && json.IsText(text);

    private static ReadOnlySpan<char> WithoutVersion(ReadOnlySpan<char> address) =>
        address.IndexOf("/_history/", StringComparison.Ordinal) is var history and >= 0 ? address[..history] : address;
}
