namespace KetamineCrd.Server.Feedback;

/// <summary>One entry of a feedback call. Holds no text of the client, so all of it may be logged.</summary>
internal sealed record FeedbackEntry
{
    public required Guid Card { get; init; }

    public required FeedbackOutcome Outcome { get; init; }

    /// <summary>In UTC.</summary>
    public required DateTimeOffset OutcomeTimestamp { get; init; }

    /// <summary>How many; 0 for a card that was overridden.</summary>
    public required int AcceptedSuggestions { get; init; }

    /// <summary>What <see cref="OverrideReasons"/> calls it.</summary>
    public required string OverrideReason { get; init; }

    /// <summary>True when there was a userComment.</summary>
    public required bool HasComment { get; init; }

    /// <summary>The same for entries that tell the same; see <see cref="FeedbackFingerprint"/>.</summary>
    public required UInt128 Fingerprint { get; init; }
}
