using Hl7.Fhir.Model;
using Hl7.Fhir.Specification.Source;

namespace KetamineCrd.Definitions;

/// <summary>Every definition that is needed to judge resources of some types: their own, and whatever those lead to.</summary>
/// <remarks>
/// Followed are base types, types and profiles of elements, targets of references (a validator does not read a type without them), content references, bindings that
/// bind, and what a value set is composed of.
/// </remarks>
internal static class DefinitionClosure
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";
    private const string LargestValueSet = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";

    /// <summary>In the order of their canonicals. What the source does not have is left out: code systems of others mostly.</summary>
    /// <param name="types">Names such as <c>MedicationRequest</c>. One that the source lacks is an error.</param>
    public static async Task<IReadOnlyList<IConformanceResource>> CollectAsync(IAsyncResourceResolver source, IEnumerable<string> types)
    {
        var found = new SortedDictionary<string, IConformanceResource>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(types.Select(type => Core + type));
        var roots = open.ToArray();
        while (open.TryDequeue(out var canonical))
        {
            var url = canonical.Split('|', '#')[0];
            if (url.Length > 0 && seen.Add(url) && (await source.TryResolveByCanonicalUriAsync(url)).Value is IConformanceResource definition)
            {
                found[url] = definition;
                foreach (var next in LeadsTo(definition))
                {
                    open.Enqueue(next);
                }
            }
        }

        return roots.FirstOrDefault(root => !found.ContainsKey(root)) is { } missing ? throw new InvalidOperationException($"R4 has no {missing}.") : [.. found.Values];
    }

    private static IEnumerable<string> LeadsTo(IConformanceResource definition) => definition switch
    {
        StructureDefinition structure => [structure.BaseDefinition ?? "", .. structure.Snapshot?.Element.SelectMany(LeadsTo) ?? []],
        ValueSet { Compose: { } compose } => compose.Include.Concat(compose.Exclude).SelectMany(set => set.ValueSet.Append(set.System)).OfType<string>(),
        CodeSystem { Supplements: { } supplemented } => [supplemented],
        _ => [],
    };

    private static IEnumerable<string> LeadsTo(ElementDefinition element)
    {
        foreach (var type in element.Type)
        {
            yield return Core + type.Code;
            foreach (var profile in type.Profile.Concat(type.TargetProfile).OfType<string>())
            {
                yield return profile;
            }
        }

        if (element.ContentReference is { } reference)
        {
            yield return reference;
        }

        if (element.Binding is { Strength: BindingStrength.Required or BindingStrength.Extensible } binding)
        {
            yield return binding.ValueSet ?? "";
            yield return binding.GetExtensionValue<Canonical>(LargestValueSet)?.Value ?? "";
        }
    }
}
