using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Checks;

/// <summary>No code stands alone in one value set and with everything below it in another of the same fact.</summary>
/// <remarks>
/// Loading finds a code, a prefix or a phrase that stands in two. A longer code or prefix in one set under a shorter prefix of another is meant:
/// the longest match decides.
/// </remarks>
internal static class ValueSetOverlapCheck
{
    public static IEnumerable<PolicyFinding> Run(CrdEngine engine)
    {
        var fileOf = engine.Resources.Where(r => r.Type == "ValueSet").ToDictionary(r => r.Id, r => r.File, StringComparer.Ordinal);
        var sets = engine.Vocabulary.ValueSets.Values
            .Select(set => (Set: set, Concept: engine.Vocabulary.ConceptsOf(set.Url)!.FirstOrDefault(c => c.Url == set.Url)))
            .Where(x => x.Concept is not null)
            .ToArray();
        var codes = sets.SelectMany(s => s.Set.Codes.Select(code => (s.Set, s.Concept!.Kind, Code: code))).ToLookup(c => (c.Kind, c.Code.System, c.Code.Code));
        return
            from above in sets
            from prefix in above.Set.Prefixes
            from beside in codes[(above.Concept!.Kind, prefix.System, prefix.Prefix)]
            where beside.Set != above.Set && !IsExcluded(above.Set, prefix)
            select PolicyFinding.Error(
                fileOf[beside.Set.Id],
                "compose.include",
                $"{beside.Code.System}#{beside.Code.Written} also stands, with every code below it, in ValueSet/{above.Set.Id} for the same fact.");
    }

    private static bool IsExcluded(ValueSet set, (string System, string Prefix) code) =>
        set.ExcludedPrefixes.Any(e => e.System == code.System && code.Prefix.StartsWith(e.Prefix, StringComparison.Ordinal));
}
