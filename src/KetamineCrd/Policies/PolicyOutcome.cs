
namespace KetamineCrd.Policies;

/// <summary>What a rule decides; the codes of CodeSystem <c>determination</c>.</summary>
public enum PolicyOutcome
{
    NotCovered,

    /// <summary>Another policy of the payer decides.</summary>
    ReferToOtherPolicy,

    /// <summary>A program with its own rules decides.</summary>
    DeferToOtherProgram,

    /// <summary>An individual review of medical necessity decides.</summary>
    MedicalNecessityReview,

    /// <summary>Prior authorization is needed.</summary>
    PriorAuthorization,

    /// <summary>The text leaves open what the order says; the rule tells what would settle it.</summary>
    NeedsInformation,

    /// <summary>The text has rules by product, and the Coverage does not tell which product. No clinician can: no card asks (decision rule 16).</summary>
    NeedsProductLine,

    /// <summary>As the rule's own assertion says.</summary>
    Stated,
}
