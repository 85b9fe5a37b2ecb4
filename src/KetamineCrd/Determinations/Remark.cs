namespace KetamineCrd.Determinations;

/// <summary>What a reader must know besides the determination.</summary>
public enum Remark
{
    /// <summary>The payer calls its document a draft.</summary>
    Draft,

    /// <summary>The announced review was due before the service date.</summary>
    ReviewOverdue,

    /// <summary>The version of that day is not held; the versions before and after it agree.</summary>
    VersionNotHeld,

    /// <summary>The version of that day is not held; the versions before and after it differ, so that neither denies.</summary>
    VersionNotHeldNeighborsDiffer,

    /// <summary>The drug was recognised from words, not from a code.</summary>
    DrugFromWords,

    /// <summary>The drug is that of the medication order which the service is taken to give (CRD 2.2.1 resp-30).</summary>
    DrugFromMedicationOrder,

    /// <summary>The order does not tell the route; every one that it may be leads to the same answer.</summary>
    RouteNotSaid,

    /// <summary>The reason was recognised from words, not from a code.</summary>
    IndicationFromWords,
}
