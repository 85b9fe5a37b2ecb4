using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>The search for a patient's active coverages, on servers that do not search by <c>status</c>.</summary>
internal static class CoverageSearch
{
    /// <summary>The search for the coverages of the patient whatever their status; null for another address.</summary>
    public static string? Widen(string relative) =>
        relative.StartsWith(ActiveCoverages.OfPatient, StringComparison.Ordinal) && relative.EndsWith(ActiveCoverages.OnlyActive, StringComparison.Ordinal)
            ? relative[..^ActiveCoverages.OnlyActive.Length]
            : null;

    /// <summary>What the search for active ones would have brought of a Bundle; a status that is not said, or is no code of FHIR, says nothing against it.</summary>
    public static IEnumerable<ReadResource> ActiveOf(JsonElement bundle)
    {
        foreach (var item in new Bundle(bundle).Entries)
        {
            var resource = new BundleEntry(item).Resource;
            if (!new Resource(resource).Is("Coverage"u8) || new Coverage(resource).Status is not ("cancelled" or "draft" or "entered-in-error"))
            {
                yield return new ReadResource(resource, item.Member("fullUrl"u8));
            }
        }
    }
}
