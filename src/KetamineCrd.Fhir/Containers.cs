using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Fhir;

/// <summary>The resources of one call in which references stand: what each of these references asks of its resource is read once.</summary>
internal sealed class Containers
{
    private readonly Dictionary<nint, Container> _byPlace = [];
    private Container? _first;
    private Container? _last;

    public Container Of(Resource resource)
    {
        if (_last is not null && IsSame(_last.Resource, resource))
        {
            return _last;
        }

        // Bytes of one document stay at the same distance when its buffer moves. Those of two may not: what is found is looked at again.
        var place = Distance(_first?.Resource ?? resource, resource);
        if (!_byPlace.TryGetValue(place, out var container) || !IsSame(container.Resource, resource))
        {
            container = new Container(resource);
            _byPlace[place] = container;
        }

        _first ??= container;
        return _last = container;
    }

    private static bool IsSame(Resource one, Resource other) => JsonMarshal.GetRawUtf8Value(one.Json) == JsonMarshal.GetRawUtf8Value(other.Json);

    private static nint Distance(Resource from, Resource to) =>
        Unsafe.ByteOffset(in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(from.Json)), in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(to.Json)));

    /// <summary>One of them.</summary>
    internal sealed class Container(Resource resource)
    {
        private Dictionary<string, JsonElement>? _contained;

        public Resource Resource => resource;

        /// <inheritdoc cref="Resource.Reference"/>
        public string? Reference { get; } = resource.Reference;

        /// <summary>Its contained resources by their ids.</summary>
        /// <param name="look">Is told of each resource whose members are looked at.</param>
        public Dictionary<string, JsonElement> Contained(Action<JsonElement> look)
        {
            if (_contained is null)
            {
                _contained = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
                look(resource.Json);
                foreach (var item in resource.Contained)
                {
                    look(item);
                    if (new Resource(item).Id is { } id)
                    {
                        _contained.TryAdd(id, item);
                    }
                }
            }

            return _contained;
        }
    }
}
