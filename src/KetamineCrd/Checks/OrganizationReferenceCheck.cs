using KetamineCrd.Fhir;
using KetamineCrd.Resources;

namespace KetamineCrd.Checks;

/// <summary>Every reference to an Organization names one that is held.</summary>
internal static class OrganizationReferenceCheck
{
    private const string Prefix = "Organization/";

    public static IEnumerable<PolicyFinding> Run(IReadOnlyList<HeldResource> resources)
    {
        var held = resources.Where(r => r.Type == "Organization").Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        return
            from resource in resources
            from place in JsonPlaces.All(resource.Json)
            let reference = place.Json.Text("reference"u8)
            where reference is not null && reference.StartsWith(Prefix, StringComparison.Ordinal) && !held.Contains(reference[Prefix.Length..])
            select PolicyFinding.Error(resource.File, JsonPlaces.Join(place.Path, "reference"), $"No file holds {reference}.");
    }
}
