using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Fhir;

/// <summary>A stretch of time; null is open. Both ends are inclusive.</summary>
public readonly record struct Stretch(FhirDateTime? Start, FhirDateTime? End)
{
    /// <summary>Null when the Period has neither a start nor an end.</summary>
    public static Stretch? Of(Period period) => period.Start is null && period.End is null ? null : new Stretch(period.Start, period.End);
}
