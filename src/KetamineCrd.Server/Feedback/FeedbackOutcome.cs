namespace KetamineCrd.Server.Feedback;

/// <summary>What the clinician did with a card; ignored ones are not reported (CDS Hooks 2.0, "Feedback").</summary>
internal enum FeedbackOutcome
{
    Accepted,
    Overridden,
}

/// <summary>The codes of <see cref="FeedbackOutcome"/>.</summary>
internal static class FeedbackOutcomes
{
    public static string Code(this FeedbackOutcome outcome) => outcome == FeedbackOutcome.Accepted ? "accepted" : "overridden";

    /// <summary>Null for any other text.</summary>
    public static FeedbackOutcome? Read(string? code) => code switch
    {
        "accepted" => FeedbackOutcome.Accepted,
        "overridden" => FeedbackOutcome.Overridden,
        _ => null,
    };
}
