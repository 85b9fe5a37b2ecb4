namespace KetamineCrd.Validation;

/// <summary>One thing that a validation has to say. Nothing of it is a value of the resource: all may be logged, counted and shown.</summary>
/// <param name="Rule">What was broken, in small letters (<c>required</c>, <c>code</c>), or the key of an invariant (<c>per-1</c>).</param>
/// <param name="Place">In the resource as it was sent: <c>medicationCodeableConcept.coding[1]</c>, with an index only where there is an array. Empty for the resource itself.</param>
/// <param name="Expected">As the definition says it: cardinality and types, a value set's address, an invariant's words.</param>
public sealed record ValidationFinding(string Rule, FindingSeverity Severity, string Place, string Expected);
