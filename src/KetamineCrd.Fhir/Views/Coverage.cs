using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Coverage</c>.</summary>
public readonly struct Coverage(JsonElement json)
{
    public string? Status => json.Code("status"u8);

    public CodeableConcept Type => new(json.Member("type"u8));

    public Period Period => new(json.Member("period"u8));

    /// <summary>Whose coverage it is: a Patient.</summary>
    public Reference Beneficiary => new(json.Member("beneficiary"u8));

    /// <summary>Each item is an <see cref="Identifier"/>.</summary>
    public JsonItems Identifiers => json.Items("identifier"u8);

    public string? SubscriberId => json.Text("subscriberId"u8);

    /// <summary>Each item is a <see cref="Reference"/> to an Organization, Patient or RelatedPerson.</summary>
    public JsonItems Payors => json.Items("payor"u8);

    /// <summary>Each item has <c>type</c>, <c>value</c> and <c>name</c>.</summary>
    public JsonItems Classes => json.Items("class"u8);

    /// <summary>1 is the primary coverage; null when the order is not said.</summary>
    public int? Order => json.WholeNumber("order"u8);
}
