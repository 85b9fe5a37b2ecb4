using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Reading;

/// <summary>Tells whose a resource is.</summary>
internal static class AnotherPatient
{
    /// <summary>
    /// True when the reference is surely to another Patient than that of the call. Only a plain reference to one of the client's own server
    /// tells, and none that a Patient at hand is linked to, as records are that were merged (FHIR R4 <c>Patient.link</c>).
    /// </summary>
    public static bool Is(Reference patient, CallReading call) => Is(patient.Literal, call);

    /// <inheritdoc cref="Is(Reference, CallReading)"/>
    public static bool Is(string? patient, CallReading call) =>
        !PrefetchToken.IsIn(call.Request.PatientId)
        && patient is { } literal
        && call.RelativeAddress(literal) is { } address
        && address.StartsWith("Patient/", StringComparison.Ordinal)
        && !address.AsSpan("Patient/".Length).SequenceEqual(call.Request.PatientId)
        && !call.LinkedPatients.Contains(address);

    /// <summary>True when an order, an encounter or an appointment is surely for another Patient, and for none of the call.</summary>
    public static bool IsSubjectOf(Resource order, CallReading call)
    {
        // Whose the call is must be sure as well.
        if (!PlainReference.IsId(call.Request.PatientId))
        {
            return false;
        }

        if (!order.Is("Appointment"u8))
        {
            return Is(new Order(order.Json).Subject, call);
        }

        var isOther = false;
        foreach (var actor in new Appointment(order.Json).Actors)
        {
            if (actor.Literal is not { } literal || call.RelativeAddress(literal)?.StartsWith("Patient/", StringComparison.Ordinal) is not true)
            {
                continue;
            }

            if (!Is(actor, call))
            {
                return false;
            }

            isOther = true;
        }

        return isOther;
    }
}
