using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Fhir;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Every word that is not a policy's: a card for each kind of answer, and the sentences of coverage information. Read from <c>cards/</c>.</summary>
public sealed class CardTexts
{
    public const string SentencesFile = "sentences.en.json";

    private static readonly FrozenSet<string> Placeholders = FrozenSet.ToFrozenSet(
    [
        "also", "contact", "drugs", "effectiveFrom", "evidence", "missing", "missingNames", "nextReview", "nextSteps", "payer", "policyNumber", "policyTitle", "policyUrl",
        "remarks", "replacedOn", "section", "statement", "title", "version",
    ], StringComparer.Ordinal);

    private readonly FrozenDictionary<CardKind, CardTemplate> _cards;
    private readonly FrozenDictionary<string, TextTemplate> _sentences;

    private CardTexts(Dictionary<CardKind, CardTemplate> cards, Dictionary<string, TextTemplate> sentences)
    {
        _cards = cards.ToFrozenDictionary();
        _sentences = sentences.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public CardTemplate this[CardKind kind] => _cards[kind];

    /// <summary>Such as <c>not-covered.en.json</c>.</summary>
    public static string FileOf(CardKind kind)
    {
        var name = new StringBuilder();
        foreach (var c in kind.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(c));
        }

        return $"{name}.en.json";
    }

    /// <summary>Reads the card files; <paramref name="report"/> takes (file, path, what is wrong). Null when a file is missing.</summary>
    public static CardTexts? Read(IReadOnlyDictionary<string, JsonElement> files, Action<string, string, string> report)
    {
        var kinds = Enum.GetValues<CardKind>();
        string[] required = [SentencesFile, .. kinds.Select(FileOf)];
        var missing = required.Where(name => !files.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
        {
            report("cards", "", $"Required and missing: {string.Join(", ", missing)}.");
            return null;
        }

        foreach (var file in files.Keys.Except(required, StringComparer.Ordinal))
        {
            report($"cards/{file}", "", "Nothing uses this file.");
        }

        var sentences = new Dictionary<string, TextTemplate>(StringComparer.Ordinal);
        foreach (var key in SentenceKeys())
        {
            if (files[SentencesFile].Text(Encoding.UTF8.GetBytes(key)) is { } text)
            {
                sentences.Add(key, TextTemplate.Parse(text, Placeholders, message => report($"cards/{SentencesFile}", key, message)));
            }
            else
            {
                report($"cards/{SentencesFile}", key, "This text is required.");
            }
        }

        var cards = kinds.ToDictionary(
            kind => kind, kind => CardTemplate.Read(files[FileOf(kind)], Placeholders, (path, message) => report($"cards/{FileOf(kind)}", path, message)));
        return new CardTexts(cards, sentences);
    }

    /// <summary>A sentence about a missing fact, a remark, an unreadable fact, or one of <see cref="Sentence"/>.</summary>
    public string Render<T>(T key, IReadOnlyDictionary<string, string> values)
        where T : struct, Enum => _sentences[Key(key)].Render(values);

    /// <summary>A missing fact in one or two words.</summary>
    public string NameOf(MissingFact fact) => _sentences[NameKey(fact)].Render(FrozenDictionary<string, string>.Empty);

    private static string NameKey(MissingFact fact) => $"{Key(fact)}.name";

    private static string Key<T>(T key)
        where T : struct, Enum => $"{typeof(T).Name}.{key}";

    private static IEnumerable<string> SentenceKeys() =>
        Enum.GetValues<MissingFact>().Select(Key)
            .Concat(Enum.GetValues<MissingFact>().Select(NameKey))
            .Concat(Enum.GetValues<Remark>().Select(Key))
            .Concat(Enum.GetValues<UnreadableFact>().Select(Key))
            .Concat(Enum.GetValues<Sentence>().Select(Key));
}

/// <summary>The kinds of card, each with a file of its own in <c>cards/</c>.</summary>
public enum CardKind
{
    NotCovered,
    ReferToOtherPolicy,
    DeferToOtherProgram,
    MedicalNecessityReview,
    PriorAuthorization,

    /// <summary>Something that only the policy can name is needed.</summary>
    NeedsInformation,

    /// <summary>The order or the Coverage leaves out a fact.</summary>
    InformationMissing,

    /// <summary>The text held was replaced by one that is not.</summary>
    VersionReplaced,
}

/// <summary>Sentences that stand alone.</summary>
public enum Sentence
{
    /// <summary>Introduces the missing facts.</summary>
    InformationMissing,

    /// <summary>The coverage was not in force on the service date.</summary>
    CoverageNotActive,

    /// <summary>The Coverage is of another person than the patient of the call.</summary>
    MemberNotFound,

    /// <summary>The text held was replaced.</summary>
    VersionReplaced,

    /// <summary>Stands for the drug where the order names none.</summary>
    UnnamedDrug,

    /// <summary>What a system action does, shown in the client's log.</summary>
    SystemAction,
}

/// <summary>Which card an answer gets.</summary>
public static class CardKinds
{
    /// <summary>Null for an answer that gets none: it is silence, a matter of registration (the product line included), or a technical fault.</summary>
    public static CardKind? Of(Determination determination) => determination switch
    {
        { DecidingRule.AsksForProductLine: true } or Determination.InformationMissing { Facts: [MissingFact.ProductLine] } => null,
        { DecidingRule: { } rule } => Of(rule.Outcome),
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
