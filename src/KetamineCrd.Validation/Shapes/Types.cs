using System.Reflection;
using System.Text.Json;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Hl7.Fhir.Specification;
using KetamineCrd.Fhir;

namespace KetamineCrd.Validation.Shapes;

/// <summary>All of R4's types, as the SDK knows them: a validator looks at what nobody here reads.</summary>
internal static class Types
{
    public static ModelInspector Inspector => ModelInfo.ModelInspector;

    public static ClassMapping Element { get; } = ModelInfo.ModelInspector.FindClassMapping(typeof(FhirString))!;

    /// <summary>The type of a resource; null when it names none that R4 has.</summary>
    public static ClassMapping? OfResource(JsonElement json) =>
        json.Text("resourceType"u8) is { } name && Inspector.FindClassMapping(name) is { IsResource: true, NativeType.IsAbstract: false } type && type.Name == name ? type : null;

    /// <summary>The type that a choice is of when its member ends so (<c>DateTime</c>); null when it may not be of it.</summary>
    public static ClassMapping? Chosen(PropertyMapping element, string suffix) =>
        suffix.Length > 0 && char.IsAsciiLetterUpper(suffix[0]) && Inspector.FindClassMapping(suffix) is { IsResource: false } type
        && type.Name.AsSpan(1).SequenceEqual(suffix.AsSpan(1))
        && (element.FhirType.Contains(typeof(DataType)) || element.FhirTypeMappings.Contains(type))
            ? type
            : null;

    /// <summary>The types of resources that a reference in this element may lead to; none where any may be.</summary>
    public static IReadOnlyList<string> TargetsOf(PropertyMapping element) =>
        element.NativeProperty?.GetCustomAttributes<ReferencesAttribute>().LastOrDefault(attribute => attribute.AppliesToRelease(FhirRelease.R4))?.Resources is { } targets
        && !targets.Contains("Resource", StringComparer.Ordinal)
            ? targets
            : [];

    /// <summary>Such as <c>medication[x]: CodeableConcept | Reference</c>.</summary>
    public static string ChoiceOf(PropertyMapping element) => element.FhirType.Contains(typeof(DataType))
        ? $"{element.Name}[x] of a data type"
        : $"{element.Name}[x]: {string.Join(" | ", element.FhirTypeMappings.Select(type => type.Name))}";
}
