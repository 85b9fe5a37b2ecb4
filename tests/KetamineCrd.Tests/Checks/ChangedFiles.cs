using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Checks;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests.Checks;

/// <summary>The repository's data files with changes made in memory, and what the check says about them.</summary>
internal static class ChangedFiles
{
    public const string Ketamine = "fhir-resources/ValueSet/ketamine.json";
    public const string CancerPain = "fhir-resources/ValueSet/cancer-pain.json";
    public const string Grounds = "fhir-resources/CodeSystem/ground.json";
    public const string Precedence = "fhir-resources/StructureDefinition/precedence.json";
    public const string Va = "fhir-resources/Organization/va.json";
    public const string Card = "cards/not-covered.en.json";
    public const string Sentences = "cards/sentences.en.json";

    public static readonly DateOnly Today = new(2026, 11, 21);

    public static IReadOnlyList<ResourceFile> With(string path, Action<JsonObject> change) => Engine.Files().With(path, change);

    public static IReadOnlyList<ResourceFile> With(this IReadOnlyList<ResourceFile> files, string path, Action<JsonObject> change)
    {
        Assert.Contains(files, f => f.Path == path);
        return [.. files.Select(f => f.Path == path ? new ResourceFile(path, Encoding.UTF8.GetBytes(Changed(f, change))) : f)];
    }

    public static IReadOnlyList<ResourceFile> Without(string path) => [.. Engine.Files().Where(f => f.Path != path)];

    public static IReadOnlyList<ResourceFile> Plus(this IReadOnlyList<ResourceFile> files, string path, string text) =>
        [.. files, new ResourceFile(path, Encoding.UTF8.GetBytes(text))];

    public static IReadOnlyList<PolicyFinding> Check(this IReadOnlyList<ResourceFile> files, DateOnly? today = null) => PolicyCheck.Run(files, today ?? Today);

    /// <summary>What stands at a place such as <c>action/1/code</c>.</summary>
    public static JsonNode At(this JsonNode json, string place)
    {
        foreach (var step in place.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            json = (json is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)] : json[step])!;
        }

        return json;
    }

    /// <summary>The rule of a policy with the id.</summary>
    public static JsonObject Rule(this JsonObject policy, string id) => policy["action"]!.AsArray().First(a => a!["id"]!.GetValue<string>() == id)!.AsObject();

    private static string Changed(ResourceFile file, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(file.Content.Span)!.AsObject();
        change(json);
        return json.ToJsonString();
    }
}
