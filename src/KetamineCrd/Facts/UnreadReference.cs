namespace KetamineCrd.Facts;

/// <summary>A reference of which nobody knows what it leads to, so that what it says of an order is open.</summary>
/// <param name="Place">The Reference.</param>
/// <param name="Type">The type of the resource that is meant; empty where that is not said either.</param>
public readonly record struct UnreadReference(FactPlace Place, string Type, UnreadReason Reason);

public enum UnreadReason
{
    /// <summary>The call names no FHIR server, and did not bring the resource.</summary>
    NoFhirServer,

    /// <summary>The call names a FHIR server that the client may not have read.</summary>
    NotRegistered,

    /// <summary>Not a resource of the FHIR server: of another one, contained and not there, or named in a way that no server can be asked.</summary>
    NotOnTheServer,

    /// <summary>The FHIR server answered that it does not give it.</summary>
    Refused,

    /// <summary>No answer in time, no connection, or an answer that is none.</summary>
    NoAnswer,

    /// <summary>More was to be read than one call may read.</summary>
    LeftOut,
}
