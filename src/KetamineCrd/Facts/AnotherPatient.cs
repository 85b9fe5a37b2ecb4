using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Facts;

/// <summary>Tells whose a resource is.</summary>
internal static class AnotherPatient
{
    /// <summary>
    /// True when the reference is surely to another Patient than that of the call. Only a plain reference to one of the client's own server
    /// tells, and none that a Patient at hand is linked to, as records are that were merged (FHIR R4 <c>Patient.link</c>).
    /// </summary>
    public static bool Is(Reference patient, CallReading call) =>
        !PrefetchToken.IsIn(call.Request.PatientId)
        && patient.Literal is { } literal
        && call.RelativeAddress(literal) is { } address
        && address.StartsWith("Patient/", StringComparison.Ordinal)
        && !address.AsSpan("Patient/".Length).SequenceEqual(call.Request.PatientId)
        && !call.LinkedPatients.Contains(address);
}
