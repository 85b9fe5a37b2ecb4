using System.Collections.Frozen;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Resources;

namespace KetamineCrd.Meanings;

/// <summary>Every concept the loaded value sets define, and the look-up of codes and words. Built once; immutable.</summary>
public sealed class Vocabulary
{
    private const string ValidPeriod = $"{OwnCanonical.Extension}valid-period";

    private readonly FrozenDictionary<ConceptKind, (CodeIndex<Concept> Codes, PhraseIndex<Concept> Phrases, Concept[] Plain)> _byKind;
    private readonly FrozenDictionary<string, FrozenSet<Concept>> _byUrl;
    private readonly FrozenSet<Concept> _chronic;
    private readonly FrozenSet<Concept> _acute;

    private Vocabulary(
        FrozenDictionary<ConceptKind, (CodeIndex<Concept>, PhraseIndex<Concept>, Concept[])> byKind,
        FrozenDictionary<string, FrozenSet<Concept>> byUrl,
        IReadOnlyDictionary<string, ValueSet> valueSets)
    {
        _byKind = byKind;
        _byUrl = byUrl;
        ValueSets = valueSets;
        _acute = byUrl.Values.SelectMany(c => c).Where(c => c.ChronicMeaning is not null).SelectMany(c => c.MayMean).Where(c => c.BesideOtherReasons == BesideOtherReasons.Ask).ToFrozenSet();
        _chronic = byUrl.Values.SelectMany(c => c).Select(c => c.ChronicMeaning).OfType<Concept>().ToFrozenSet();
        SecondaryLines = [.. Plain(ConceptKind.ProductLine).Where(c => c.PaysAfter.Count > 0)];
    }

    /// <summary>The value sets by canonical URL.</summary>
    public IReadOnlyDictionary<string, ValueSet> ValueSets { get; }

    /// <summary>Compiles ValueSet resources.</summary>
    public static Vocabulary Build(IEnumerable<(string File, JsonElement Json)> valueSets, ResourceIssues issues)
    {
        var sets = new Dictionary<string, (string File, JsonElement Json, ValueSet Set)>(StringComparer.Ordinal);
        var concepts = new Dictionary<string, Concept>(StringComparer.Ordinal);
        foreach (var (file, json) in valueSets)
        {
            if (ValueSet.Read(json, ValidPeriod, issues.Of(file).Add) is not { } set)
            {
                continue;
            }

            if (!sets.TryAdd(set.Url, (file, json, set)))
            {
                issues.Add(file, "url", "Another file has the same url.");
            }
            else if (ReadConcept(json, set, file, issues) is { } concept)
            {
                concepts.Add(set.Url, concept);
            }
        }

        foreach (var (url, concept) in concepts)
        {
            var (file, json, _) = sets[url];
            concept.MayMean = [.. Extensions(json, "may-mean").Select(e => Find(concepts, file, "may-mean", e.Value("valueCanonical"u8), issues)).OfType<Concept>()];
            concept.ChronicMeaning = Extensions(json, "chronic-meaning")
                .Select(e => Find(concepts, file, "chronic-meaning", e.Value("valueCanonical"u8), issues)).FirstOrDefault();
            concept.OnlyByRoute = Extensions(json, "only-by-route")
                .Select(e => Find(concepts, file, "only-by-route", e.Value("valueCanonical"u8), issues)).FirstOrDefault();
            concept.UsualRoute = Extensions(json, "usual-route")
                .Select(e => Find(concepts, file, "usual-route", e.Value("valueCanonical"u8), issues)).FirstOrDefault();
            concept.PartOf = [.. Extensions(json, "part-of").Select(e => Find(concepts, file, "part-of", e.Value("valueCanonical"u8), issues)).OfType<Concept>()];
            concept.PaysAfter = [.. Extensions(json, "pays-after").Select(e => Find(concepts, file, "pays-after", e.Value("valueCanonical"u8), issues)).OfType<Concept>()];
        }

        var byUrl = sets.ToFrozenDictionary(
            s => s.Key, s => Union(s.Key, s.Value.File, sets, concepts, [], issues).ToFrozenSet(), StringComparer.Ordinal);
        var byKind = Enum.GetValues<ConceptKind>().ToFrozenDictionary(kind => kind, kind =>
        {
            var ofKind = concepts.Values.Where(c => c.Kind == kind).OrderBy(c => c.Id, StringComparer.Ordinal).ToArray();
            var withSets = ofKind.Select(c => (sets[c.Url].Set, c)).ToArray();
            void Report(ValueSet set, string message) => issues.Add(sets[set.Url].File, "compose", message);
            return (
                CodeIndex<Concept>.Build(withSets, Report),
                PhraseIndex<Concept>.Build(withSets, OwnCanonical.Words, Report),
                ofKind.Where(c => c.MayMean.Count == 0 && !c.IsNothing).ToArray());
        });
        return new Vocabulary(byKind, byUrl, sets.ToDictionary(s => s.Key, s => s.Value.Set, StringComparer.Ordinal));
    }

    /// <summary>Stands for every reason that no value set names.</summary>
    public Concept OtherIndication { get; } = new("other-indication", "", "another reason", ConceptKind.Indication);

    /// <summary>Stands for what a drug may be for beside the reasons that are given: a sedation or an acute pain that the order speaks of without making it the purpose.</summary>
    public Concept OpenPurpose { get; } = new("open-purpose", "", "another purpose that is not clear", ConceptKind.Indication) { BesideOtherReasons = BesideOtherReasons.Ask };

    /// <summary>Stands for every product line that no value set names.</summary>
    public Concept OtherProductLine { get; } = new("other-product-line", "", "another product", ConceptKind.ProductLine);

    /// <summary>True for what a pain means once it is known to be chronic.</summary>
    public bool IsChronic(Concept concept) => _chronic.Contains(concept);

    /// <summary>True for a pain that is known to be acute.</summary>
    public bool IsAcutePain(Concept concept) => _acute.Contains(concept);

    /// <summary>True for a pain, whether it is known to be chronic or not.</summary>
    public bool IsPain(Concept concept) => concept.ChronicMeaning is not null || IsChronic(concept);

    /// <summary>The concepts of a kind that stand for themselves.</summary>
    public IReadOnlyList<Concept> Plain(ConceptKind kind) => _byKind[kind].Plain;

    /// <summary>The concepts that the value set with this canonical URL holds, itself or by inclusion; null when there is none.</summary>
    public FrozenSet<Concept>? ConceptsOf(string url) => _byUrl.GetValueOrDefault(url);

    /// <summary>The product lines of coverages that pay after others.</summary>
    public IReadOnlyList<Concept> SecondaryLines { get; }

    /// <param name="kind">What the code is about.</param>
    /// <param name="system">As the client wrote it.</param>
    /// <param name="code">As the client wrote it.</param>
    /// <param name="day">The day on which it must be valid; null when that does not matter.</param>
    public Concept? FindCode(ConceptKind kind, string system, string code, DateOnly? day = null) => _byKind[kind].Codes.Find(CodeSystems.Canonical(system), code, day);

    /// <summary>Adds what free text means to <paramref name="found"/>.</summary>
    /// <remarks>What the text denies, doubts or tells of the past or the family does not count (<see cref="Statements"/>).</remarks>
    public void FindWords(ConceptKind kind, string? text, ICollection<Concept> found)
    {
        var phrases = _byKind[kind].Phrases;
        if (!phrases.MayBeIn(text))
        {
            return;
        }

        var words = TextWords.Of(text!);
        var matches = new List<FoundPhrase<Concept>>();
        phrases.Find(words, matches);
        if (matches.Count == 0)
        {
            return;
        }

        var unsaid = kind == ConceptKind.ProductLine ? null : Statements.Unsaid(words);
        foreach (var match in matches)
        {
            var isUnsaid = unsaid is null ? Statements.IsNegated(words, match.First) : unsaid[match.First];
            if (!isUnsaid && !(kind == ConceptKind.Route && VeinAccess.IsMeant(words, match.End)) && !match.Meaning.IsNothing && !found.Contains(match.Meaning))
            {
                found.Add(match.Meaning);
            }
        }
    }

    /// <summary>The known phrases of a kind.</summary>
    public PhraseIndex<Concept> Phrases(ConceptKind kind) => _byKind[kind].Phrases;

    private static Concept? ReadConcept(JsonElement json, ValueSet set, string file, ResourceIssues issues)
    {
        foreach (var context in json.Items("useContext"u8))
        {
            if (context.Member("code"u8).HasText("code"u8, "focus"u8))
            {
                var fact = new Coding(context.Member("valueCodeableConcept"u8).Items("coding"u8).First).Code;
                if (KindOf(fact) is not { } kind)
                {
                    issues.Add(file, "useContext", "The focus must be a code of CodeSystem/fact.");
                    return null;
                }

                return new Concept(set.Id, set.Url, set.Title, kind)
                {
                    BesideOtherReasons = Extensions(json, "beside-other-reasons").Select(e => e.Value("valueCode"u8).AsText()).FirstOrDefault() switch
                    {
                        "ask" => BesideOtherReasons.Ask,
                        "silence" => BesideOtherReasons.Silence,
                        "ignore" => BesideOtherReasons.Ignore,
                        _ => BesideOtherReasons.Rival,
                    },
                    IsEpisodic = Extensions(json, "episodic").Exists(e => e.Value("valueBoolean"u8).ValueKind == JsonValueKind.True),
                    IsNothing = Extensions(json, "means-nothing").Exists(e => e.Value("valueBoolean"u8).ValueKind == JsonValueKind.True),
                    Precedence = Extensions(json, "precedence")
                        .Select(e => e.Value("valueInteger"u8) is { ValueKind: JsonValueKind.Number } n && n.TryGetInt32(out var i) ? i : 0).FirstOrDefault(),
                };
            }
        }

        return null;
    }

    private static ConceptKind? KindOf(string? fact) => fact switch
    {
        "drug" => ConceptKind.Drug,
        "route" => ConceptKind.Route,
        "dose-form" => ConceptKind.DoseForm,
        "administration" => ConceptKind.Administration,
        "indication" => ConceptKind.Indication,
        "product-line" => ConceptKind.ProductLine,
        _ => null,
    };

    private static List<Extension> Extensions(JsonElement json, string name)
    {
        var items = new List<Extension>();
        foreach (var item in json.Items("extension"u8))
        {
            if (new Extension(item).Url == OwnCanonical.Extension + name)
            {
                items.Add(new Extension(item));
            }
        }

        return items;
    }

    private static Concept? Find(
        Dictionary<string, Concept> concepts, string file, string extension, JsonElement canonical, ResourceIssues issues)
    {
        if (canonical.AsText() is { } url && concepts.TryGetValue(url, out var concept))
        {
            return concept;
        }

        issues.Add(file, $"extension[{extension}]", "The canonical does not name a value set with a focus.");
        return null;
    }

    private static HashSet<Concept> Union(
        string url,
        string file,
        Dictionary<string, (string File, JsonElement Json, ValueSet Set)> sets,
        Dictionary<string, Concept> concepts,
        HashSet<string> visited,
        ResourceIssues issues)
    {
        var union = new HashSet<Concept>();
        if (!visited.Add(url))
        {
            return union;
        }

        if (concepts.TryGetValue(url, out var own))
        {
            union.Add(own);
        }

        foreach (var include in sets[url].Set.Includes)
        {
            if (sets.ContainsKey(include))
            {
                union.UnionWith(Union(include, file, sets, concepts, visited, issues));
            }
            else
            {
                issues.Add(file, "compose.include.valueSet", "The canonical does not name a value set.");
            }
        }

        return union;
    }
}
