using KetamineCrd.Fhir;

namespace KetamineCrd.Facts;

/// <summary>Finds the medication order that an infusion service gives, when the service itself names no drug.</summary>
internal static class InfusionPairing
{
    /// <summary>
    /// Looks at explicit links first (<c>basedOn</c>, <c>supportingInfo</c>, <c>supportingInformation</c>), then takes the only drug order of the
    /// draft set that the service could give. Null when there is none, or more than one.
    /// </summary>
    public static MedicationOrder? Find(Resource service, Possible serviceRoute, MedicationOrders medications, CallReading call)
    {
        if (FindLinked(service, medications, call) is { } linked)
        {
            return linked;
        }

        MedicationOrder? only = null;
        foreach (var medication in medications.Drafts)
        {
            if (CanGive(serviceRoute, medication.Route))
            {
                if (only is not null)
                {
                    return null;
                }

                only = medication;
            }
        }

        return only;
    }

    private static MedicationOrder? FindLinked(Resource service, MedicationOrders medications, CallReading call)
    {
        foreach (var item in new Order(service.Json).BasedOn)
        {
            if (IsMedicationOrder(new Reference(item), service, call, out var linked))
            {
                return medications.Named(linked);
            }
        }

        foreach (var item in new ServiceRequest(service.Json).SupportingInfo)
        {
            if (IsMedicationOrder(new Reference(item), service, call, out var linked))
            {
                return medications.Named(linked);
            }
        }

        return medications.For(service);
    }

    // Only references that say they are medication orders are read; supporting information can be anything.
    private static bool IsMedicationOrder(Reference reference, Resource container, CallReading call, out Resource order)
    {
        order = default;
        var literal = reference.Literal;
        var isAtHand = call.IsAtHand(reference, container, out var json);
        if (!isAtHand && literal?.Contains("MedicationRequest/", StringComparison.Ordinal) is true)
        {
            isAtHand = call.TryResolve(reference, container, out json);
        }

        order = new Resource(json);
        return isAtHand && order.Is("MedicationRequest"u8);
    }

    private static bool CanGive(Possible service, Possible medication)
    {
        if (service.Concepts.Count == 0 || medication.Concepts.Count == 0)
        {
            return true;
        }

        foreach (var route in service.Concepts)
        {
            if (medication.Concepts.Contains(route))
            {
                return true;
            }
        }

        return false;
    }
}
