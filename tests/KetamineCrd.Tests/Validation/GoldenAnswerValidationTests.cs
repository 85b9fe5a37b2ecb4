using System.Text.Json;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Tests.Validation;

/// <summary>Every FHIR resource in every golden answer is valid: by R4, by our descriptions of coverage information, and by the published packages of CRD.</summary>
public sealed class GoldenAnswerValidationTests
{
    private const string Crd = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/profile-";

    [Theory]
    [InlineData(CrdGuide.Version201, 50)]
    [InlineData(CrdGuide.Version221, 70)]
    public async Task Resources_of_golden_answers_are_valid(CrdGuide guide, int least) => await AreValidAsync(guide, isPublished: false, least, _ => null);

    // The preview's profile of an appointment slices by what a reference leads to, in two types, which this validator cannot: there the extension alone is judged.
    [FhirPackagesTheory]
    [InlineData(CrdGuide.Version201, 50)]
    [InlineData(CrdGuide.Version221, 70)]
    public async Task Resources_of_golden_answers_are_valid_by_the_published_profiles(CrdGuide guide, int least) =>
        await AreValidAsync(guide, isPublished: true, least, type => type switch
        {
            "Task" => Crd + "taskquestionnaire",
            "Appointment" when guide == CrdGuide.Version221 => null,
            "Appointment" or "MedicationRequest" or "ServiceRequest" or "Encounter" or "Coverage" => Crd + type.ToLowerInvariant(),
            _ => null,
        });

    [Fact]
    public async Task A_broken_statement_of_coverage_is_found_in_an_answer()
    {
        var validator = await Validators.Of(CrdGuide.Version221);
        var order = Resources(CrdGuide.Version221).First(resource => resource.GetRawText().Contains("ext-coverage-information", StringComparison.Ordinal)).GetRawText();

        Assert.Empty(validator.Validate(order).Errors());
        Assert.NotEmpty(validator.Validate(order.Replace("\"url\":\"covered\"", "\"url\":\"cover\"", StringComparison.Ordinal)
            .Replace("\"url\": \"covered\"", "\"url\": \"cover\"", StringComparison.Ordinal)).Errors());
    }

    private static async Task AreValidAsync(CrdGuide guide, bool isPublished, int least, Func<string, string?> profileOf)
    {
        var validator = await Validators.Of(guide, isPublished);
        var resources = Resources(guide).ToList();
        Assert.True(resources.Count >= least, $"only {resources.Count} resources");
        var findings =
            from resource in resources
            from finding in validator.Validate(resource.GetRawText(), profileOf(resource.GetProperty("resourceType").GetString()!))
            where finding.Severity == FindingSeverity.Error || (isPublished && finding.Severity == FindingSeverity.NotEvaluated && finding.Place.Length == 0)
            select $"{resource.GetProperty("resourceType")} {finding}";
        Assert.Empty(findings.Distinct(StringComparer.Ordinal));
    }

    private static IEnumerable<JsonElement> Resources(CrdGuide guide)
    {
        var old = Repository.PathTo("tests", "data", "2.0") + Path.DirectorySeparatorChar;
        return Directory.EnumerateFiles(Repository.PathTo("tests", "data"), "*.response.json", SearchOption.AllDirectories)
            .Where(file => file.StartsWith(old, StringComparison.Ordinal) == (guide == CrdGuide.Version201))
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Within(JsonElement.Parse(File.ReadAllBytes(file))));
    }

    private static IEnumerable<JsonElement> Within(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty("resourceType", out _) => [json],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Within(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Within),
        _ => [],
    };
}
