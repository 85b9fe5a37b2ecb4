using System.Text.Json;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Fhir;

/// <summary>Resolves FHIR references over the resources of one call: relative, absolute, <c>urn:uuid</c> and contained.</summary>
/// <remarks>
/// An absolute reference counts as relative below the client's own FHIR base, or where that is not said below the base of the <c>fullUrl</c> of the
/// resource in which it stands (FHIR R4, "Resolving references in Bundles"). Elsewhere it is a <c>fullUrl</c>; where it is none, it may be the one
/// resource of that type and id that the client itself sent, which is no other server's. Addresses are compared in the form of
/// <see cref="FhirAddress.Normalize"/>. Not thread-safe: one index belongs to one call.
/// </remarks>
/// <param name="fhirServer">The client's FHIR base.</param>
/// <param name="sent">Adds what came with the call, when something is first looked for: of most calls nothing is.</param>
public sealed class ResourceIndex(Uri? fhirServer = null, Action<ResourceIndex>? sent = null)
{
    // Among few resources a look at each id costs less than a dictionary, as long as there are few looks: members that were looked at.
    private const int Few = 32;
    private const int FewLooks = 4_096;

    private readonly string? _base = fhirServer is null ? null : FhirAddress.Normalize(fhirServer.AbsoluteUri).TrimEnd('/') + "/";
    private readonly List<(JsonElement FullUrl, JsonElement Json, bool IsRead)> _added = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadFailure> _unavailable = new(StringComparer.Ordinal);
    private Action<ResourceIndex>? _addSent = sent;
    private Dictionary<string, JsonElement>? _byReference;
    private Dictionary<string, JsonElement>? _byFullUrl;
    private Dictionary<string, JsonElement>? _sent;
    private Dictionary<string, string?>? _bases;
    private Dictionary<string, bool>? _cameByRead;
    private Containers? _containers;
    private long _members;
    private bool _hasRead;

    /// <summary>The cost of all that was looked for so far, in members of resources that were gone through.</summary>
    internal long Looks { get; private set; }

    private List<(JsonElement FullUrl, JsonElement Json, bool IsRead)> Added
    {
        get
        {
            if (_addSent is { } add)
            {
                _addSent = null;
                add(this);
            }

            return _added;
        }
    }

    private long Members => Added.Count == 0 ? 0 : _members;

    /// <summary>Adds a resource, every entry of a Bundle, or every item of a bare array of resources. Anything else is passed over.</summary>
    /// <param name="json">The resource.</param>
    /// <param name="fullUrl">Its <c>Bundle.entry.fullUrl</c>, as it stands in the JSON.</param>
    public void Add(JsonElement json, JsonElement fullUrl = default) => Add(json, fullUrl, isRead: false);

    /// <summary>Adds what a read from the FHIR server brought, in the shapes of <see cref="Add(JsonElement, JsonElement)"/>.</summary>
    public void AddRead(JsonElement json, JsonElement fullUrl = default) => Add(json, fullUrl, isRead: true);

    /// <summary>True when the resource (<c>Type/id</c>) did not come with the call but was read for it.</summary>
    public bool CameByRead(string? reference)
    {
        if (reference is null || !_hasRead)
        {
            return false;
        }

        if (_cameByRead is null)
        {
            _cameByRead = new Dictionary<string, bool>(Added.Count, StringComparer.Ordinal);
            foreach (var (_, json, isRead) in Added)
            {
                if (new Resource(json).Reference is { } added)
                {
                    _cameByRead.TryAdd(added, isRead);
                }
            }
        }

        return _cameByRead.TryGetValue(reference, out var came) && came;
    }

    /// <summary>Every resource, in the order in which they were added.</summary>
    public IEnumerable<JsonElement> All => Added.Select(a => a.Json);

    /// <summary>The resources of a type, in the order in which they were added.</summary>
    public IReadOnlyList<JsonElement> OfType(ReadOnlySpan<byte> type)
    {
        Looks += Members;
        var found = new List<JsonElement>();
        foreach (var (_, json, _) in Added)
        {
            if (new Resource(json).Is(type))
            {
                found.Add(json);
            }
        }

        return found;
    }

    /// <summary>Remembers that this address was asked for and answered.</summary>
    public void MarkRead(string address) => _read.Add(address);

    public bool WasRead(string address) => _read.Contains(address);

    /// <summary>Remembers that this address could not be read, so that nobody asks for it again.</summary>
    public void MarkUnavailable(string address, ReadFailure failure = ReadFailure.NoAnswer) => _unavailable.TryAdd(address, failure);

    public bool IsUnavailable(string address) => _unavailable.ContainsKey(address);

    /// <summary>Why the address could not be read; null when it was not asked for in vain.</summary>
    public ReadFailure? FailureOf(string address) => _unavailable.TryGetValue(address, out var failure) ? failure : null;

    /// <summary>The resource that the reference names; <paramref name="container"/> is the resource it stands in.</summary>
    public bool TryResolve(string literal, Resource container, out JsonElement resource)
    {
        if (literal.StartsWith('#'))
        {
            return TryResolveContained(literal.AsSpan(1), container, out resource);
        }

        var normal = WithoutVersion(FhirAddress.Normalize(literal));
        var isAbsolute = normal.Contains(':', StringComparison.Ordinal);
        var root = _base ?? BaseOf(container, isAbsolute);
        var key = root is not null && normal.StartsWith(root, StringComparison.Ordinal) ? normal[root.Length..] : normal;
        return TryFindByReference(key, out resource)
            || TryFindByFullUrl(isAbsolute || root is null ? normal : root + normal, out resource)
            || (isAbsolute && TryFindSent(normal, out resource));
    }

    /// <summary>The address to read, relative to the FHIR base; null when the reference is not one that this server can be asked for.</summary>
    public string? RelativeAddress(string literal)
    {
        var key = Key(literal);
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && !key.Contains(':', StringComparison.Ordinal) && PlainReference.IsId(key.AsSpan(slash + 1)) && PlainReference.IsTypeName(key.AsSpan(0, slash)) ? key : null;
    }

    /// <summary>
    /// The address of a further page, relative to the FHIR base; null when it does not lie below that base, so that no link leads elsewhere.
    /// It may begin with <c>?</c>, as some servers page at the base itself.
    /// </summary>
    public string? PageAddress(string url)
    {
        if (!Uri.TryCreate(_base, UriKind.Absolute, out var root) || !Uri.TryCreate(root, url, out var page))
        {
            return null;
        }

        var absolute = FhirAddress.Normalize(page.AbsoluteUri);
        return absolute.Length > _base.Length && absolute.StartsWith(_base, StringComparison.Ordinal) ? absolute[_base.Length..]
            : absolute.StartsWith(_base[..^1] + "?", StringComparison.Ordinal) ? absolute[(_base.Length - 1)..]
            : null;
    }

    /// <summary><c>Type/id</c> of a resource in which references stand; once there were many looks, read once for each. Null when either is missing.</summary>
    public string? ReferenceOf(Resource container)
    {
        if (container.Json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (Looks > FewLooks)
        {
            return (_containers ??= new Containers()).Of(container).Reference;
        }

        Look(container.Json);
        return container.Reference;
    }

    private bool TryResolveContained(ReadOnlySpan<char> id, Resource container, out JsonElement resource)
    {
        resource = default;
        if (container.Json.ValueKind != JsonValueKind.Object || id.IsEmpty)
        {
            return false;
        }

        if (Looks > FewLooks)
        {
            return (_containers ??= new Containers()).Of(container).Contained(Look).GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out resource);
        }

        Look(container.Json);
        foreach (var item in container.Contained)
        {
            Look(item);
            if (item.Member("id"u8).IsText(id))
            {
                resource = item;
                return true;
            }
        }

        return false;
    }

    private void Look(JsonElement json) => Looks += MembersOf(json);

    private static int MembersOf(JsonElement json) => json.ValueKind == JsonValueKind.Object ? json.GetPropertyCount() : 1;

    private void Add(JsonElement json, JsonElement fullUrl, bool isRead)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                Add(item, default, isRead);
            }

            return;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (new Resource(json).Is("Bundle"u8))
        {
            foreach (var item in new Bundle(json).Entries)
            {
                var entry = new BundleEntry(item);
                if (!new Resource(entry.Resource).Is("Bundle"u8))
                {
                    Add(entry.Resource, item.Member("fullUrl"u8), isRead);
                }
            }

            return;
        }

        _byReference = null;
        _byFullUrl = null;
        _sent = null;
        _bases = null;
        _cameByRead = null;
        _hasRead |= isRead;
        _members += MembersOf(json);
        Added.Add((fullUrl, json, isRead));
    }

    private bool TryFindByReference(string key, out JsonElement resource)
    {
        resource = default;
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0)
        {
            return false;
        }

        if (_byReference is null && Added.Count <= Few && Looks <= FewLooks)
        {
            Looks += Members;
            foreach (var (_, json, _) in Added)
            {
                if (json.Member("id"u8).IsText(key.AsSpan(slash + 1)) && json.Member("resourceType"u8).IsText(key.AsSpan(0, slash)))
                {
                    resource = json;
                    return true;
                }
            }

            return false;
        }

        if (_byReference is null)
        {
            Looks += Members;
            _byReference = new Dictionary<string, JsonElement>(Added.Count, StringComparer.Ordinal);
            foreach (var (_, json, _) in Added)
            {
                if (new Resource(json).Reference is { } reference)
                {
                    _byReference.TryAdd(reference, json);
                }
            }
        }

        return _byReference.TryGetValue(key, out resource);
    }

    private bool TryFindByFullUrl(string address, out JsonElement resource)
    {
        if (_byFullUrl is null)
        {
            _byFullUrl = new Dictionary<string, JsonElement>(Added.Count, StringComparer.Ordinal);
            foreach (var (fullUrl, json, _) in Added)
            {
                if (fullUrl.AsText() is { } url)
                {
                    _byFullUrl.TryAdd(WithoutVersion(FhirAddress.Normalize(url)), json);
                }
            }
        }

        return _byFullUrl.TryGetValue(address, out resource);
    }

    // One of the client's own that it names by another address, that of a gateway for instance. Where it sent several, or says that the resource is
    // of another server, nobody knows.
    private bool TryFindSent(string address, out JsonElement resource)
    {
        resource = default;
        if (FhirAddress.BaseOf(address) is not { } root)
        {
            return false;
        }

        if (_sent is null)
        {
            _sent = new Dictionary<string, JsonElement>(Added.Count, StringComparer.Ordinal);
            foreach (var (fullUrl, json, isRead) in Added)
            {
                if (!isRead && new Resource(json).Reference is { } reference && !IsOfAnotherServer(fullUrl)
                    && !_sent.TryAdd(reference, json) && !IsSame(_sent[reference], json))
                {
                    _sent[reference] = default;
                }
            }
        }

        return _sent.TryGetValue(address[root.Length..], out resource) && resource.ValueKind == JsonValueKind.Object;
    }

    // The default element stands for several that differ. Strings that are no text (half a surrogate pair) cannot be compared.
    private static bool IsSame(JsonElement known, JsonElement json)
    {
        try
        {
            return known.ValueKind != JsonValueKind.Undefined && JsonElement.DeepEquals(known, json);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private bool IsOfAnotherServer(JsonElement fullUrl) =>
        _base is not null && fullUrl.AsText() is { } url && FhirAddress.BaseOf(url) is { } root && root != _base;

    // Only an absolute reference turns on it.
    private string? BaseOf(Resource container, bool isAbsolute)
    {
        if (!isAbsolute)
        {
            return null;
        }

        if (_bases is null)
        {
            var added = Added;
            _bases = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (fullUrl, json, _) in added)
            {
                if (fullUrl.AsText() is { } url && FhirAddress.BaseOf(url) is { } root && new Resource(json).Reference is { } known && !_bases.TryAdd(known, root) && _bases[known] != root)
                {
                    _bases[known] = null;
                }
            }
        }

        return _bases.Count > 0 && ReferenceOf(container) is { } reference ? _bases.GetValueOrDefault(reference) : null;
    }

    private string Key(string literal)
    {
        var normal = FhirAddress.Normalize(literal);
        return WithoutVersion(_base is not null && normal.StartsWith(_base, StringComparison.Ordinal) ? normal[_base.Length..] : normal);
    }

    private static string WithoutVersion(string address) =>
        address.IndexOf("/_history/", StringComparison.Ordinal) is var history and >= 0 ? address[..history] : address;
}
