using System.Runtime.InteropServices;
using System.Text.Json;
using KetamineCrd.Hooks;

namespace KetamineCrd.Facts;

/// <summary>Everything one call says, once nothing more is to be read for it.</summary>
/// <param name="Orders">The judged, live orders that may be for a drug that a held policy names. Others are left alone.</param>
/// <param name="Coverages">The patient's coverages.</param>
/// <param name="CoverageSource">Why there is no Coverage, when there is none.</param>
public sealed record CallFacts(IReadOnlyList<OrderFacts> Orders, IReadOnlyList<CoverageFacts> Coverages, CoverageSource CoverageSource)
{
    /// <summary>What the call is about, in the order of the call; resources that the call only names are among them once they are at hand.</summary>
    public required IReadOnlyList<FocalResource> Focal { get; init; }

    public required HookKind Hook { get; init; }

    /// <summary>The release in which the call came.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>The call only names its orders, none is at hand, and there is no server to ask.</summary>
    public bool OrdersAreUnobtainable { get; init; }

    /// <summary>True when an order may be about a drug that a held policy names, so that the Coverage matters.</summary>
    public bool NeedsCoverage => Orders.Count > 0;

    /// <summary>What the call has too much of (<see cref="CallLimits"/>), or an order that FHIR does not allow; null when it may be answered.</summary>
    public HookIssue? Refusal { get; init; }

    /// <summary>The place of the first of <see cref="Focal"/> whose statements go on the same resource: what is updated is updated once.</summary>
    public int UpdatedWith(int index)
    {
        var appointment = Focal[index].Appointment;
        for (var i = 0; i < index && appointment.ValueKind != JsonValueKind.Undefined; i++)
        {
            if (Focal[i].Appointment.ValueKind != JsonValueKind.Undefined && JsonMarshal.GetRawUtf8Value(Focal[i].Appointment) == JsonMarshal.GetRawUtf8Value(appointment))
            {
                return i;
            }
        }

        return index;
    }

    /// <summary>The references that could not be followed, with the reason of each.</summary>
    public IReadOnlyList<UnreadReference> Unread { get; init; } = [];

    /// <summary>The other orders.</summary>
    public IReadOnlyList<PassedOver> PassedOver { get; init; } = [];
}

public enum CoverageSource
{
    /// <summary>Not looked for: no order needs it.</summary>
    NotNeeded,

    Found,

    /// <summary>The client, or its server, answered that there is none.</summary>
    None,

    /// <summary>Neither sent nor readable, since there is no server to ask.</summary>
    Unobtainable,

    /// <summary>The client's server was asked and did not answer usefully.</summary>
    Unreadable,
}
