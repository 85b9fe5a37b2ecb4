using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Hl7.Fhir.Specification;

namespace KetamineCrd.Fhir.Objects;

/// <summary>The FHIR R4 types that are read of a call or written in an answer. What the SDK knows besides is not loaded: that would be 200 ms and 50 MB of a start.</summary>
public static class FhirTypes
{
    private static readonly Type[] Used =
    [
        // Lists are made of these (Meta.profile).
        typeof(PrimitiveType), typeof(DataType), typeof(BackboneElement), typeof(Resource), typeof(DomainResource),

        // Of a call.
        typeof(MedicationRequest), typeof(ServiceRequest), typeof(Appointment), typeof(Encounter), typeof(Coverage), typeof(Medication), typeof(Condition), typeof(Organization),
        typeof(Patient), typeof(CommunicationRequest), typeof(DeviceRequest), typeof(NutritionOrder), typeof(VisionPrescription),

        // Of an answer.
        typeof(Hl7.Fhir.Model.Task), typeof(Questionnaire), typeof(OperationOutcome), typeof(CapabilityStatement), typeof(Bundle),

        // What an open choice may hold (Extension.value[x]).
        typeof(Extension), typeof(Meta), typeof(Narrative), typeof(Address), typeof(Age), typeof(Annotation), typeof(Attachment), typeof(CodeableConcept), typeof(Coding),
        typeof(ContactDetail), typeof(ContactPoint), typeof(Contributor), typeof(Count), typeof(DataRequirement), typeof(Distance), typeof(Dosage), typeof(Duration),
        typeof(Expression), typeof(HumanName), typeof(Identifier), typeof(Money), typeof(ParameterDefinition), typeof(Period), typeof(Quantity), typeof(Hl7.Fhir.Model.Range),
        typeof(Ratio), typeof(RelatedArtifact), typeof(ResourceReference), typeof(SampledData), typeof(Signature), typeof(Timing), typeof(TriggerDefinition),
        typeof(UsageContext), typeof(Base64Binary), typeof(FhirBoolean), typeof(Canonical), typeof(Code), typeof(Date), typeof(FhirDateTime), typeof(FhirDecimal), typeof(Id),
        typeof(Instant), typeof(Integer), typeof(Markdown), typeof(Oid), typeof(PositiveInt), typeof(FhirString), typeof(Time), typeof(UnsignedInt), typeof(FhirUri),
        typeof(FhirUrl), typeof(Uuid), typeof(XHtml),
    ];

    /// <summary>Made once, at the first use (about 30 ms). Thread-safe.</summary>
    public static ModelInspector Inspector { get; } = Create();

    private static ModelInspector Create()
    {
        var inspector = new ModelInspector(FhirRelease.R4);
        foreach (var type in Used)
        {
            inspector.ImportType(type);
        }

        return inspector;
    }
}
