
namespace KetamineCrd.Facts;

/// <summary>An order that may be for a drug of ours.</summary>
internal static class DrugOrder
{
    /// <summary>True for a reference to a resource of a type that may be one: MedicationRequest, ServiceRequest.</summary>
    public static bool MayBeAt(string reference) =>
        reference.Contains("MedicationRequest/", StringComparison.Ordinal) || reference.Contains("ServiceRequest/", StringComparison.Ordinal);
}
