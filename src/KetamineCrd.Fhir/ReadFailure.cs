namespace KetamineCrd.Fhir;

/// <summary>Why a FHIR server was asked for a resource in vain.</summary>
public enum ReadFailure
{
    /// <summary>No answer in time, no connection, or an answer that is none.</summary>
    NoAnswer,

    /// <summary>Answered by a status other than 200.</summary>
    Refused,

    /// <summary>Not asked: more than one call may read.</summary>
    LeftOut,
}
