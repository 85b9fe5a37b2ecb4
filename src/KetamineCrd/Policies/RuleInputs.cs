using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Resources;

namespace KetamineCrd.Policies;

/// <summary>The conditions that a rule may have. One that is not read would silently widen the rule: it would fit every reason.</summary>
internal static class RuleInputs
{
    private static readonly (string Type, string[] Paths)[] Known =
    [
        ("MedicationRequest", ["medication", "dosageInstruction.route", "reasonCode"]),
        ("Coverage", ["type"]),
    ];

    /// <param name="action">The rule.</param>
    /// <param name="path">Its place in the PlanDefinition.</param>
    /// <param name="issues">Takes what is wrong.</param>
    public static void Check(JsonElement action, string path, FileIssues issues)
    {
        var inputs = -1;
        foreach (var input in action.Items("input"u8))
        {
            var place = $"{path}.input[{++inputs}]";
            if (Known.FirstOrDefault(k => k.Type == input.Text("type"u8)).Paths is not { } paths)
            {
                issues.Add($"{place}.type", $"Expected: one of {string.Join(", ", Known.Select(k => k.Type))}.");
                continue;
            }

            var filters = -1;
            foreach (var filter in input.Items("codeFilter"u8))
            {
                var said = filter.Text("path"u8) ?? "";
                filters++;
                if (!paths.Contains(said, StringComparer.Ordinal))
                {
                    issues.Add($"{place}.codeFilter[{filters}].path", $"Expected: {string.Join(" or ", paths)}.{NearName.Suggest(said, paths)}");
                }
            }

            if (filters < 0)
            {
                issues.Add($"{place}.codeFilter", "At least one filter is required: without any the input asks for nothing.");
            }
        }
    }
}
