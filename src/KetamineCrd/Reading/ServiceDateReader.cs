using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Reading;

/// <summary>Reads when a service is to be given: its appointment, else its timing; beside that a planned encounter, and the day of the order.</summary>
internal static class ServiceDateReader
{
    public static ServiceSchedule Read(Resource resource, CallReading call)
    {
        var order = new Order(resource.Json);
        var booked = call.AppointmentsOf(resource);
        var plans = booked.Count > 0 ? booked : Planned(resource);
        return new ServiceSchedule(call.Now)
        {
            Authored = order.AuthoredOn,
            AuthoredSource = resource.Json.Member("authoredOn"u8),
            Plans = plans,
            Hints = plans.Count > 0 ? [] : Hints(resource, call),
            IsNotBeforeCall = call.Request.Service.Kind is HookKind.OrderDispatch or HookKind.AppointmentBook,
        };
    }

    private static IReadOnlyList<Plan> Planned(Resource resource)
    {
        if (resource.Is("Appointment"u8))
        {
            return new Appointment(resource.Json).Plans;
        }

        if (resource.Is("Encounter"u8))
        {
            return new Encounter(resource.Json).Plan is { } stay ? [stay] : [];
        }

        if (resource.Is("ServiceRequest"u8))
        {
            return new ServiceRequest(resource.Json).Plan is { } occurrence ? [occurrence] : [];
        }

        var plans = new List<Plan>();
        foreach (var item in new MedicationRequest(resource.Json).DosageInstructions)
        {
            if (new Dosage(item).Timing.Plan is { } plan)
            {
                plans.Add(plan);
            }
        }

        return plans;
    }

    // Neither an encounter nor a prescription that began before the order was written says when the order will be carried out.
    private static List<Plan> Hints(Resource resource, CallReading call)
    {
        var hints = new List<Plan>();
        if (call.HasEncounter(resource, out var json) && new Encounter(json).Plan is { Stretch.Start: { } start } stay)
        {
            hints.Add(new Plan([start], null, stay.Source));
        }

        if (new MedicationRequest(resource.Json).Validity is { Stretch.Start: { } valid } validity)
        {
            hints.Add(new Plan([valid], null, validity.Source));
        }

        return hints;
    }
}
