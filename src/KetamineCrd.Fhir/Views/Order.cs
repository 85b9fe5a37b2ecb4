using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of what the FHIR R4 request resources have in common.</summary>
public readonly struct Order(JsonElement json)
{
    public string? Status => json.Code("status"u8);

    public bool DoNotPerform => json.Flag("doNotPerform"u8) is true;

    public FhirDateTime? AuthoredOn => FhirDateTime.Read(json.Text("authoredOn"u8));

    /// <summary>Whose order it is: a Patient, or a Group, Device or Location.</summary>
    public Reference Subject => new(json.Member("subject"u8));

    public Reference Encounter => new(json.Member("encounter"u8));

    /// <summary>Each item is a <see cref="CodeableConcept"/>.</summary>
    public JsonItems ReasonCodes => json.Items("reasonCode"u8);

    /// <summary>Each item is a <see cref="Reference"/>.</summary>
    public JsonItems ReasonReferences => json.Items("reasonReference"u8);

    /// <summary>Each item is a <see cref="Reference"/> to a Coverage.</summary>
    public JsonItems Insurance => json.Items("insurance"u8);

    /// <summary>Each item is a <see cref="Reference"/>.</summary>
    public JsonItems BasedOn => json.Items("basedOn"u8);
}
