using KetamineCrd.Fhir;
using KetamineCrd.Meanings;

namespace KetamineCrd.Facts;

/// <summary>What a Coverage says.</summary>
public sealed record CoverageFacts
{
    /// <summary><c>Coverage/id</c> on the client's server.</summary>
    public required string Reference { get; init; }

    /// <summary>Null when the payer is not one of ours, or could not be read.</summary>
    public required Payer? Payer { get; init; }

    /// <summary>The Coverage refers to a payer that could not be read.</summary>
    public required bool PayerIsUnreadable { get; init; }

    /// <summary>Its beneficiary is surely another Patient than the one of the call.</summary>
    public bool IsOfAnotherPatient { get; init; }

    /// <summary>The payer's Organization on the client's server; null when it has none there.</summary>
    public string? PayorReference { get; init; }

    public required Possible ProductLine { get; init; }

    /// <summary>False when its status says that it is not in force.</summary>
    public required bool HasActiveStatus { get; init; }

    /// <summary>When it came into force; null when open.</summary>
    public required FhirDateTime? Start { get; init; }

    /// <summary>Until when it is in force, that day or instant included; null when open.</summary>
    public required FhirDateTime? End { get; init; }

    /// <summary>Last day in force where the payer is; null when open.</summary>
    public DateOnly? LastDay => (End is { IsMidnight: true } day ? day.Written : End?.In(TimeZone))?.Last;

    /// <summary>Where the payer is.</summary>
    public TimeZoneInfo TimeZone => Payer?.TimeZone ?? UnitedStatesTime.Eastern;

    /// <summary>1 is primary; null when not said.</summary>
    public required int? Order { get; init; }

    /// <summary>Where the facts were read.</summary>
    public IReadOnlyList<FactSource> Sources { get; init; } = [];

    /// <summary>
    /// False only where its status says so, or its period by any reading of the times: two instants are compared as such, else all days that
    /// either may stand for. An end at midnight is a day that was sent as a time, and the whole day counts.
    /// </summary>
    public bool IsInForce(ServiceDay service) =>
        HasActiveStatus
        && ((!BeginsAfter(service) && !EndsBefore(service)) || (service.CarriedOutOn is { } day && IsInForce(new ServiceDay(day))));

    /// <summary>The same for an order, on the day that it means where the payer is.</summary>
    public bool IsInForceFor(OrderFacts order) => IsInForce(order.Schedule.In(TimeZone));

    /// <summary>
    /// This coverage beside the patient's others on the day of an order. Where one of a line that another line pays after comes first, or may, the product
    /// line is that other line, or may be. A line that says more (a Medicare product, Medicaid) stays.
    /// </summary>
    public CoverageFacts Beside(IReadOnlyList<CoverageFacts> all, OrderFacts order, IReadOnlyList<Concept> secondaryLines)
    {
        if (all.Count < 2 || !ProductLine.IsKnown)
        {
            return this;
        }

        var own = ProductLine.Concepts[0];
        foreach (var secondary in secondaryLines)
        {
            foreach (var other in all)
            {
                if (other.Reference != Reference && own.Precedence < secondary.Precedence && other.IsInForceFor(order)
                    && other.ProductLine.IsKnown && secondary.PaysAfter.Contains(other.ProductLine.Concepts[0]) && other.MayComeBefore(this, out var isCertain))
                {
                    return this with { ProductLine = new Possible(isCertain ? [secondary] : [own, secondary], FactBasis.Implied) };
                }
            }
        }

        return this;
    }

    private bool BeginsAfter(ServiceDay service) => Start is { } start
        && (start.Instant is { } from && service.Instant is { } at ? from > at : start.Around(TimeZone).First > service.Last);

    private bool EndsBefore(ServiceDay service) => End is { } end
        && (end is { IsMidnight: false, Instant: { } until } && service.Instant is { } at ? until < at : end.Around(TimeZone).Last < service.First);

    private bool MayComeBefore(CoverageFacts other, out bool isCertain)
    {
        isCertain = Order < other.Order;
        return isCertain || Order is null || other.Order is null || Order == other.Order;
    }
}
