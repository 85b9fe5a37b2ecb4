using System.Collections.Frozen;

namespace KetamineCrd.Repairs;

/// <summary>The members that FHIR R4 (4.0.1) has for the types that a hook brings as orders, appointments and encounters. Source: their resource pages.</summary>
internal static class R4Orders
{
    // A primitive, marked with _, may stand with its underscore too.
    private const string Common = "resourceType id_ meta implicitRules_ language_ text contained extension modifierExtension identifier";

    private static readonly FrozenDictionary<string, FrozenSet<string>> Members = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Appointment"] =
            "status_ cancelationReason serviceCategory serviceType specialty appointmentType reasonCode reasonReference priority_ description_ "
            + "supportingInformation start_ end_ minutesDuration_ slot created_ comment_ patientInstruction_ basedOn participant requestedPeriod",
        ["CommunicationRequest"] =
            "basedOn replaces groupIdentifier status_ statusReason category priority_ doNotPerform_ medium subject about encounter payload "
            + "occurrenceDateTime_ occurrencePeriod authoredOn_ requester recipient sender reasonCode reasonReference note",
        ["DeviceRequest"] =
            "instantiatesCanonical_ instantiatesUri_ basedOn priorRequest groupIdentifier status_ intent_ priority_ codeReference codeCodeableConcept "
            + "parameter subject encounter occurrenceDateTime_ occurrencePeriod occurrenceTiming authoredOn_ requester performerType performer "
            + "reasonCode reasonReference insurance supportingInfo note relevantHistory",
        ["Encounter"] =
            "status_ statusHistory class classHistory type serviceType priority subject episodeOfCare basedOn participant appointment period length "
            + "reasonCode reasonReference diagnosis account hospitalization location serviceProvider partOf",
        ["MedicationRequest"] =
            "status_ statusReason intent_ category priority_ doNotPerform_ reportedBoolean_ reportedReference medicationCodeableConcept "
            + "medicationReference subject encounter supportingInformation authoredOn_ requester performer performerType recorder reasonCode "
            + "reasonReference instantiatesCanonical_ instantiatesUri_ basedOn groupIdentifier courseOfTherapyType insurance note dosageInstruction "
            + "dispenseRequest substitution priorPrescription detectedIssue eventHistory",
        ["NutritionOrder"] =
            "instantiatesCanonical_ instantiatesUri_ instantiates_ status_ intent_ patient encounter dateTime_ orderer allergyIntolerance "
            + "foodPreferenceModifier excludeFoodModifier oralDiet supplement enteralFormula note",
        ["ServiceRequest"] =
            "instantiatesCanonical_ instantiatesUri_ basedOn replaces requisition status_ intent_ category priority_ doNotPerform_ code orderDetail "
            + "quantityQuantity quantityRatio quantityRange subject encounter occurrenceDateTime_ occurrencePeriod occurrenceTiming asNeededBoolean_ "
            + "asNeededCodeableConcept authoredOn_ requester performerType performer locationCode locationReference reasonCode reasonReference "
            + "insurance supportingInfo specimen bodySite note patientInstruction_ relevantHistory",
        ["VisionPrescription"] = "status_ created_ patient encounter dateWritten_ prescriber lensSpecification",
    }.ToFrozenDictionary(type => type.Key, type => Names($"{Common} {type.Value}"), StringComparer.Ordinal);

    /// <summary>False only for a member that R4 does not have for a type that is known here.</summary>
    public static bool Has(string type, string member) => !Members.TryGetValue(type, out var names) || names.Contains(member);

    private static FrozenSet<string> Names(string members) => members.Split(' ')
        .SelectMany(member => member.EndsWith('_') ? [member[..^1], $"_{member[..^1]}"] : new[] { member })
        .ToFrozenSet(StringComparer.Ordinal);
}
