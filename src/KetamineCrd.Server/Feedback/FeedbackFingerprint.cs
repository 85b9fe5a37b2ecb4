using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Server.Feedback;

/// <summary>Tells entries apart by card, outcome, instant, suggestions in any order, and reason; not by the comment. A hash, so that what clients wrote is not kept.</summary>
internal static class FeedbackFingerprint
{
    public static UInt128 Of(Guid card, FeedbackOutcome outcome, DateTimeOffset timestamp, IReadOnlySet<string> suggestions, Coding reason)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            // Texts go in with their length before them, which keeps ("a", "bc") apart from ("ab", "c").
            writer.Write(card.ToByteArray());
            writer.Write((int)outcome);
            writer.Write(timestamp.UtcTicks);
            writer.Write(suggestions.Count);
            foreach (var suggestion in suggestions.Order(StringComparer.Ordinal))
            {
                writer.Write(suggestion);
            }

            writer.Write(reason.System ?? "");
            writer.Write(reason.Code ?? "");
        }

        return Digest.Of(stream.ToArray());
    }
}
