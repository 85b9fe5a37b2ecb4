
namespace KetamineCrd.Repairs;

/// <summary>What a call had that CDS Hooks 2.0, CRD 2.2.1 or FHIR R4 has otherwise, and that was read as what it stands for or set aside.</summary>
public enum RepairKind
{
    /// <summary>One value where an array belongs: read as an array of one.</summary>
    ArrayExpected,

    /// <summary>An array where a single value belongs: an array of one is read as that one, of a longer one nothing is read.</summary>
    SingleExpected,

    /// <summary>An object or array with nothing in it: read as absent.</summary>
    EmptyElement,

    /// <summary>A text where a Reference belongs: read as its <c>reference</c>.</summary>
    TextForReference,

    /// <summary>An object where a text or number belongs, or the other way round: read as absent.</summary>
    OtherKind,

    /// <summary>A text that cannot be brought to UTF-16: read as absent.</summary>
    NotText,

    /// <summary>A second form of a choice, such as <c>occurrencePeriod</c> beside <c>occurrenceDateTime</c>.</summary>
    ChoiceTwice,

    /// <summary>Null where FHIR and CDS Hooks leave the member out: read as absent.</summary>
    NullMember,

    /// <summary>Resources without the Bundle they belong in: read as its entries.</summary>
    BundleExpected,

    BundleWithoutType,

    /// <summary>The resource is found by its type and id alone.</summary>
    EntryWithoutFullUrl,

    /// <summary>A Coding with neither code nor display: passed over.</summary>
    EmptyCoding,

    /// <summary>Set aside.</summary>
    SelectionNotAmongDraftOrders,

    /// <summary>Every draft order counts as selected.</summary>
    NoSelectionMatches,

    /// <summary>Taken as it is.</summary>
    HookInstanceNoUuid,

    /// <summary>Calls about two patients had this hook instance: nothing is told apart by it alone.</summary>
    HookInstanceRepeated,

    /// <summary>Read from the FHIR server without a token.</summary>
    EmptyAccessToken,

    /// <summary>A member that R4 does not have for the type: not read, and returned as it came.</summary>
    MemberNotFhir,

    /// <summary>Read as the id in it.</summary>
    PatientIdIsReference,

    /// <summary>A prefetch template that the client sent instead of what it stands for: treated as not sent.</summary>
    UnresolvedPrefetchToken,

    /// <summary>An array of resources is read as the resources in it; anything else is passed over.</summary>
    PrefetchNotAResource,

    /// <summary>The client could not read it: treated as missing, and not read again.</summary>
    PrefetchOperationOutcome,

    /// <summary>A status in other letters than the code has, or with blanks around it: read as the code.</summary>
    StatusInOtherLetters,

    /// <summary>A code system under another of its names, or in another spelling: read as the one that FHIR uses.</summary>
    CodeSystemUnderAnotherName,

    /// <summary>An order where a reference to it belongs: judged as it was sent.</summary>
    ReferenceExpected,

    /// <summary>The last one counts. An order that has one is not returned.</summary>
    DuplicateMember,
}
