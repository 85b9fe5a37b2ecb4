
namespace KetamineCrd.Responses;

/// <summary>The statements about one order and coverage; they have one assertion id.</summary>
/// <param name="Statements">At least one.</param>
/// <param name="IsRecorded">They stand on the order already and say the same there (CRD 2.2.1 resp-35).</param>
internal sealed record OrderStatements(IReadOnlyList<CoverageInformation> Statements, bool IsRecorded)
{
    /// <summary>They say the same on what is updated, or on the order that it is for.</summary>
    public required bool WasTold { get; init; }

    /// <summary>What they assert, whichever order of an appointment they are about; without the words of the reason, to which remarks are added at the end.</summary>
    public string Meaning => AssertionText.Of(
        [.. Statements.Select(s => s with { Dependency = null, Assertion = s.Assertion with { BillingCodes = [], Reason = s.Assertion.Reason with { Text = "" } } })]);

    public CoverageInformation First => Statements[0];
}
