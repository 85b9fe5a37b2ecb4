
namespace KetamineCrd.Hooks;

/// <summary>Why a call cannot be answered: where, and what was expected. Never the value that was found, since it may be a patient's.</summary>
/// <param name="Kind">Decides the HTTP status.</param>
/// <param name="Code">A code of <c>http://hl7.org/fhir/issue-type</c>.</param>
/// <param name="Path">JSON path from the root of the body; empty for the whole body.</param>
/// <param name="Expected">What was expected there.</param>
public sealed record HookIssue(HookIssueKind Kind, string Code, string Path, string Expected)
{
    /// <summary>An element that is absent, or of another kind than it must be.</summary>
    public static HookIssue Required(string path, string expected) =>
        new(HookIssueKind.Invalid, "required", path, $"This element is required: {expected}.");

    /// <summary>A text longer than <see cref="CallLimits.MostIdBytes"/>.</summary>
    public static HookIssue TooLong(string path) =>
        new(HookIssueKind.Invalid, "too-long", path, $"At most {CallLimits.MostIdBytes:N0} bytes were expected.");

    /// <summary>A MedicationRequest with both forms of <c>medication[x]</c>: which of them is ordered is not known.</summary>
    /// <param name="path">Of the order.</param>
    public static HookIssue TwoMedications(string path) => new(
        HookIssueKind.Invalid, "structure", $"{path}.medication[x]", "One of medicationCodeableConcept and medicationReference was expected (FHIR R4).");

    /// <summary>More than <see cref="CallLimits"/> allows.</summary>
    public static HookIssue TooCostly(string path, string expected) => new(HookIssueKind.Unprocessable, "too-costly", path, expected);
}

public enum HookIssueKind
{
    /// <summary>Not JSON: 400 in every release.</summary>
    NotJson,

    /// <summary>JSON, but not a CDS Hooks call, or no usable Coverage: 400 (CRD 2.2.1 hook-13), in CRD 2.0.1 422 (<see cref="Dialect.RefusesAllJsonAlike"/>).</summary>
    Invalid,

    /// <summary>Valid, but breaks a constraint of CRD (CRD 2.2.1 hook-13), or asks for more than one call may: 422.</summary>
    Unprocessable,

    /// <summary>Needed data was not sent and cannot be read (CDS Hooks 2.0): 412.</summary>
    Unobtainable,
}
