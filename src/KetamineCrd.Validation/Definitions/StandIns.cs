using System.Text.Json;
using Hl7.Fhir.Model;
using KetamineCrd.Fhir;

namespace KetamineCrd.Validation.Definitions;

/// <summary>
/// Profiles that held definitions name and that are not held themselves, US Core's mostly. The type of FHIR that each is about stands in for it, so that what is held
/// can still be applied.
/// </summary>
/// <remarks>A published snapshot has the rules of the profile that it is based on already: nothing is lost there.</remarks>
internal sealed class StandIns
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";

    private readonly Dictionary<string, string> _types;

    private StandIns(Dictionary<string, string> types) => _types = types;

    public static StandIns None { get; } = new([]);

    /// <param name="definitions">Texts, of which those of StructureDefinitions are looked at.</param>
    public static StandIns Of(IEnumerable<ReadOnlyMemory<byte>> definitions)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var definition in definitions.Where(text => text.Span.IndexOf("\"StructureDefinition\""u8) >= 0))
        {
            using var json = JsonDocument.Parse(definition);
            foreach (var (profile, type) in Named(json.RootElement))
            {
                types.TryAdd(DefinitionSet.PlainUrl(profile), type);
            }
        }

        return new(types);
    }

    /// <summary>Null when nobody names it, or its type is not known.</summary>
    public StructureDefinition? For(string url, Func<string, Resource?> read)
    {
        if (!_types.TryGetValue(url, out var type) || read(Core + type) is not StructureDefinition found)
        {
            return null;
        }

        var standIn = (StructureDefinition)found.DeepCopy();
        (standIn.Url, standIn.BaseDefinition, standIn.Derivation) = (url, found.Url, StructureDefinition.TypeDerivationRule.Constraint);
        if (type == "Extension" && standIn.Snapshot?.Element.Find(element => element.Path == "Extension.url") is { } name)
        {
            name.Fixed = new FhirUri(url); // slices by url are not read without it
        }

        return standIn;
    }

    private static IEnumerable<(string Profile, string Type)> Named(JsonElement definition)
    {
        if (definition.Text("baseDefinition"u8) is { } parent && definition.Text("type"u8) is { } own)
        {
            yield return (parent, own);
        }

        foreach (var element in definition.Member("snapshot"u8).Items("element"u8))
        {
            foreach (var type in element.Items("type"u8))
            {
                foreach (var profile in type.Items("profile"u8))
                {
                    if (profile.AsText() is { } url && type.Text("code"u8) is { } code)
                    {
                        yield return (url, code);
                    }
                }

                foreach (var target in type.Items("targetProfile"u8))
                {
                    if (target.AsText() is { } url && TypeIn(url) is { } resource)
                    {
                        yield return (url, resource);
                    }
                }
            }
        }
    }

    // us-core-practitionerrole is about a PractitionerRole, not a Practitioner.
    private static string? TypeIn(string url)
    {
        var name = url[(url.LastIndexOf('/') + 1)..].Split('|')[0];
        return ModelInfo.SupportedResources.Where(type => name.Contains(type, StringComparison.OrdinalIgnoreCase)).MaxBy(type => type.Length);
    }
}
