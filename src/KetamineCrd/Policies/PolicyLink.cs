
namespace KetamineCrd.Policies;

/// <summary>A related artifact of a policy version.</summary>
/// <param name="Type">The FHIR code: documentation, citation, predecessor, depends-on and so on.</param>
/// <param name="Label">A short name or a date; may be null.</param>
/// <param name="Text">What it is; may be null.</param>
/// <param name="Url">Its address; null when none is known.</param>
/// <param name="Resource">The canonical URL of a resource held here; null when there is none.</param>
public sealed record PolicyLink(string Type, string? Label, string? Text, string? Url, string? Resource);
