using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Validation;

/// <summary>Findings that are dropped because the definition is at fault, not the resource.</summary>
internal static class KnownDisagreements
{
    private const string CoverageInformation = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information";

    private static readonly Dictionary<(CrdGuide Guide, string Rule), string> Reasons = new()
    {
        [(CrdGuide.Version201, "crd-ci-q2")] = "The expression demands pa-needed of all that is covered; the words forbid it of what is not.",
        [(CrdGuide.Version221, "crd-ci-q4")] = "The expression tests for a code that does not exist, and gives nothing where it should give true or false.",
    };

    private static readonly Dictionary<(CrdGuide Guide, string ResourceType), string> Contexts = new()
    {
        [(CrdGuide.Version201, "Appointment")] = "The extension's list of contexts lacks it; the guide's own profile of it has the extension.",
        [(CrdGuide.Version201, "VisionPrescription")] = "As Appointment.",
    };

    public static bool Has(CrdGuide guide, string resourceType, ValidationFinding finding) =>
        Reasons.ContainsKey((guide, finding.Rule))
        || (finding.Rule == Rules.ExtensionContext && finding.Expected.Contains(CoverageInformation, StringComparison.Ordinal) && Contexts.ContainsKey((guide, resourceType)));
}
