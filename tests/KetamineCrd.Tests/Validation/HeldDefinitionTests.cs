using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Validation;

namespace KetamineCrd.Tests.Validation;

/// <summary>A definition that somebody's folder holds may be none.</summary>
public sealed class HeldDefinitionTests
{
    private const string Url = "https://ketaminecrd.example/fhir/StructureDefinition/precedence";

    [Theory]
    [InlineData("", "baseDefinition", "\"" + Url + "\"")]
    [InlineData("", "kind", "\"complex\"")]
    [InlineData("", "differential", "[1]")]
    [InlineData("differential", "element", "\"none\"")]
    [InlineData("differential", "element", """[{ "path": "Extension" }, { "path": "Other" }]""")]
    [InlineData("differential", "element", """[{ "path": "Extension" }, { "min": 1 }]""")]
    [InlineData("differential/element/3", "type", "5")]
    [InlineData("differential/element/3", "type", """[{ "code": "Nothing" }]""")]
    public async Task A_definition_without_a_snapshot_is_told_and_the_others_judge_on(string place, string member, string value)
    {
        var definition = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathTo("fhir-resources/StructureDefinition/precedence.json")))!;
        place.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(definition, (json, step) => json is JsonArray items ? items[step[0] - '0']! : json[step]!)[member] = JsonNode.Parse(value);
        var text = Encoding.UTF8.GetBytes(definition.ToJsonString());
        using var validator = await ResourceValidator.CreateAsync(new ValidatorSources { Held = [text, .. Validators.Held()] }, CancellationToken.None);

        Assert.Contains(validator.Validate(text, null), f => (f.Rule, f.Severity, f.Place) == ("snapshot", FindingSeverity.Error, "differential"));
        Assert.Empty(validator.Validate($$"""{ "resourceType": "ValueSet", "id": "v", "status": "draft", "extension": [{ "url": "{{Url}}", "valueInteger": 1 }] }""").Errors());
        Assert.NotEmpty(validator.Validate("""
            { "resourceType": "ValueSet", "id": "v", "status": "draft", "extension": [{ "url": "https://ketaminecrd.example/fhir/StructureDefinition/usual-route", "valueInteger": 1 }] }
            """).Errors());
    }
}
