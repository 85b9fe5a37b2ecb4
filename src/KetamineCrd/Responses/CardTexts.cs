using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Meanings;
using KetamineCrd.Resources;

namespace KetamineCrd.Responses;

/// <summary>Every word that is not a policy's: a card for each kind of answer, and the sentences of coverage information. Read from <c>cards/</c>.</summary>
public sealed class CardTexts
{
    public const string SentencesFile = "sentences.en.json";

    /// <summary>Starts the keys of what may differ: <c>Terms.</c> and the id of a payer or of a product line, or <c>default</c>.</summary>
    private const string Terms = "Terms.";

    private const string DefaultTerms = "default";

    private static readonly FrozenSet<string> Placeholders = FrozenSet.ToFrozenSet(
    [
        "also", "answers", "caution", "contact", "correction", "drugNames", "drugs", "effectiveFrom", "evidence", "missing", "missingNames", "nextReview", "nextSteps", "otherwise", "payer",
        "policyNumber", "policyTitle", "policyUrl", "remarks", "replacedOn", "section", "source", "statement", "terms", "title", "version",
    ], StringComparer.Ordinal);

    private readonly FrozenDictionary<CardKind, CardTemplate> _cards;
    private readonly FrozenDictionary<string, TextTemplate> _sentences;
    private readonly FrozenDictionary<string, string> _terms;

    private CardTexts(Dictionary<CardKind, CardTemplate> cards, Dictionary<string, TextTemplate> sentences, Dictionary<string, string> terms)
    {
        _terms = terms.ToFrozenDictionary(StringComparer.Ordinal);
        _cards = cards.ToFrozenDictionary();
        _sentences = sentences.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public CardTemplate this[CardKind kind] => _cards[kind];

    /// <summary>The payers and product lines that have terms of their own.</summary>
    public IEnumerable<string> IdsOfTerms => _terms.Keys.Where(id => id != DefaultTerms);

    /// <summary>Whether a sentence of this key is one of the open list of terms.</summary>
    public static bool IsTerms(string key) => key.StartsWith(Terms, StringComparison.Ordinal);

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

    /// <summary>Reads the card files. Null when a file is missing.</summary>
    public static CardTexts? Read(IReadOnlyDictionary<string, JsonElement> files, ResourceIssues issues)
    {
        var kinds = Enum.GetValues<CardKind>();
        string[] required = [SentencesFile, .. kinds.Select(FileOf)];
        var missing = required.Where(name => !files.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
        {
            issues.Add("cards", "", $"Required and missing: {string.Join(", ", missing)}.");
            return null;
        }

        foreach (var file in files.Keys.Except(required, StringComparer.Ordinal))
        {
            issues.Add($"cards/{file}", "", "Nothing uses this file.");
        }

        var sentences = new Dictionary<string, TextTemplate>(StringComparer.Ordinal);
        var terms = new Dictionary<string, string>(StringComparer.Ordinal);
        if (files[SentencesFile].ValueKind == JsonValueKind.Object)
        {
            foreach (var member in files[SentencesFile].EnumerateObject().Where(m => IsTerms(m.Name)))
            {
                terms[member.Name[Terms.Length..]] = member.Value.AsText() ?? "";
            }
        }

        if (!terms.ContainsKey(DefaultTerms))
        {
            issues.Add($"cards/{SentencesFile}", Terms + DefaultTerms, "This text is required.");
        }

        foreach (var key in SentenceKeys())
        {
            if (files[SentencesFile].Text(Encoding.UTF8.GetBytes(key)) is { } text)
            {
                sentences.Add(key, TextTemplate.Parse(text, Placeholders, message => issues.Add($"cards/{SentencesFile}", key, message)));
            }
            else
            {
                issues.Add($"cards/{SentencesFile}", key, "This text is required.");
            }
        }

        var cards = kinds.ToDictionary(
            kind => kind, kind => CardTemplate.Read(files[FileOf(kind)], Placeholders, issues.Of($"cards/{FileOf(kind)}")));
        return new CardTexts(cards, sentences, terms);
    }

    /// <summary>A sentence about a missing fact, a remark, an unreadable fact, or one of <see cref="Sentence"/>.</summary>
    public string Render<T>(T key, IReadOnlyDictionary<string, string> values)
        where T : struct, Enum => _sentences[Key(key)].Render(values);

    /// <summary>What a card says of a fact that it asks for.</summary>
    public string Render(MissingFact fact, MissingFactText text) => _sentences[Key(fact, text)].Render(FrozenDictionary<string, string>.Empty);

    /// <summary>What may differ for the member (decision rule 18): as the payer says for all its products, else as is said of the product line.</summary>
    public string TermsOf(Payer payer, Possible productLine)
    {
        if (_terms.TryGetValue(payer.Id, out var ofPayer))
        {
            return ofPayer;
        }

        var ofLines = productLine.Concepts.Select(line => _terms.GetValueOrDefault(line.Id)).Distinct(StringComparer.Ordinal).ToArray();
        return ofLines is [{ } ofLine] ? ofLine : _terms[DefaultTerms];
    }

    private static string Key(MissingFact fact, MissingFactText text) => $"{Key(fact)}.{char.ToLowerInvariant(text.ToString()[0])}{text.ToString()[1..]}";

    private static string Key<T>(T key)
        where T : struct, Enum => $"{typeof(T).Name}.{key}";

    private static IEnumerable<string> SentenceKeys() =>
        Enum.GetValues<MissingFact>().Select(Key)
            .Concat(Enum.GetValues<MissingFact>().Except(CardKinds.AskedWithoutCard).SelectMany(fact => Enum.GetValues<MissingFactText>().Select(text => Key(fact, text))))
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

    /// <summary>Whose word a card gives, where the rule names nobody else.</summary>
    Source,

    /// <summary>Stands in a summary for drugs whose names are too long for it.</summary>
    TheseDrugs,

    /// <summary>Asks for more than a summary can name.</summary>
    SeveralMissing,

    /// <summary>What a question's other answers lead to.</summary>
    NotSubject,

    /// <summary>An answer to a question is one that the plan does not pay.</summary>
    Denied,

    /// <summary>An answer to a question turns on the product too.</summary>
    DependsOnProduct,

    /// <summary>The order is for something else: at order-sign.</summary>
    CorrectionAtSign,

    /// <summary>The order is for something else: nothing is signed yet.</summary>
    CorrectionAtSelect,

    /// <summary>The order is for something else: it was signed before.</summary>
    CorrectionLater,

    /// <summary>What a system action does, shown in the client's log.</summary>
    SystemAction,
}

/// <summary>What a card says of a missing fact.</summary>
public enum MissingFactText
{
    /// <summary>What to do, for a summary.</summary>
    Name,

    /// <summary>What the order leaves open.</summary>
    Clause,

    /// <summary>What else it may be, of which no policy speaks.</summary>
    Otherwise,
}
