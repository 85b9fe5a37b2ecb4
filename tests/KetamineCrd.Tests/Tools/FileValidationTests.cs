using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Checks;
using KetamineCrd.Resources;
using KetamineCrd.Tests.Checks;
using KetamineCrd.Tools;

namespace KetamineCrd.Tests.Tools;

/// <summary>Data files are judged by a validator with the profiles that are published for them.</summary>
public sealed class FileValidationTests
{
    private const string NextReview = "https://ketaminecrd.example/fhir/StructureDefinition/next-review-date";

    // A place for each type that the profiles say something of.
    private static readonly (string Type, string File, string Place)[] Places =
    [
        ("PlanDefinition", Loading.Policy2025, ""),
        ("PlanDefinition.action", Loading.Policy2025, "action/0"),
        ("PlanDefinition.action.input", Loading.Policy2025, "action/0/input/0"),
        ("PlanDefinition.action.input.codeFilter", Loading.Policy2025, "action/0/input/0/codeFilter/0"),
        ("ValueSet", ChangedFiles.Ketamine, ""),
        ("ValueSet.compose", ChangedFiles.Ketamine, "compose"),
        ("ValueSet.compose.include", ChangedFiles.Ketamine, "compose/include/0"),
        ("ValueSet.compose.include.concept", ChangedFiles.Ketamine, "compose/include/0/concept/0"),
        ("CodeSystem", ChangedFiles.Grounds, ""),
        ("CodeSystem.concept", ChangedFiles.Grounds, "concept/0"),
        ("StructureDefinition", ChangedFiles.Precedence, ""),
        ("StructureDefinition.differential", ChangedFiles.Precedence, "differential"),
        ("Organization", ChangedFiles.Va, ""),
    ];

    [Fact]
    public async Task The_data_and_the_demonstration_have_no_error() =>
        Assert.DoesNotContain(await FileValidation.RunAsync([.. Engine.Files(), .. ResourceFiles.ReadDemonstration()], CancellationToken.None), f => f.Severity == FindingSeverity.Error);

    [Fact]
    public async Task What_a_start_refuses_for_a_profile_the_validator_refuses_at_the_same_place()
    {
        var faults = Places.SelectMany(p => Faults(p.Type, p.File, p.Place)).ToArray();
        ResourceFile[] files = [.. faults.Select((f, i) => new ResourceFile($"fhir-resources/{f.Type}/{i}.json", Encoding.UTF8.GetBytes(f.Json.ToJsonString())))];

        var judged = await FileValidation.RunAsync(files, CancellationToken.None);

        Assert.True(faults.Length > 80, $"only {faults.Length}");
        Assert.All(faults.Zip(files), x =>
        {
            var ((type, json, path, words), file) = x;
            var held = new HeldResource(file.Path, type, "", JsonElement.Parse(json.ToJsonString()));
            Assert.Contains(ElementCheck.Run([held]), f => f.Path == path);
            Assert.Contains(judged, f => f.File == file.Path && f.Path == path && f.Severity == FindingSeverity.Error && f.Message.Contains(words, StringComparison.Ordinal));
        });
    }

    // Each loads, and none is a thing of one element alone.
    [Theory]
    [InlineData(Loading.Policy2025, "", "contained", """[{ "resourceType": "Questionnaire", "id": "form", "statuus": "draft" }]""", "contained[0].statuus")]
    [InlineData(Loading.Policy2025, "", "contained", """[{ "resourceType": "Organization", "id": "nobody" }]""", "contained[0]")]
    [InlineData(Loading.Policy2025, "relatedArtifact/0", "extension", $$"""[{ "url": "{{NextReview}}", "valueDate": "2026" }]""", "relatedArtifact[0].extension[0]")]
    [InlineData(Loading.Policy2025, "", "text", """{ "status": "generated", "div": "no element" }""", "text.div")]
    [InlineData(ChangedFiles.Precedence, "", "type", "\"Extensions\"", "differential")]
    public async Task What_only_a_validator_can_see_is_an_error_of_the_check(string file, string place, string member, string value, string path)
    {
        var files = ChangedFiles.With(file, json => json.At(place)[member] = JsonNode.Parse(value));
        Found.NoError(files.Check());

        var findings = PolicyCheck.Run(files, ChangedFiles.Today, await FileValidation.RunAsync(files, CancellationToken.None));

        Assert.Contains(findings, f => (f.Severity, f.File, f.Path) == (FindingSeverity.Error, file, path));
    }

    [Fact]
    public async Task A_folder_cannot_allow_what_is_not_honoured()
    {
        var files = ChangedFiles
            .With("fhir-resources/StructureDefinition/profile-policy.json", json => json.At("differential")["element"] = JsonNode.Parse("""[{ "id": "PlanDefinition", "path": "PlanDefinition" }]"""))
            .With(Loading.Policy2025, json => json.At("action/2")["condition"] = JsonNode.Parse("""[{ "kind": "applicability" }]"""));

        Assert.Contains(await FileValidation.RunAsync(files, CancellationToken.None), f => (f.File, f.Path) == (Loading.Policy2025, "action[2].condition"));
    }

    [Fact]
    public async Task An_extension_that_a_folder_defines_has_a_value_of_its_type()
    {
        var files = ChangedFiles
            .With(ChangedFiles.Va, json => json["extension"] = JsonNode.Parse("""
                [{ "url": "https://ketaminecrd.example/fhir/StructureDefinition/for-a-time", "valueString": "2025" }]
                """))
            .Plus("fhir-resources/StructureDefinition/for-a-time.json", """
                {
                  "resourceType": "StructureDefinition", "id": "for-a-time", "url": "https://ketaminecrd.example/fhir/StructureDefinition/for-a-time",
                  "version": "1.0.0", "name": "ForATime", "title": "For a time", "status": "active", "date": "2026-11-21", "publisher": "KetamineCrd",
                  "description": "When a name is used.", "kind": "complex-type", "abstract": false, "context": [{ "type": "element", "expression": "Element" }],
                  "type": "Extension", "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension", "derivation": "constraint",
                  "differential": {
                    "element": [
                      { "id": "Extension", "path": "Extension" },
                      { "id": "Extension.value[x]", "path": "Extension.value[x]", "type": [{ "code": "Period" }] }
                    ]
                  }
                }
                """);

        Found.Error(ChangedFiles.Va, "extension[0].valueString", PolicyCheck.Run(files, ChangedFiles.Today, await FileValidation.RunAsync(files, CancellationToken.None)));
    }

    [Theory]
    [InlineData("", "aprovalDate", "\"2025\"", "aprovalDate")]
    [InlineData("action/2", "condition", """[{ "kind": "applicability" }]""", "action[2].condition")]
    [InlineData("", "status", "\"aktive\"", "status")]
    [InlineData("useContext/0", "valueQuantity", """{ "value": 1 }""", "useContext[0].value[x]")]
    public async Task What_loading_says_is_not_said_again(string place, string member, string value, string path)
    {
        var files = ChangedFiles.With(Loading.Policy2025, json => json.At(place)[member] = JsonNode.Parse(value));

        Found.Error(Loading.Policy2025, path, PolicyCheck.Run(files, ChangedFiles.Today, await FileValidation.RunAsync(files, CancellationToken.None)));
    }

    private static IEnumerable<(string Type, JsonObject Json, string Path, string Words)> Faults(string type, string file, string place)
    {
        foreach (var element in ProfiledTypes.ElementsOf(type)!)
        {
            var json = JsonNode.Parse(Engine.Files().Single(f => f.Path == file).Content.Span)!.AsObject();
            var at = json.At(place).AsObject();
            var (member, of) = element.Members[0];
            if (element.IsUnread)
            {
                at[member] = element.IsList ? new JsonArray(Sample(of)) : Sample(of);
            }
            else if (!element.IsRequired || member == "resourceType" || !at.Remove(member))
            {
                continue;
            }
            else if (at.Count == 0)
            {
                at["id"] = "an-object-is-not-empty";
            }

            yield return (type.Split('.')[0], json, Path(place, member), element.IsUnread ? "Not honoured" : "(required)");
        }
    }

    private static string Path(string place, string member) =>
        string.Concat(place.Split('/', StringSplitOptions.RemoveEmptyEntries).Append(member).Select(step => char.IsAsciiDigit(step[0]) ? $"[{step}]" : $".{step}"))[1..];

    private static JsonNode Sample(string type) => type switch
    {
        "Extension" => new JsonObject { ["url"] = "http://a.example/b", ["valueBoolean"] = true },
        "boolean" => true,
        "positiveInt" => 1,
        "date" or "dateTime" => "2026-01-01",
        "code" or "id" or "string" or "uri" or "canonical" => "a",
        _ => new JsonObject { ["id"] = "a" },
    };
}
