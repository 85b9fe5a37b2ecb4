using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of what tells one FHIR R4 <c>Coverage</c> from another; what it says is read from an object.</summary>
public readonly struct Coverage(JsonElement json)
{
    public string? Status => json.Code("status"u8);

    /// <summary>Whose coverage it is: a Patient.</summary>
    public Reference Beneficiary => new(json.Member("beneficiary"u8));

    /// <summary>Each item is an <see cref="Identifier"/>.</summary>
    public JsonItems Identifiers => json.Items("identifier"u8);

    public string? SubscriberId => json.Text("subscriberId"u8);
}
