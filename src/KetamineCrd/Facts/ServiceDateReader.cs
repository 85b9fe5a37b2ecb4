using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Facts;

/// <summary>Says on which day a service is to be given: its appointment, else its timing, else a planned encounter, else the day of the order, else today.</summary>
internal static class ServiceDateReader
{
    /// <param name="resource">The order.</param>
    /// <param name="call">The call it stands in.</param>
    /// <param name="today">The day when nothing says another.</param>
    /// <param name="source">The element that says it; the default element when none does.</param>
    public static DateOnly Read(Resource resource, CallReading call, DateOnly today, out JsonElement source)
    {
        if (call.AppointmentDayOf(resource) is { } booked)
        {
            source = call.Request.Root.Member("context"u8).Member("appointments"u8);
            return booked;
        }

        if (Planned(resource, out source) is { } planned)
        {
            return planned;
        }

        var order = new Order(resource.Json);
        var authored = order.AuthoredOn?.First;

        // An encounter that began before the order was written says nothing of when the order will be carried out.
        var literal = order.Encounter.Literal ?? (call.Request.EncounterId is { } id ? $"Encounter/{id}" : null);
        if (literal is not null && call.IsAtHand(literal, resource, out var encounter)
            && new Encounter(encounter).Period.Start?.First is { } start && (authored is null || start >= authored))
        {
            source = encounter.Member("period"u8);
            return start;
        }

        source = resource.Json.Member("authoredOn"u8);
        return authored ?? today;
    }

    private static DateOnly? Planned(Resource resource, out JsonElement source)
    {
        source = default;
        if (resource.Is("Appointment"u8))
        {
            source = resource.Json.Member("start"u8);
            source = source.ValueKind != JsonValueKind.Undefined ? source : resource.Json.Member("requestedPeriod"u8);
            return new Appointment(resource.Json).FirstDay;
        }

        if (resource.Is("Encounter"u8))
        {
            source = resource.Json.Member("period"u8);
            return new Encounter(resource.Json).Period.Start?.First;
        }

        if (resource.Is("ServiceRequest"u8))
        {
            var day = new ServiceRequest(resource.Json).FirstOccurrence;
            source = day is null ? default : resource.Json.Member("occurrenceDateTime"u8);
            source = source.ValueKind != JsonValueKind.Undefined ? source : resource.Json.Member("occurrencePeriod"u8);
            source = source.ValueKind != JsonValueKind.Undefined ? source : resource.Json.Member("occurrenceTiming"u8);
            return day;
        }

        DateOnly? first = null;
        foreach (var item in new MedicationRequest(resource.Json).DosageInstructions)
        {
            if (new Dosage(item).Timing.FirstDay is { } day && (first is null || day < first))
            {
                first = day;
                source = item.Member("timing"u8);
            }
        }

        return first;
    }
}
