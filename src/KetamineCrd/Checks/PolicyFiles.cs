using KetamineCrd.Fhir;
using KetamineCrd.Policies;

namespace KetamineCrd.Checks;

/// <summary>Which file a policy version was read from.</summary>
internal static class PolicyFiles
{
    public static string FileOf(this CrdEngine engine, PolicyVersion version) =>
        engine.Resources.First(r => r.Type == "PlanDefinition" && r.Json.Text("url"u8) == version.Url && r.Json.Text("version"u8) == version.Version).File;
}
