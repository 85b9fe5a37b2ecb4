
namespace KetamineCrd.Server.Tests.Calls;

/// <summary>What a refused call breaks, in the layers that the guide tells apart.</summary>
public enum RefusedFor
{
    /// <summary>RFC 8259.</summary>
    Json,

    /// <summary>CDS Hooks, or FHIR without profiles; or the payer's Coverage is wanting.</summary>
    HooksOrFhir,

    /// <summary>A constraint of CRD alone.</summary>
    Guide,

    /// <summary>Nothing: data that is needed was neither sent nor can it be read.</summary>
    Unobtainable,
}
