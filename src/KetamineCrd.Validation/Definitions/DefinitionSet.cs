using System.Collections.Concurrent;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Snapshot;
using Hl7.Fhir.Specification.Source;
using Hl7.Fhir.Utility;
using Task = System.Threading.Tasks.Task;

namespace KetamineCrd.Validation.Definitions;

/// <summary>Definitions by their canonicals, made into objects when they are asked for. Of two with one canonical the first that was added counts.</summary>
/// <remarks>Thread-safe once it is filled. Published snapshots are used as they are: the SDK's own source of snapshots would make them anew, and worse.</remarks>
internal sealed class DefinitionSet : IAsyncResourceResolver
{
    private static readonly BaseFhirJsonDeserializer Reader = new(ModelInfo.ModelInspector, new DeserializerSettings { Validator = null });

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Resource?> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unusable = new(StringComparer.Ordinal);
    private StandIns _standIns = StandIns.None;

    /// <summary>Without a version, without a fragment.</summary>
    public static string PlainUrl(string canonical) => canonical.Split('|', '#')[0];

    public void Add(string url, ReadOnlyMemory<byte> json) => _texts.TryAdd(url, json);

    /// <summary>To be called once, when all is added: makes the snapshots that are missing, and learns which profiles are named and not held.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var generator = new SnapshotGenerator(this, SnapshotGeneratorSettings.CreateDefault());
        foreach (var url in _texts.Where(text => LacksSnapshot(text.Value.Span)).Select(text => text.Key).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (Read(url) is StructureDefinition { Snapshot: null, Differential: not null } structure)
                {
                    await generator.UpdateAsync(structure);
                }
            }
            catch (Exception e) when (e is CodedException or InvalidOperationException or NotSupportedException or ArgumentException or FormatException or NullReferenceException)
            {
                // Of a folder of somebody's, and no definition: the SDK has no other way to say so.
                _unusable.Add(url);
            }
        }

        foreach (var url in _unusable)
        {
            _texts.Remove(url);
            _read.TryRemove(url, out _);
        }

        _standIns = StandIns.Of(_texts.Values);
    }

    /// <summary>True for what was added: no stand-in.</summary>
    public bool Holds(string canonical) => _texts.ContainsKey(PlainUrl(canonical));

    /// <summary>True for a StructureDefinition that was added, from which no snapshot can be made: it is not held.</summary>
    public bool IsUnusable(string canonical) => _unusable.Contains(PlainUrl(canonical));

    /// <summary>What is held, or stands in for what is not.</summary>
    public Resource? Find(string canonical)
    {
        var url = PlainUrl(canonical);
        return Read(url) ?? _read.GetOrAdd(url, missing => _standIns.For(missing, Read));
    }

    public Task<Resource?> ResolveByUriAsync(string uri) => Task.FromResult(Find(uri));

    public Task<Resource?> ResolveByCanonicalUriAsync(string uri) => Task.FromResult(Find(uri));

    private static bool LacksSnapshot(ReadOnlySpan<byte> json) =>
        json.IndexOf("\"StructureDefinition\""u8) >= 0 && json.IndexOf("\"snapshot\""u8) < 0;

    private Resource? Read(string url) => _texts.TryGetValue(url, out var json) ? _read.GetOrAdd(url, static (_, text) => Parse(text.Span), json) : null;

    private static Resource? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            Reader.TryDeserializeResource(ref reader, out var resource, out _);
            return resource;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // whoever gave it learns of it by a check of its own; here it is not held
        }
    }
}
