using KetamineCrd.Determinations;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Which card an answer gets.</summary>
public static class CardKinds
{
    /// <summary>Asked for in the coverage information only: a clinician cannot answer it, or has answered it in words that nothing here knows (decision rules 14, 16).</summary>
    public static readonly IReadOnlyList<MissingFact> AskedWithoutCard = [MissingFact.ProductLine, MissingFact.UnrecognizedReason];

    /// <summary>What a clinician must know besides; the other remarks are for whoever checks the coverage information.</summary>
    public static readonly IReadOnlyList<Remark> Remarks = [Remark.Draft, Remark.ReviewOverdue, Remark.VersionNotHeld];

    /// <summary>Null for an answer that gets none: it is silence, a matter of registration (the product line included), or a technical fault.</summary>
    public static CardKind? Of(Determination determination) => determination switch
    {
        { DecidingRule: { } rule } => Of(rule.Outcome),
        Determination.InformationMissing missing when missing.Facts.Contains(MissingFact.UnrecognizedReason) || !missing.Facts.Except(AskedWithoutCard).Any() => null,
        Determination.InformationMissing => CardKind.InformationMissing,
        Determination.VersionReplaced => CardKind.VersionReplaced,
        _ => null,
    };

    /// <summary>Null for an outcome that the rule's own assertion and cards say.</summary>
    public static CardKind? Of(PolicyOutcome outcome) => outcome switch
    {
        PolicyOutcome.NotCovered => CardKind.NotCovered,
        PolicyOutcome.ReferToOtherPolicy => CardKind.ReferToOtherPolicy,
        PolicyOutcome.DeferToOtherProgram => CardKind.DeferToOtherProgram,
        PolicyOutcome.MedicalNecessityReview => CardKind.MedicalNecessityReview,
        PolicyOutcome.PriorAuthorization => CardKind.PriorAuthorization,
        PolicyOutcome.NeedsInformation => CardKind.NeedsInformation,
        _ => null,
    };
}
