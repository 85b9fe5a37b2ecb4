namespace KetamineCrd.Responses;

/// <summary>The statements about one order and coverage; they have one assertion id.</summary>
/// <param name="Statements">At least one.</param>
/// <param name="IsRecorded">They stand on the order already and say the same there (CRD 2.2.1 resp-35).</param>
internal sealed record OrderStatements(IReadOnlyList<CoverageInformation> Statements, bool IsRecorded)
{
    public CoverageInformation First => Statements[0];
}
