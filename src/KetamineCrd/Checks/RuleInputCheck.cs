using KetamineCrd.Fhir;

namespace KetamineCrd.Checks;

/// <summary>Every filter of a rule asks about a fact that is known; one that is not would silently widen the rule.</summary>
internal static class RuleInputCheck
{
    private static readonly (string Type, string[] Paths)[] Known =
    [
        ("MedicationRequest", ["medication", "dosageInstruction.route", "reasonCode"]),
        ("Coverage", ["type"]),
    ];

    public static IEnumerable<PolicyFinding> Run(IEnumerable<HeldResource> resources)
    {
        foreach (var resource in resources.Where(r => r.Type == "PlanDefinition"))
        {
            foreach (var (path, json) in JsonPlaces.All(resource.Json.Member("action"u8), "action"))
            {
                if (json.Text("type"u8) is not { } type || Known.FirstOrDefault(k => k.Type == type).Paths is not { } paths)
                {
                    continue; // not an input, or of a type that the check of elements names
                }

                var position = -1;
                foreach (var filter in json.Items("codeFilter"u8))
                {
                    position++;
                    if (filter.Text("path"u8) is { } filterPath && !paths.Contains(filterPath, StringComparer.Ordinal))
                    {
                        yield return PolicyFinding.Error(
                            resource.File, $"{path}.codeFilter[{position}].path", $"Expected: {string.Join(" or ", paths)}.{NearName.Suggest(filterPath, paths)}");
                    }
                }
            }
        }
    }
}
