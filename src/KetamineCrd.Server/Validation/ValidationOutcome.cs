using Hl7.Fhir.Model;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Validation;

namespace KetamineCrd.Server.Validation;

/// <summary>What a validation has found, as an OperationOutcome: rule, place, what was expected, never what was found.</summary>
internal static class ValidationOutcome
{
    /// <param name="findings">None gives the one issue <c>No issues</c>.</param>
    public static ReadOnlyMemory<byte> Write(IEnumerable<ValidationFinding> findings)
    {
        var outcome = new OperationOutcome { Issue = [.. findings.Select(Issue)] };
        if (outcome.Issue.Count == 0)
        {
            outcome.Issue.Add(new()
            {
                Severity = OperationOutcome.IssueSeverity.Information,
                Code = OperationOutcome.IssueType.Informational,
                Details = new CodeableConcept { Text = "No issues" },
            });
        }

        return FhirWriting.ToUtf8(outcome);
    }

    private static OperationOutcome.IssueComponent Issue(ValidationFinding finding) => new()
    {
        Severity = finding.Severity switch
        {
            FindingSeverity.Error => OperationOutcome.IssueSeverity.Error,
            FindingSeverity.Warning => OperationOutcome.IssueSeverity.Warning,
            _ => OperationOutcome.IssueSeverity.Information,
        },
        Code = CodeOf(finding),
        Details = new CodeableConcept { Text = finding.Expected.Length > 0 ? $"{finding.Rule}: {finding.Expected}" : finding.Rule },
        Expression = finding.Place.Length > 0 ? [finding.Place] : [],
    };

    // http://hl7.org/fhir/issue-type. Whatever has no name here is the key of an invariant.
    private static OperationOutcome.IssueType CodeOf(ValidationFinding finding) => finding switch
    {
        { Severity: FindingSeverity.NotEvaluated } => OperationOutcome.IssueType.Informational,
        { Rule: "required" } => OperationOutcome.IssueType.Required,
        { Rule: "code" } => OperationOutcome.IssueType.CodeInvalid,
        { Rule: "format" or "text" or "fixed-value" or "pattern" } => OperationOutcome.IssueType.Value,
        { Rule: "extension-context" } => OperationOutcome.IssueType.Extension,
        { Rule: "json" or "resource-type" or "repeated-member" or "unknown-member" or "kind" or "null" or "empty" or "choice" or "cardinality" or "reference-target" or "slicing" } =>
            OperationOutcome.IssueType.Structure,
        _ => OperationOutcome.IssueType.Invariant,
    };
}
