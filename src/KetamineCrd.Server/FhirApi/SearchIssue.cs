namespace KetamineCrd.Server.FhirApi;

/// <summary>Why a search cannot be answered. Names the parameter, never its value.</summary>
/// <param name="Code">A code of <c>http://hl7.org/fhir/issue-type</c>.</param>
internal sealed record SearchIssue(string Code, string Parameter, string Text);
