using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Facts;

/// <summary>What an order says of when it is to be carried out.</summary>
/// <param name="Now">The instant of the call.</param>
public sealed record ServiceSchedule(DateTimeOffset Now)
{
    /// <summary>When the order was written; null when it does not say.</summary>
    public FhirDateTime? Authored { get; init; }

    /// <summary>The element that says so.</summary>
    public JsonElement AuthoredSource { get; init; }

    /// <summary>What is planned.</summary>
    public IReadOnlyList<Plan> Plans { get; init; } = [];

    /// <summary>What says when it may begin, where nothing is planned; counts only from the day of the order on.</summary>
    public IReadOnlyList<Plan> Hints { get; init; } = [];

    /// <summary>True where the call itself is about carrying it out, so that no day before the call is still to come.</summary>
    public bool IsNotBeforeCall { get; init; }

    /// <summary>
    /// The first planned day that is not before the order; a stretch that reaches past that day counts from it. Where all that is planned lies
    /// before, its first day; where nothing is planned, the day of the order, else of the call.
    /// </summary>
    /// <param name="zone">Where the payer is: a time in UTC stands for the day there.</param>
    public ServiceDay In(TimeZoneInfo zone)
    {
        var today = new ServiceDay(UnitedStatesTime.DayOf(Now, zone)) { Instant = Now };
        var ordered = Authored is { } authored ? Of(authored, AuthoredSource, zone) : today;
        var earliest = IsNotBeforeCall && ordered.Day < today.Day ? today : ordered;
        if ((ToCome(Plans, earliest, zone) ?? Begun(zone) ?? ToCome(Hints, earliest, zone)) is { } planned)
        {
            return NotPassed(planned, today);
        }

        return NotPassed(ordered, today);
    }

    private static ServiceDay? ToCome(IReadOnlyList<Plan> plans, ServiceDay earliest, TimeZoneInfo zone)
    {
        ServiceDay? first = null;
        foreach (var plan in plans)
        {
            if (ToCome(plan, earliest, zone) is { } day && (first is null || day.Day < first.Value.Day))
            {
                first = day;
            }
        }

        return first;
    }

    private static ServiceDay? ToCome(Plan plan, ServiceDay earliest, TimeZoneInfo zone)
    {
        ServiceDay? first = null;
        foreach (var time in plan.Times)
        {
            if (Reaches(time, time) is { } day && (first is null || day.Day < first.Value.Day))
            {
                first = day;
            }
        }

        return first ?? (plan.Stretch is { } stretch ? Reaches(stretch.Start, stretch.End) : null);

        ServiceDay? Reaches(FhirDateTime? start, FhirDateTime? end)
        {
            if (start is { } later && later.In(zone).First >= earliest.Day)
            {
                return Of(later, plan.Source, zone);
            }

            return end is null || end.Value.In(zone).Last >= earliest.Day ? earliest with { Source = plan.Source } : null;
        }
    }

    private ServiceDay? Begun(TimeZoneInfo zone)
    {
        ServiceDay? first = null;
        foreach (var plan in Plans)
        {
            foreach (var time in plan.Stretch?.Start is { } start ? plan.Times.Append(start) : plan.Times)
            {
                if (Of(time, plan.Source, zone) is var day && (first is null || day.Day < first.Value.Day))
                {
                    first = day;
                }
            }
        }

        return first;
    }

    private static ServiceDay Of(FhirDateTime time, JsonElement source, TimeZoneInfo zone)
    {
        var day = time.In(zone).First;
        var around = time.Around(zone);
        var isInstant = time.Instant is not null;
        return new ServiceDay(day)
        {
            Or = !isInstant || around.First == around.Last ? null : around.First == day ? around.Last : around.First,
            Instant = time.IsMidnight ? null : time.Instant,
            Source = source,
        };
    }

    // The day that was planned decides the text, since no other is known; but a coverage of today may well be the one that pays.
    private ServiceDay NotPassed(ServiceDay day, ServiceDay today) =>
        IsNotBeforeCall && day.Day < today.Day ? day with { CarriedOutOn = today.Day } : day;
}
