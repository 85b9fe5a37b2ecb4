using KetamineCrd.Facts;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Reading;

/// <summary>Finds the medication order that an infusion service gives, when the service itself names no drug.</summary>
internal static class InfusionPairing
{
    /// <summary>
    /// Looks at explicit links first (<c>basedOn</c>, <c>supportingInfo</c>, <c>supportingInformation</c>), then takes the order for the only drug
    /// of ours of the draft set that the service could give, unless the reasons speak against it; else an order for another drug, since the
    /// service is for that. Null when there is none, or several drugs of ours.
    /// </summary>
    /// <remarks>Premedications in the same set do not break the pairing; another drug that is given for a reason of its own does, unless the service says the reason of ours.</remarks>
    public static MedicationOrder? Find(ResourceReading service, Possible serviceRoute, MedicationOrders medications, CallReading call)
    {
        if (FindLinked(service.Resource, medications, call) is { } linked)
        {
            return linked;
        }

        MedicationOrder? ours = null;
        MedicationOrder? other = null;
        foreach (var medication in medications.Drafts.Where(m => CanGive(serviceRoute, m.Route)))
        {
            if (medication.Drug is DrugFact.Other)
            {
                other ??= medication;
            }
            else if (ours is not null && !IsSameDrug(ours.Drug, medication.Drug))
            {
                return null;
            }
            else
            {
                ours ??= medication;
            }
        }

        return ours is null || SpeaksAgainst(service, ours, serviceRoute, medications) ? other : ours;
    }

    private static bool IsSameDrug(DrugFact a, DrugFact b) => a is DrugFact.Named x && b is DrugFact.Named y && x.Drug == y.Drug;

    private static bool SpeaksAgainst(ResourceReading service, MedicationOrder medication, Possible serviceRoute, MedicationOrders medications)
    {
        // While the drug has to be read, the reasons wait as well.
        if (medication.Drug is not DrugFact.Named)
        {
            return false;
        }

        var own = OrderReasons.Of(service.Resource, service);
        var given = medication.Reasons;
        if (!own.IsEmpty)
        {
            return given.IsEmpty ? own.HasUnknown : !own.Shares(given);
        }

        return medications.Drafts.Any(other =>
            other.Drug is DrugFact.Other && CanGive(serviceRoute, other.Route)
            && !other.Reasons.IsEmpty && !other.Reasons.Shares(given));
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
