using KetamineCrd.Facts;
using KetamineCrd.Policies;

namespace KetamineCrd.Determinations;

/// <summary>One test on the way to a determination, in the order in which they ran. The first that settles the matter is the last.</summary>
/// <param name="Test">What was asked.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Version">The policy version that was asked; null before one is chosen.</param>
/// <param name="Reason">The reason of the order that the test was about; null for none.</param>
/// <param name="Worlds">The rules in every state of the world that the facts leave open; null for tests that ask no rule.</param>
public readonly record struct DeterminationStep(Test Test, TestResult Result, PolicyVersion? Version = null, IndicationFact? Reason = null, Worlds? Worlds = null);

public enum Test
{
    /// <summary>Is the drug known?</summary>
    Drug,

    /// <summary>Could a Coverage be read, and the one that the order names if it names one?</summary>
    Coverage,

    /// <summary>Is the payer one whose policies are held?</summary>
    Payer,

    /// <summary>Does a policy of the payer speak of the drug?</summary>
    PolicyAboutDrug,

    /// <summary>Was the Coverage in force on the service date?</summary>
    CoverageInForce,

    /// <summary>Which version was in force on the service date?</summary>
    VersionInForce,

    /// <summary>Is there a reason of which nothing is said, such as an operation?</summary>
    ProceduralContext,

    /// <summary>Which rule fits a reason of the order, with its route and the product line?</summary>
    Rules,

    /// <summary>Do the versions before and after a day of which no text is held agree?</summary>
    NeighboursAgree,
}

public enum TestResult
{
    Yes,
    No,

    /// <summary>It turns on a fact that is not known.</summary>
    Open,

    /// <summary>The text of the day is not held, but those before and after it.</summary>
    Between,

    /// <summary>Before the first known day.</summary>
    NotYet,

    /// <summary>After the last day of the last text held.</summary>
    Ended,
}
