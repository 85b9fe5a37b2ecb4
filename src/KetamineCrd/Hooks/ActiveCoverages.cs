
namespace KetamineCrd.Hooks;

/// <summary>The search for a patient's active coverages: what the client is asked to send, and what is read where it did not.</summary>
public static class ActiveCoverages
{
    /// <summary>Begins the search.</summary>
    public const string OfPatient = "Coverage?patient=";

    /// <summary>Ends it.</summary>
    public const string OnlyActive = "&status=active";

    /// <summary>The prefetch template.</summary>
    public const string Template = OfPatient + "{{context.patientId}}" + OnlyActive;

    /// <summary>Relative to the client's FHIR base.</summary>
    public static string SearchOf(string patientId) => $"{OfPatient}{Uri.EscapeDataString(patientId)}{OnlyActive}";
}
