using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests;

/// <summary>Loads the repository's data files with one of them changed in memory.</summary>
internal static class Loading
{
    public const string Policy2025 = "fhir-resources/PlanDefinition/excellus-7.03.03-2025-03-20.json";
    public const string Policy2019 = "fhir-resources/PlanDefinition/excellus-7.03.03-2019-04-18.json";
    public const string PolicyMinnesota = "fhir-resources/PlanDefinition/bcbsmn-ii-271-011.json";
    public const string PolicyMedica = "fhir-resources/PlanDefinition/medica-mb2300-2025-08-21.json";
    public const string PolicyVa = "fhir-resources/PlanDefinition/va-cdi-00031-2024-10-01.json";

    public static (CrdEngine? Engine, IReadOnlyList<ResourceIssue> Issues) WithText(string path, Func<string, string> change)
    {
        var files = Engine.Files();
        Assert.Contains(files, f => f.Path == path);
        return CrdEngine.Load(files.Select(f => f.Path == path ? new ResourceFile(path, Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(f.Content.Span)))) : f));
    }

    public static (CrdEngine? Engine, IReadOnlyList<ResourceIssue> Issues) With(string path, Action<JsonObject> change) => WithText(path, text =>
    {
        var json = JsonNode.Parse(text)!.AsObject();
        change(json);
        return json.ToJsonString();
    });

    public static (CrdEngine? Engine, IReadOnlyList<ResourceIssue> Issues) Without(string path) =>
        CrdEngine.Load(Engine.Files().Where(f => f.Path != path));

    public static (CrdEngine? Engine, IReadOnlyList<ResourceIssue> Issues) Plus(string path, string text) =>
        CrdEngine.Load([.. Engine.Files(), new ResourceFile(path, Encoding.UTF8.GetBytes(text))]);
}
