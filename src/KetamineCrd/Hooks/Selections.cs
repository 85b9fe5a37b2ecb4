using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

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
        var orders = new DraftOrders(entries);
        var isNamed = new bool[entries.Count];
        var setAside = new List<JsonElement>();
        foreach (var selection in context.Items("selections"u8))
        {
            if (new Reference(selection).Literal is not { } literal || !orders.Mark(literal, isNamed))
            {
                setAside.Add(selection);
            }
        }

        return new Selections(isNamed, setAside);
    }

    /// <summary>Whether the draft order at this index is to be judged.</summary>
    public bool IsJudged(int entry) => NamesNone || _isNamed[entry];

    /// <summary>The draft orders by what a selection may call them.</summary>
    private sealed class DraftOrders
    {
        private readonly IReadOnlyList<(JsonElement Resource, JsonElement FullUrl)> _entries;
        private readonly ILookup<string, int> _byFullUrl;
        private readonly ILookup<string, int> _byId;

        public DraftOrders(IReadOnlyList<(JsonElement Resource, JsonElement FullUrl)> entries)
        {
            _entries = entries;
            _byFullUrl = Index(e => e.FullUrl.AsText() is { } url ? WithoutVersion(url).ToString() : null);
            _byId = Index(e => e.Resource.Text("id"u8));
        }

        /// <summary>Marks each draft order that the selection names; false when it names none.</summary>
        public bool Mark(string literal, bool[] isNamed)
        {
            var address = WithoutVersion(literal.AsSpan().Trim());
            var isUuid = address.StartsWith(Uuid, StringComparison.Ordinal);
            var slash = isUuid ? -1 : address.LastIndexOf('/');
            var type = slash < 0 ? default : address[(address[..slash].LastIndexOf('/') + 1)..slash];
            var found = false;
            foreach (var i in _byFullUrl[address.ToString()])
            {
                found = isNamed[i] = true;
            }

            foreach (var i in _byId[(isUuid ? address[Uuid.Length..] : address[(slash + 1)..]).ToString()])
            {
                if (slash < 0 || (type.Length > 0 && _entries[i].Resource.Member("resourceType"u8).IsText(type)))
                {
                    found = isNamed[i] = true;
                }
            }

            return found;
        }

        private static ReadOnlySpan<char> WithoutVersion(ReadOnlySpan<char> address) =>
            address.IndexOf("/_history/", StringComparison.Ordinal) is var history and >= 0 ? address[..history] : address;

        private ILookup<string, int> Index(Func<(JsonElement Resource, JsonElement FullUrl), string?> key) =>
            _entries.Select((entry, i) => (Key: key(entry), i)).Where(e => e.Key is not null).ToLookup(e => e.Key!, e => e.i, StringComparer.Ordinal);
    }
}
