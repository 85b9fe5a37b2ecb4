using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Reading;

/// <summary>Records that were merged (FHIR R4 <c>Patient.link</c>).</summary>
internal static class LinkedPatients
{
    /// <summary><c>Patient/id</c> of each that a Patient at hand links with the patient of the call, in either direction.</summary>
    public static HashSet<string> Of(CallReading call)
    {
        var own = $"Patient/{call.Request.PatientId}";
        var linked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var patient in call.OfType("Patient"u8))
        {
            if (new Resource(patient).Reference is not { } reference)
            {
                continue;
            }

            foreach (var link in patient.Items("link"u8))
            {
                if (new Reference(link.Member("other"u8)).Literal is { } literal && call.Spend(1) && call.RelativeAddress(literal) is { } other
                    && (reference == own || other == own))
                {
                    linked.Add(reference == own ? other : reference);
                }
            }
        }

        return linked;
    }
}
