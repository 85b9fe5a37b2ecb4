namespace KetamineCrd.Fhir.Objects;

/// <summary>How a member of a sent resource has another shape than FHIR R4 gives it, and what it is read as.</summary>
public enum ShapeFault
{
    /// <summary>One value where an array belongs: read as an array of one.</summary>
    ArrayExpected,

    /// <summary>An array of one where a single value belongs: read as that one. Of a longer one nothing is read.</summary>
    SingleExpected,

    /// <summary>Null where FHIR leaves the member out: read as absent.</summary>
    NullValue,

    /// <summary>An object or array with nothing in it: read as absent.</summary>
    EmptyValue,

    /// <summary>A text where a Reference belongs: read as its <c>reference</c>.</summary>
    ReferenceExpected,

    /// <summary>An object where a text or number belongs, or the other way round: read as absent.</summary>
    OtherKind,

    /// <summary>A text that cannot be brought to UTF-16: read as absent.</summary>
    NotText,

    /// <summary>A member that stood before under the same name: the last counts.</summary>
    MemberTwice,

    /// <summary>A second form of a choice, such as <c>occurrencePeriod</c> beside <c>occurrenceDateTime</c>: the first counts.</summary>
    ChoiceTwice,

    /// <summary>A member that FHIR R4 does not have for the type: not read.</summary>
    NotFhir,
}
