using System.Collections.Frozen;
using KetamineCrd.Fhir;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>The addresses that may be read below a FHIR base. Much of each comes from a call or from another server's answer.</summary>
/// <remarks>
/// <c>Type/id</c>, and with a query <c>Type</c>, <c>Type/</c>, <c>Type/_search</c> or nothing, the places where servers have searches and
/// their further pages. Never an operation, a history, or a path that a server might read as another one.
/// </remarks>
internal static class ReadAddress
{
    // Common servers take request lines of 8 KiB.
    private const int LongestAddress = 8_000;

    // What the elements may refer to that are followed: medication, reasons, payer, booked orders; and what is searched.
    private static readonly FrozenSet<string> Types = FrozenSet.Create(
        StringComparer.Ordinal,
        "CarePlan",
        "CommunicationRequest",
        "Condition",
        "Coverage",
        "DeviceRequest",
        "DiagnosticReport",
        "DocumentReference",
        "Encounter",
        "ImmunizationRecommendation",
        "Medication",
        "MedicationRequest",
        "NutritionOrder",
        "Observation",
        "Organization",
        "Patient",
        "Procedure",
        "Questionnaire",
        "RelatedPerson",
        "ServiceRequest",
        "VisionPrescription");

    /// <summary>The type that an address asks for; null for a page at the base itself, and for a type that is never read.</summary>
    /// <param name="relative">Relative to the FHIR base.</param>
    public static string? TypeOf(string relative) => Types.TryGetValue(relative.Split('/', '?')[0], out var type) ? type : null;

    /// <summary>False when the address has another shape, or would not be sent as it stands.</summary>
    /// <param name="source">Its FHIR base was checked.</param>
    /// <param name="relative">Relative to the FHIR base. One that begins with <c>?</c> goes to the base itself, without a slash.</param>
    public static bool TryResolve(ReadSource source, string relative, out Uri? address)
    {
        address = null;
        if (relative.Length + source.Root.Length > LongestAddress || !HasShape(relative))
        {
            return false;
        }

        var whole = (relative.StartsWith('?') ? source.Root[..^1] : source.Root) + relative;
        return Uri.TryCreate(whole, UriKind.Absolute, out address) && address.AbsoluteUri == whole && FhirServerAccess.CanBeRead(source.FhirServer, source.Network);
    }

    private static bool HasShape(string relative)
    {
        var query = relative.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? relative.Split('/') is [var type, var id] && Types.Contains(type) && PlainReference.IsId(id)
            : IsSearch(relative[..query]) && !relative.AsSpan(query).ContainsAnyExceptInRange('!', '~') && !relative.AsSpan(query).ContainsAny('#', '\\');
    }

    private static bool IsSearch(string path) => path.Split('/') is [_] or [_, "" or "_search"] && (path.Length == 0 || TypeOf(path) is not null);
}
