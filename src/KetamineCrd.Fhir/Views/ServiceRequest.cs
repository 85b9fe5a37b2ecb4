using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>ServiceRequest</c>.</summary>
public readonly struct ServiceRequest(JsonElement json)
{
    public CodeableConcept Code => new(json.Member("code"u8));

    /// <summary>Each item is a <see cref="CodeableConcept"/>.</summary>
    public JsonItems OrderDetails => json.Items("orderDetail"u8);

    /// <summary>Each item is a <see cref="Reference"/>.</summary>
    public JsonItems SupportingInfo => json.Items("supportingInfo"u8);

    /// <summary>That of <c>occurrence[x]</c>, whichever type it has; null when it names no day.</summary>
    public Plan? Plan =>
        Plan.At(json.Member("occurrenceDateTime"u8)) ?? Plan.In(json.Member("occurrencePeriod"u8)) ?? new Timing(json.Member("occurrenceTiming"u8)).Plan;
}
