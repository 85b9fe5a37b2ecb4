using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Server.Tests.Demonstration;

/// <summary>Every FHIR resource in every answer of the demonstration payer is valid FHIR, and its coverage information that of its dialect.</summary>
public sealed class DemonstrationValidationTests(DemonstrationSession session) : IClassFixture<DemonstrationSession>
{
    public static TheoryData<string> Dialects => [.. DemonstrationCall.Dialects];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Resources_of_every_demonstration_answer_are_valid(string dialect)
    {
        var held = Directory.EnumerateFiles(Repository.PathTo("fhir-resources"), "*.json", SearchOption.AllDirectories).Select(file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file));
        var guide = DemonstrationCall.VersionOf(dialect) == "2.0" ? CrdGuide.Version201 : CrdGuide.Version221;
        using var validator = await ResourceValidator.CreateAsync(new ValidatorSources { Held = [.. held], Guide = guide }, CancellationToken.None);
        var resources = DemonstrationCall.Hooks.SelectMany(hook => session.On(dialect, hook)).SelectMany(exchange => Within(exchange.Answer.Json)).ToList();

        Assert.True(resources.Count > 100, $"only {resources.Count} resources");
        Assert.Empty(
            from resource in resources
            from finding in validator.Validate(Encoding.UTF8.GetBytes(resource.ToJsonString()), profile: null)
            where finding.Severity == FindingSeverity.Error
            select $"{resource["resourceType"]} {finding}");
    }

    private static IEnumerable<JsonObject> Within(JsonNode? json) => json switch
    {
        JsonObject resource when resource.ContainsKey("resourceType") => [resource],
        JsonObject members => members.SelectMany(member => Within(member.Value)),
        JsonArray items => items.SelectMany(Within),
        _ => [],
    };
}
