using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Tests.Validation;

/// <summary>What a validator takes, and what it never says.</summary>
public sealed class ResourceValidatorTests
{
    private const string Canary = "Canary7c1";

    [Theory]
    [InlineData("", "json", "")]
    [InlineData("{", "json", "")]
    [InlineData("{} {}", "json", "")]
    [InlineData("[]", "resource-type", "resourceType")]
    [InlineData("{}", "resource-type", "resourceType")]
    [InlineData("""{ "resourceType": 1 }""", "resource-type", "resourceType")]
    [InlineData("""{ "resourceType": "patient" }""", "resource-type", "resourceType")]
    [InlineData("""{ "resourceType": "DomainResource" }""", "resource-type", "resourceType")]
    [InlineData("""{ "resourceType": "Patient" }""", "empty", "")]
    [InlineData("""{ "resourceType": "Patient", "id": "a", "id": "a" }""", "repeated-member", "id")]
    [InlineData("""{ "resourceType": "Patient", "id": "a", "name": [{ "text": "\ud800" }] }""", "text", "name[0].text")]
    [InlineData("""{ "resourceType": "Patient", "\ud800": 1 }""", "unknown-member", "?")]
    [InlineData("""{ "resourceType": "Patient", "name": [{ "given": ["a", null], "family": "b" }] }""", "null", "name[0].given[1]")]
    [InlineData("""{ "resourceType": "Patient", "name": [{ "given": [null], "_given": [null] }] }""", "null", "name[0]._given[0]")]
    [InlineData("""{ "resourceType": "Patient", "active": "true" }""", "kind", "active")]
    [InlineData("""{ "resourceType": "Patient", "id": "a", "contained": [{ "id": "b" }] }""", "resource-type", "contained[0]")]
    public async Task What_is_sent_is_answered_by_a_finding(string json, string rule, string place) =>
        Assert.Contains((await Validators.Of(CrdGuide.Version221)).Validate(json).Errors(), finding => finding.Rule == rule && finding.Place == place);

    [Fact]
    public async Task What_is_wrong_a_thousand_times_is_told_as_often() => Assert.Equal(
        1_000, (await Validators.Of(CrdGuide.Version221)).Validate($$"""{ "resourceType": "Patient", "id": "a", "name": [{{string.Join(',', Enumerable.Repeat("null", 2_000))}}] }""").Count);

    [Fact]
    public async Task Text_too_deep_is_answered_by_a_finding() =>
        Assert.Equal("json", Assert.Single((await Validators.Of(CrdGuide.Version221)).Validate(new string('[', 100_000))).Rule);

    [Theory]
    [InlineData("""{ "resourceType": "Patient", "name": [{ "given": ["a", null], "_given": [null, { "extension": [{ "url": "http://a.example/e", "valueCode": "x" }] }] }] }""")]
    [InlineData("""{ "resourceType": "Patient", "_birthDate": { "extension": [{ "url": "http://a.example/e", "valueCode": "x" }] } }""")]
    [InlineData("""{ "resourceType": "Patient", "extension": [{ "url": "http://a.example/e", "valueReference": { "reference": "Location/1" } }], "active": false }""")]
    public async Task What_FHIR_allows_has_no_error(string json) => Assert.Empty((await Validators.Of(CrdGuide.Version221)).Validate(json).Errors());

    // Every text of the resource, names of members among them, one after another.
    [Fact]
    public async Task No_value_and_no_text_of_a_resource_is_in_a_finding()
    {
        var validator = await Validators.Of(CrdGuide.Version221);
        JsonObject[] resources =
        [
            Given.Order(), Given.Coverage(), Given.Infusion(), Given.Appointment(),
            Given.Order(order => order["extension"] = Given.Json("""[{ "url": "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information", "extension": [{ "url": "covered", "valueCode": "covered" }] }]""")),
        ];
        var told = resources.SelectMany(Canaries).SelectMany(canary => validator.Validate(canary)).ToList();

        Assert.True(told.Count > 100, $"only {told.Count} findings");
        Assert.DoesNotContain(told, finding => finding.ToString().Contains("canary", StringComparison.OrdinalIgnoreCase) && !finding.Place.Split('.')[^1].StartsWith(Canary, StringComparison.Ordinal));
        Assert.DoesNotContain(told, finding => finding.Expected.Contains("canary", StringComparison.OrdinalIgnoreCase) || finding.Rule.Contains("canary", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_profile_that_is_not_held_is_told_as_not_evaluated_and_the_type_is_judged()
    {
        var order = Given.Order(json => json["meta"] = Given.Json("""{ "profile": ["http://a.example/StructureDefinition/a"] }"""));
        var findings = (await Validators.Of(CrdGuide.Version221)).Validate(order, "http://a.example/StructureDefinition/b");

        Assert.Equal(["", "meta.profile[0]"], findings.Where(finding => finding.Severity == FindingSeverity.NotEvaluated).Select(finding => finding.Place), StringComparer.Ordinal);
        Assert.Empty(findings.Errors());
    }

    [Fact]
    public async Task A_profile_that_is_held_is_applied_with_a_snapshot_made_of_its_differential()
    {
        const string Profile = """
            { "resourceType": "StructureDefinition", "url": "http://a.example/StructureDefinition/named", "name": "Named", "status": "active", "kind": "resource", "abstract": false, "type": "Patient",
              "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient", "derivation": "constraint",
              "differential": { "element": [{ "id": "Patient.name", "path": "Patient.name", "min": 1 }] } }
            """;
        var bytes = Encoding.UTF8.GetBytes(Profile);
        var validator = await ResourceValidator.CreateAsync(new ValidatorSources { Held = [bytes] }, CancellationToken.None);

        Assert.Equal(
            [new("required", FindingSeverity.Error, "name", "Patient.name 1..* HumanName")],
            validator.Validate("""{ "resourceType": "Patient", "active": true }""", "http://a.example/StructureDefinition/named").Errors());
        Assert.Empty(validator.Validate("""{ "resourceType": "Patient", "active": true }""").Errors());
        Assert.Equal(Profile, Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public async Task A_profile_based_on_one_that_is_not_held_is_still_applied()
    {
        var validator = await Validators.MakeAsync(CrdGuide.Version221);
        var held = Given.Json("""
            { "resourceType": "StructureDefinition", "url": "http://a.example/StructureDefinition/child", "name": "Child", "status": "active", "kind": "resource", "abstract": false, "type": "Patient",
              "baseDefinition": "http://nobody.example/StructureDefinition/us-core-patient", "derivation": "constraint",
              "snapshot": { "element": [{ "id": "Patient", "path": "Patient", "min": 0, "max": "*" }, { "id": "Patient.name", "path": "Patient.name", "min": 1, "max": "*", "type": [{ "code": "HumanName" }] },
                { "id": "Patient.active", "path": "Patient.active", "min": 0, "max": "1", "type": [{ "code": "boolean" }] }] } }
            """);
        var withStandIn = await ResourceValidator.CreateAsync(new ValidatorSources { Held = [Encoding.UTF8.GetBytes(held.ToJsonString())] }, CancellationToken.None);

        Assert.Contains(withStandIn.Validate("""{ "resourceType": "Patient", "active": true }""", "http://a.example/StructureDefinition/child").Errors(), error => error is { Rule: "required", Place: "name" });
        Assert.DoesNotContain(validator.Validate("""{ "resourceType": "Patient", "active": true }""", "http://a.example/StructureDefinition/child"), finding => finding.Severity == FindingSeverity.Error);
    }

    [Fact]
    public async Task Many_at_once_are_told_what_each_is_told_alone()
    {
        JsonObject[] resources = [Given.Order(), Given.Coverage(json => json["status"] = "odd"), Given.Appointment(json => json.Remove("participant")), Given.Infusion(json => json.Remove("subject"))];
        var alone = await Validators.MakeAsync(CrdGuide.Version221);
        var expected = resources.Select(resource => alone.Validate(resource)).ToList();
        var shared = await Validators.MakeAsync(CrdGuide.Version221);
        var texts = resources.Select(resource => Encoding.UTF8.GetBytes(resource.ToJsonString())).ToList();
        var found = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => shared.ValidateAsync(texts[number % 4], profile: null, CancellationToken.None))));

        Assert.All(found.Index(), one => Assert.Equal(expected[one.Index % 4], one.Item));
    }

    private static IEnumerable<JsonObject> Canaries(JsonObject resource)
    {
        foreach (var path in Texts(resource, []).ToList())
        {
            foreach (var text in new[] { Canary, $"{Canary} with a blank", $"http://{Canary}.example/{Canary} " })
            {
                var copy = resource.DeepClone().AsObject();
                var parent = path[..^1].Aggregate((JsonNode)copy, (json, step) => step is int index ? json[index]! : json[(string)step]!);
                if (path[^1] is int last)
                {
                    parent[last] = text;
                }
                else
                {
                    parent[(string)path[^1]] = text;
                    parent[Canary + path[^1]] = text;
                }

                yield return copy;
            }
        }
    }

    private static IEnumerable<object[]> Texts(JsonNode json, object[] steps) => json switch
    {
        JsonObject members => members.Where(member => member.Key != "resourceType").SelectMany(member => Texts(member.Value!, [.. steps, member.Key])),
        JsonArray items => items.Index().SelectMany(item => Texts(item.Item!, [.. steps, item.Index])),
        _ => [steps],
    };
}
