using System.Text.RegularExpressions;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Tests.Validation;

/// <summary>Resources that nobody here wrote, and that are right: the npm package hl7.fhir.r4.examples 4.0.1.</summary>
public sealed partial class R4ExampleValidationTests
{
    // Type, rule, place without numbers, and why the example is at fault.
    private static readonly (string Type, string Rule, string Place, string Reason)[] Known =
    [
        ("MedicationRequest", "reference-target", "dispenseRequest.performer.reference", "medrx0301 names a Practitioner where R4 has an Organization alone; no validator looked"),
        ("Questionnaire", "required", "item[].item[].linkId", "qs1 has no linkId from its second level on"),
        ("Questionnaire", "required", "item[].item[].item[].linkId", "as above"),
        ("Questionnaire", "required", "item[].item[].item[].item[].linkId", "as above"),
        ("Questionnaire", "txt-1", "text.div", "an element of HTML that narrative does not have"),
        ("Questionnaire", "format", "extension[].valueCanonical", "a canonical that is no address"),
        ("PlanDefinition", "format", "relatedArtifact[].resource", "a relative canonical"),
        ("PlanDefinition", "format", "library[]", "a relative canonical"),
        ("PlanDefinition", "format", "action[].action[].definitionCanonical", "a relative canonical"),
        ("PlanDefinition", "format", "action[].action[].action[].definitionCanonical", "a relative canonical"),
        ("CodeSystem", "format", "property[].uri", "an address with a blank"),
        ("CodeSystem", "format", "concept[].code", "a code with two blanks"),
        ("CapabilityStatement", "format", "url", "urn:uuid in capitals"),
        ("CapabilityStatement", "format", "rest[].resource[].profile", "a relative canonical"),
        ("CapabilityStatement", "format", "rest[].operation[].definition", "a relative canonical"),
        ("CapabilityStatement", "format", "messaging[].supportedMessage[].definition", "a relative canonical"),
        ("StructureDefinition", "sdf-4", "", "the logical models of the workflow patterns have no base"),
        ("Bundle", "format", "entry[].resource.property[].uri", "as in CodeSystem"),
        ("Bundle", "format", "entry[].resource.concept[].code", "as in CodeSystem"),
        ("Bundle", "format", "entry[].resource.expansion.parameter[].valueUri", "an address with a blank"),
        ("Bundle", "code", "entry[].resource.payloadMimeType[]", "a type of content that is none"),
        ("Bundle", "bdl-7", "", "an address stands twice"),
        ("Bundle", "bdl-15", "", "bundle-search-warning has an entry without an address"),
    ];

    [R4ExamplesTheory]
    [InlineData("MedicationRequest")]
    [InlineData("ServiceRequest")]
    [InlineData("Coverage")]
    [InlineData("Patient")]
    [InlineData("Encounter")]
    [InlineData("Appointment")]
    [InlineData("Organization")]
    [InlineData("Task")]
    [InlineData("OperationOutcome")]
    [InlineData("Medication")]
    [InlineData("Condition")]
    [InlineData("Questionnaire")]
    [InlineData("PlanDefinition")]
    [InlineData("CapabilityStatement")]
    public async Task Examples_have_no_error_but_those_that_are_known(string type) => await AreRightAsync(type);

    [R4ExamplesTheory]
    [Trait("Set", "All")]
    [InlineData("ValueSet")]
    [InlineData("CodeSystem")]
    [InlineData("StructureDefinition")]
    [InlineData("Bundle")]
    public async Task Examples_of_what_is_held_or_large_have_no_error_but_those_that_are_known(string type) => await AreRightAsync(type);

    private static async Task AreRightAsync(string type)
    {
        var validator = await Validators.Of(CrdGuide.Version221);
        var files = Directory.GetFiles(OtherFolders.R4Examples, $"{type}-*.json");
        var errors = files
            .SelectMany(file => validator.Validate(File.ReadAllBytes(file), null).Errors())
            .Select(error => (Type: type, error.Rule, Place: Index().Replace(error.Place, "[]")))
            .ToHashSet();

        Assert.NotEmpty(files);
        Assert.Equal(Known.Where(known => known.Type == type).Select(known => (known.Type, known.Rule, known.Place)).Order(), errors.Order());
    }

    [GeneratedRegex(@"\[\d+\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Index();
}
