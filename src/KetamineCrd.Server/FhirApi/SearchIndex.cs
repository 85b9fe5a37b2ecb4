using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Resources;

namespace KetamineCrd.Server.FhirApi;

/// <summary>The resources of one engine by type, each with the values by which it is found.</summary>
internal sealed class SearchIndex
{
    private readonly FrozenDictionary<string, IndexedResource[]> _byType;

    public SearchIndex(CrdEngine engine)
    {
        Engine = engine;
        _byType = HeldResource.Types.ToFrozenDictionary(t => t, t => engine.Resources.Where(r => r.Type == t).Select(r => new IndexedResource(r)).ToArray(), StringComparer.Ordinal);
    }

    public CrdEngine Engine { get; }

    /// <summary>In the order in which they are held; the type is one of <see cref="HeldResource.Types"/>.</summary>
    public IReadOnlyList<IndexedResource> OfType(string type) => _byType[type];
}

/// <summary>A resource with what stands in the elements of its search parameters.</summary>
internal sealed class IndexedResource(HeldResource resource)
{
    private readonly FrozenDictionary<string, JsonElement[]> _values =
        SearchParameter.Of(resource.Type).ToFrozenDictionary(p => p.Name, p => p.Elements.SelectMany(path => ValuesAt(resource.Json, path.Split('.'))).ToArray(), StringComparer.Ordinal);

    public HeldResource Resource => resource;

    /// <summary>Those of a parameter of its type.</summary>
    public IReadOnlyList<JsonElement> Values(string parameter) => _values[parameter];

    private static IEnumerable<JsonElement> ValuesAt(JsonElement json, ReadOnlyMemory<string> path)
    {
        if (path.IsEmpty)
        {
            return [json];
        }

        var value = json.Member(Encoding.UTF8.GetBytes(path.Span[0]));
        return value.ValueKind switch
        {
            JsonValueKind.Undefined => [],
            JsonValueKind.Array => value.EnumerateArray().SelectMany(item => ValuesAt(item, path[1..])),
            _ => ValuesAt(value, path[1..]),
        };
    }
}
