using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Fhir;
using KetamineCrd.Resources;
using KetamineCrd.Responses;

namespace KetamineCrd.Checks;

/// <summary>Nothing in a card file is misspelt or left over: each member and each sentence is used.</summary>
/// <remarks>Loading finds missing texts, unknown placeholders, summaries that are too long, and files that nothing uses.</remarks>
internal static class CardCheck
{
    private static readonly string[] CardMembers = ["summary", "detail", "indicator", "source", "links", "overrideReasons"];
    private static readonly string[] CodingMembers = ["system", "code", "display"];

    public static IEnumerable<PolicyFinding> Run(IReadOnlyDictionary<string, JsonElement> cards)
    {
        var findings = new List<PolicyFinding>();
        foreach (var (name, card) in cards.Where(c => c.Key != CardTexts.SentencesFile))
        {
            void Check(string path, JsonElement json, string[] known) => findings.AddRange(UnknownMembers($"cards/{name}", path, json, known));

            Check("", card, CardMembers);
            Check("source", card.Member("source"u8), ["topic"]);
            Check("source.topic", card.Member("source"u8).Member("topic"u8), CodingMembers);
            foreach (var place in JsonPlaces.All(card).Where(p => p.Json.ValueKind == JsonValueKind.Object))
            {
                var (path, json) = (place.Path, place.Json);
                if (path.StartsWith("links[", StringComparison.Ordinal))
                {
                    Check(path, json, ["label", "url"]);
                }
                else if (path.StartsWith("overrideReasons[", StringComparison.Ordinal))
                {
                    Check(path, json, CodingMembers);
                }
            }
        }

        return findings;
    }

    /// <summary>A sentence is used when the reader misses it.</summary>
    public static IEnumerable<PolicyFinding> FindUnused(IReadOnlyDictionary<string, JsonElement> cards)
    {
        if (!cards.TryGetValue(CardTexts.SentencesFile, out var sentences) || sentences.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var key in sentences.EnumerateObject().Select(m => m.Name).Where(key => !CardTexts.IsTerms(key)))
        {
            var without = JsonObject.Create(sentences)!;
            without.Remove(key);
            var issues = new ResourceIssues();
            CardTexts.Read(new Dictionary<string, JsonElement>(cards, StringComparer.Ordinal) { [CardTexts.SentencesFile] = JsonSerializer.SerializeToElement(without) }, issues);
            if (!issues.Found.Any(issue => issue.Path == key))
            {
                yield return PolicyFinding.Warning($"cards/{CardTexts.SentencesFile}", key, "Nothing uses this text.");
            }
        }
    }

    private static IEnumerable<PolicyFinding> UnknownMembers(string file, string path, JsonElement json, string[] known) =>
        json.ValueKind != JsonValueKind.Object
            ? []
            : json.EnumerateObject()
                .Where(m => !known.Contains(m.Name, StringComparer.Ordinal))
                .Select(m => PolicyFinding.Error(file, JsonPlaces.Join(path, m.Name), $"Nothing reads this.{NearName.Suggest(m.Name, known)}"));
}
