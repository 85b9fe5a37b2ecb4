using System.Text;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Server.Feedback;

/// <summary>Reads the body of a feedback call (CDS Hooks 2.0, "Feedback"). Unknown members are ignored, and those that belong to the other outcome.</summary>
internal static class FeedbackReader
{
    private const int MostEntries = 1_000;

    // Keeps the answer to a large and wholly wrong call small.
    private const int MostIssues = 100;

    /// <summary>Reads all entries. What is wrong goes to <paramref name="issues"/>, one for each place; when there is any, the entries are incomplete.</summary>
    public static IReadOnlyList<FeedbackEntry> Read(JsonElement root, OverrideReasons reasons, List<HookIssue> issues)
    {
        var entries = new List<FeedbackEntry>();
        var feedback = root.Member("feedback"u8);
        var items = root.Items("feedback"u8);
        if (root.ValueKind != JsonValueKind.Object)
        {
            issues.Add(Invalid("structure", "", "The body must be a JSON object with the member 'feedback'."));
        }
        else if (feedback.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
        {
            issues.Add(Required("feedback", "an array of feedback entries"));
        }
        else if (items.Count > MostEntries)
        {
            issues.Add(Invalid("too-long", "feedback", "At most 1,000 entries were expected; send the others in further calls. None was taken."));
        }
        else
        {
            var index = 0;
            foreach (var item in items)
            {
                var path = feedback.ValueKind == JsonValueKind.Array ? $"feedback[{index++}]" : "feedback";
                if (ReadEntry(item, path, reasons, issues) is { } entry)
                {
                    entries.Add(entry);
                }

                if (issues.Count >= MostIssues)
                {
                    issues.Add(Invalid("too-long", "feedback", "The first places that are wrong are listed; there may be more."));
                    break;
                }
            }
        }

        return entries;
    }

    private static FeedbackEntry? ReadEntry(JsonElement json, string path, OverrideReasons reasons, List<HookIssue> issues)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            issues.Add(Invalid("structure", path, "An object was expected, with card, outcome and outcomeTimestamp."));
            return null;
        }

        var before = issues.Count;
        var card = Read(json, "card", "the uuid of the card, a UUID", Uuid.Read, path, issues);
        var outcome = Read(json, "outcome", "'accepted' or 'overridden'", FeedbackOutcomes.Read, path, issues);
        var timestamp = Read(json, "outcomeTimestamp", "a date and time with its offset (RFC 3339), such as 2026-05-04T14:20:05Z", Rfc3339.Read, path, issues);
        var suggestions = outcome == FeedbackOutcome.Overridden ? [] : ReadSuggestions(json, path, issues);
        var overriding = outcome == FeedbackOutcome.Accepted ? default : ReadOverriding(json, path, issues);
        if (issues.Count > before)
        {
            return null;
        }

        var reason = overriding.Member("reason"u8);
        return new FeedbackEntry
        {
            Card = card!.Value,
            Outcome = outcome!.Value,
            OutcomeTimestamp = timestamp!.Value,
            AcceptedSuggestions = suggestions.Count,
            OverrideReason = reasons.NameOf(reason),
            HasComment = overriding.Text("userComment"u8) is not null,
            Fingerprint = FeedbackFingerprint.Of(card.Value, outcome.Value, timestamp.Value, suggestions, new Coding(reason)),
        };
    }

    private static T? Read<T>(JsonElement json, string name, string expected, Func<string, T?> read, string path, List<HookIssue> issues)
        where T : struct
    {
        var text = json.Text(Encoding.UTF8.GetBytes(name));
        var value = text is null ? null : read(text);
        if (value is null)
        {
            issues.Add(text is null ? Required($"{path}.{name}", expected) : Invalid("value", $"{path}.{name}", $"Expected was {expected}."));
        }

        return value;
    }

    // Required with accepted, but real clients leave it out.
    private static HashSet<string> ReadSuggestions(JsonElement json, string path, List<HookIssue> issues)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var isArray = json.Member("acceptedSuggestions"u8).ValueKind == JsonValueKind.Array;
        var index = 0;
        foreach (var item in json.Items("acceptedSuggestions"u8))
        {
            var place = isArray ? $"[{index++}]" : "";
            if (item.Text("id"u8) is { } id)
            {
                ids.Add(Uuid.Read(id)?.ToString() ?? id);
            }
            else if (issues.Count < MostIssues)
            {
                issues.Add(Required($"{path}.acceptedSuggestions{place}.id", "the uuid of the suggestion, as text"));
            }
        }

        return ids;
    }

    private static JsonElement ReadOverriding(JsonElement json, string path, List<HookIssue> issues)
    {
        var overriding = json.Member("overrideReason"u8);
        if (!IsAbsentOr(JsonValueKind.Object, overriding))
        {
            issues.Add(Invalid("structure", $"{path}.overrideReason", "An object with reason, userComment or both was expected."));
        }

        if (!IsAbsentOr(JsonValueKind.Object, overriding.Member("reason"u8)))
        {
            issues.Add(Invalid("structure", $"{path}.overrideReason.reason", "A Coding was expected: one of the card's overrideReasons."));
        }

        if (!IsAbsentOr(JsonValueKind.String, overriding.Member("userComment"u8)))
        {
            issues.Add(Invalid("structure", $"{path}.overrideReason.userComment", "A text was expected."));
        }

        return overriding;
    }

    private static bool IsAbsentOr(JsonValueKind kind, JsonElement json) =>
        json.ValueKind == kind || json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private static HookIssue Required(string path, string expected) => Invalid("required", path, $"This element is required: {expected}.");

    private static HookIssue Invalid(string code, string path, string expected) => new(HookIssueKind.Invalid, code, path, expected);
}
