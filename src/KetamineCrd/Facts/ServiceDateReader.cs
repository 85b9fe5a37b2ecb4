using KetamineCrd.Fhir;

namespace KetamineCrd.Facts;

/// <summary>Says on which day a service is to be given: its timing, else a planned encounter, else the day of the order, else today.</summary>
internal static class ServiceDateReader
{
    public static DateOnly Read(Resource resource, CallReading call, DateOnly today)
    {
        if (Planned(resource) is { } planned)
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
            return start;
        }

        return authored ?? today;
    }

    private static DateOnly? Planned(Resource resource)
    {
        if (resource.Is("ServiceRequest"u8))
        {
            return new ServiceRequest(resource.Json).FirstOccurrence;
        }

        DateOnly? first = null;
        foreach (var item in new MedicationRequest(resource.Json).DosageInstructions)
        {
            if (new Dosage(item).Timing.FirstDay is { } day && (first is null || day < first))
            {
                first = day;
            }
        }

        return first;
    }
}
