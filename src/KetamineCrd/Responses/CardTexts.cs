using System.Collections.Frozen;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Fhir;

namespace KetamineCrd.Responses;

/// <summary>Every word that is not a policy's: the card for a denial, and the sentences of coverage information. Read from <c>cards/</c>.</summary>
public sealed class CardTexts
{
    public const string NotCoveredFile = "not-covered.en.json";
    public const string SentencesFile = "sentences.en.json";

    private static readonly FrozenSet<string> Placeholders = FrozenSet.ToFrozenSet(
    [
        "also", "drugs", "effectiveFrom", "evidence", "missing", "nextReview", "nextSteps", "payer", "policyNumber", "policyTitle", "policyUrl",
        "remarks", "section", "statement", "title", "version",
    ], StringComparer.Ordinal);

    private readonly FrozenDictionary<string, TextTemplate> _sentences;

    private CardTexts(CardTemplate notCovered, Dictionary<string, TextTemplate> sentences)
    {
        NotCovered = notCovered;
        _sentences = sentences.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public CardTemplate NotCovered { get; }

    /// <summary>Reads the card files; <paramref name="report"/> takes (file, path, what is wrong). Null when a file is missing.</summary>
    public static CardTexts? Read(IReadOnlyDictionary<string, JsonElement> files, Action<string, string, string> report)
    {
        if (!files.TryGetValue(NotCoveredFile, out var card) || !files.TryGetValue(SentencesFile, out var sentencesFile))
        {
            report("cards", "", $"The files {NotCoveredFile} and {SentencesFile} are required.");
            return null;
        }

        foreach (var file in files.Keys.Except([NotCoveredFile, SentencesFile], StringComparer.Ordinal))
        {
            report($"cards/{file}", "", "Nothing uses this file.");
        }

        var sentences = new Dictionary<string, TextTemplate>(StringComparer.Ordinal);
        foreach (var key in SentenceKeys())
        {
            if (sentencesFile.Text(System.Text.Encoding.UTF8.GetBytes(key)) is { } text)
            {
                sentences.Add(key, TextTemplate.Parse(text, Placeholders, message => report($"cards/{SentencesFile}", key, message)));
            }
            else
            {
                report($"cards/{SentencesFile}", key, "This text is required.");
            }
        }

        return new CardTexts(CardTemplate.Read(card, Placeholders, (path, message) => report($"cards/{NotCoveredFile}", path, message)), sentences);
    }

    /// <summary>A sentence about a missing fact, a remark, an unreadable fact, or one of <see cref="Sentence"/>.</summary>
    public string Render<T>(T key, IReadOnlyDictionary<string, string> values)
        where T : struct, Enum => _sentences[Key(key)].Render(values);

    private static string Key<T>(T key)
        where T : struct, Enum => $"{typeof(T).Name}.{key}";

    private static IEnumerable<string> SentenceKeys() =>
        Enum.GetValues<MissingFact>().Select(Key)
            .Concat(Enum.GetValues<Remark>().Select(Key))
            .Concat(Enum.GetValues<UnreadableFact>().Select(Key))
            .Concat(Enum.GetValues<Sentence>().Select(Key));
}

/// <summary>Sentences that stand alone.</summary>
public enum Sentence
{
    /// <summary>Introduces the missing facts.</summary>
    InformationMissing,

    /// <summary>The coverage was not in force on the service date.</summary>
    CoverageNotActive,

    /// <summary>What a system action does, shown in the client's log.</summary>
    SystemAction,
}
