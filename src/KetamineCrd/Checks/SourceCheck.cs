using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Resources;

namespace KetamineCrd.Checks;

/// <summary>Every rule cites the section of the document that says so, and every policy the evidence that it weighs.</summary>
/// <remarks>Loading finds a version without number, version or publisher.</remarks>
internal static class SourceCheck
{
    public static IEnumerable<PolicyFinding> Run(IEnumerable<HeldResource> resources)
    {
        foreach (var policy in resources.Where(r => r.Type == "PlanDefinition"))
        {
            if (!Any(policy.Json.Items("relatedArtifact"u8), IsCitation))
            {
                yield return PolicyFinding.Warning(policy.File, "relatedArtifact", "The policy cites no evidence.");
            }

            var position = -1;
            foreach (var action in policy.Json.Items("action"u8))
            {
                position++;
                if (!(IsCitation(action.Items("documentation"u8).First) && action.Items("documentation"u8).First.Text("label"u8) is not null))
                {
                    yield return PolicyFinding.Error(
                        policy.File, $"action[{position}].documentation.label", "The first documentation must be a citation, its label the section of the document.");
                }
            }
        }
    }

    private static bool IsCitation(JsonElement artifact) => artifact.HasText("type"u8, "citation"u8);

    private static bool Any(JsonItems items, Func<JsonElement, bool> fits)
    {
        foreach (var item in items)
        {
            if (fits(item))
            {
                return true;
            }
        }

        return false;
    }
}
