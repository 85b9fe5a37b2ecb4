using Hl7.Fhir.Support;

namespace KetamineCrd.Validation;

/// <summary>The rules that a finding can name, beside the keys of invariants.</summary>
internal static class Rules
{
    public const string Json = "json";
    public const string ResourceType = "resource-type";
    public const string RepeatedMember = "repeated-member";
    public const string UnknownMember = "unknown-member";
    public const string Kind = "kind";
    public const string Null = "null";
    public const string Empty = "empty";
    public const string Text = "text";
    public const string Choice = "choice";
    public const string Format = "format";
    public const string Required = "required";
    public const string Cardinality = "cardinality";
    public const string Code = "code";
    public const string Invariant = "invariant";
    public const string ReferenceTarget = "reference-target";
    public const string ExtensionContext = "extension-context";
    public const string Profile = "profile";
    public const string Snapshot = "snapshot";
    public const string NotJudged = "not-judged";

    private static readonly Dictionary<int, string> Names = new()
    {
        [Issue.CONTENT_ELEMENT_MUST_HAVE_VALUE_OR_CHILDREN.Code] = Empty,
        [Issue.CONTENT_ELEMENT_HAS_UNKNOWN_CHILDREN.Code] = UnknownMember,
        [Issue.CONTENT_ELEMENT_HAS_INCORRECT_TYPE.Code] = Kind,
        [Issue.CONTENT_ELEMENT_MUST_MATCH_TYPE.Code] = Kind,
        [Issue.CONTENT_ELEMENT_CHOICE_INVALID_INSTANCE_TYPE.Code] = Choice,
        [Issue.CONTENT_ELEMENT_CANNOT_DETERMINE_TYPE.Code] = Choice,
        [Issue.CONTENT_ELEMENT_VALUE_TOO_LONG.Code] = Format,
        [Issue.CONTENT_ELEMENT_INVALID_PRIMITIVE_VALUE.Code] = Format,
        [Issue.CONTENT_DOES_NOT_MATCH_FIXED_VALUE.Code] = "fixed-value",
        [Issue.CONTENT_DOES_NOT_MATCH_PATTERN_VALUE.Code] = "pattern",
        [Issue.CONTENT_INCORRECT_OCCURRENCE.Code] = Cardinality,
        [Issue.CONTENT_INVALID_FOR_REQUIRED_BINDING.Code] = Code,
        [Issue.CONTENT_INVALID_FOR_NON_REQUIRED_BINDING.Code] = Code,
        [Issue.CONTENT_TYPE_NOT_BINDEABLE.Code] = Code,
        [Issue.TERMINOLOGY_CODE_NOT_IN_VALUESET.Code] = Code,
        [Issue.TERMINOLOGY_INCOMPLETE_CODE_ERROR.Code] = Code,
        [Issue.TERMINOLOGY_OUTPUT_ERROR.Code] = Code,
        [Issue.TERMINOLOGY_OUTPUT_WARNING.Code] = Code,
        [Issue.CONTENT_ELEMENT_FAILS_SLICING_RULE.Code] = "slicing",
        [Issue.CONTENT_ELEMENT_FAILS_ERROR_CONSTRAINT.Code] = Invariant,
        [Issue.CONTENT_ELEMENT_FAILS_WARNING_CONSTRAINT.Code] = Invariant,
    };

    // The definition, the code system or the service is not there, or the rule is not one that can be run.
    private static readonly HashSet<int> Unavailable =
    [
        Issue.UNAVAILABLE_REFERENCED_PROFILE.Code, Issue.UNAVAILABLE_REFERENCED_PROFILE_WARNING.Code, Issue.UNAVAILABLE_NEED_SNAPSHOT.Code, Issue.UNAVAILABLE_SNAPSHOT_GENERATION_FAILED.Code,
        Issue.UNAVAILABLE_NEED_DIFFERENTIAL.Code, Issue.UNAVAILABLE_REFERENCED_RESOURCE.Code, Issue.UNAVAILABLE_TERMINOLOGY_SERVER.Code, Issue.UNAVAILABLE_VALIDATE_CODE_FAILED.Code,
        Issue.TERMINOLOGY_SERVICE_FAILED.Code, Issue.PROFILE_ELEMENTDEF_INVALID_FHIRPATH_EXPRESSION.Code, Issue.UNSUPPORTED_BINDING_NOT_SUPPORTED_BY_SERVICE.Code,
        Issue.UNSUPPORTED_CONSTRAINT_WITHOUT_FHIRPATH.Code, Issue.PROCESSING_CATASTROPHIC_FAILURE.Code,
    ];

    /// <summary>The name of a validator's own number; <c>firely-</c> and the number for one that has no name here.</summary>
    public static string Named(int number) => Names.TryGetValue(number, out var name) ? name : $"firely-{number}";

    public static bool IsUnavailable(int number) => Unavailable.Contains(number);
}
