namespace KetamineCrd.Checks;

/// <summary>No version in force without an end is past the review that the payer announced.</summary>
internal static class ReviewCheck
{
    public static IEnumerable<PolicyFinding> Run(CrdEngine engine, DateOnly today) =>
        from policy in engine.Policies.Policies
        from version in policy.Versions
        where version.End is null && version.IsReviewOverdue(today)
        select PolicyFinding.Warning(
            engine.FileOf(version), "extension[next-review-date]", $"The review was due by {version.NextReview!.Value.Last:yyyy-MM-dd}: look for a newer text.");
}
