using KetamineCrd.Facts;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Reading;

/// <summary>Finds the resources that a call is about, wherever they are. What is not at hand is noted to be read.</summary>
internal static class FocalReader
{
    public static IReadOnlyList<FocalResource> Read(CallReading call) => call.Request.Service.Kind switch
    {
        HookKind.AppointmentBook => OfAppointments(call),
        HookKind.OrderSign or HookKind.OrderSelect => call.Request.Resources,
        _ => OfReferences(call),
    };

    /// <summary>True when the call names orders that may be ours, and there is no server to ask for them.</summary>
    public static bool AreUnobtainable(CallReading call) =>
        call.Request is { Service.Kind: HookKind.OrderDispatch, Resources.Count: 0, References: var references }
        && references.Any(r => DrugOrder.MayBeAt(r) && !call.IsAtHand(r, default, out _))
        && !references.Any(r => call.IsAtHand(r, default, out _) || call.CanOrCouldRead(r));

    private static List<FocalResource> OfReferences(CallReading call)
    {
        var focal = new List<FocalResource>(call.Request.Resources);
        var seen = focal.Select(r => new Resource(r.Json).Reference).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var reference in call.Request.References)
        {
            // An encounter is only looked at when it was sent: hardly any policy asks about it.
            var isFound = DrugOrder.MayBeAt(reference) ? call.TryResolveOrder(reference, default, out var json) : call.IsAtHand(reference, default, out json);
            if (isFound && seen.Add(new Resource(json).Reference ?? reference))
            {
                focal.Add(new FocalResource(json, default, IsJudged: true));
            }
        }

        return focal;
    }

    // The statement belongs on the order that is booked; on the appointment where there is none (CRD 2.2.1 profile appointment-with-order), or in a
    // release without that exception.
    private static List<FocalResource> OfAppointments(CallReading call)
    {
        var focal = new List<FocalResource>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in call.Request.Resources)
        {
            var appointment = new Resource(resource.Json);
            if (!appointment.Is("Appointment"u8))
            {
                focal.Add(resource);
                continue;
            }

            var view = new Appointment(resource.Json);
            var (hasOrder, isUnreadable) = (false, false);
            foreach (var reference in LiveOrder.IsLive(appointment) ? view.BasedOn : [])
            {
                if (!call.TryResolveOrder(reference.Literal!, appointment, out var json))
                {
                    isUnreadable |= DrugOrder.MayBeAt(reference.Literal!);
                    continue;
                }

                hasOrder = true;
                var order = new Resource(json);
                call.Book(order, view.Plans);
                if (!call.Request.Dialect.UpdatesBookedOrder)
                {
                    focal.Add(new FocalResource(json, default, IsJudged: true) { Appointment = resource.Json });
                }
                else if (order.Reference is not { } name || seen.Add(name))
                {
                    focal.Add(new FocalResource(json, default, IsJudged: true));
                }
            }

            if (!hasOrder)
            {
                focal.Add(resource with { OrderIsUnreadable = isUnreadable });
            }
        }

        return focal;
    }
}
