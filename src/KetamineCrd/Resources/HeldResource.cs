using System.Text.Json;

namespace KetamineCrd.Resources;

/// <summary>A FHIR resource of the data files, as it stands there.</summary>
/// <param name="File">The path of its file.</param>
/// <param name="Type">Its resource type.</param>
/// <param name="Id">Its logical id; unique within the type.</param>
public sealed record HeldResource(string File, string Type, string Id, JsonElement Json)
{
    /// <summary>The resource types that the data files may hold.</summary>
    public static IReadOnlyList<string> Types { get; } = ["CodeSystem", "Organization", "PlanDefinition", "StructureDefinition", "ValueSet"];
}
