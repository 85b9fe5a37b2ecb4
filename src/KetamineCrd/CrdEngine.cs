using System.Collections.Frozen;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;
using KetamineCrd.Reading;
using KetamineCrd.Resources;
using KetamineCrd.Responses;

namespace KetamineCrd;

/// <summary>The whole way from a hook request to its answer, over one immutable set of policies.</summary>
public sealed class CrdEngine
{
    private readonly FactsReader _facts;
    private readonly Determiner _determiner;
    private readonly ResponseBuilder _responses;

    private CrdEngine(ResourceLibrary data, Vocabulary vocabulary, PayerRegistry payers, PolicySet policies, CardTexts texts)
    {
        Data = data;
        Vocabulary = vocabulary;
        Policies = policies;
        PayerNames = payers.ById.ToFrozenDictionary(p => p.Key, p => p.Value.Name, StringComparer.Ordinal);
        _facts = new FactsReader(vocabulary, payers);
        _determiner = new Determiner(vocabulary, policies);
        _responses = new ResponseBuilder(texts);
        ResponseTypes = policies.ResponseTypes.Concat(Enum.GetValues<CardKind>().Select(k => texts[k].Topic.Code)).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Every FHIR resource of the data files, by file path.</summary>
    public IReadOnlyList<HeldResource> Resources => Data.Resources;

    internal ResourceLibrary Data { get; }

    public Vocabulary Vocabulary { get; }

    public PolicySet Policies { get; }

    /// <summary>The names of the payers that are held, by id.</summary>
    public IReadOnlyDictionary<string, string> PayerNames { get; }

    /// <summary>The codes of the value set cardType that an answer may have.</summary>
    public IReadOnlySet<string> ResponseTypes { get; }

    /// <summary>Reads, checks and compiles the data files. No engine when there is any issue.</summary>
    public static (CrdEngine? Engine, IReadOnlyList<ResourceIssue> Issues) Load(IEnumerable<ResourceFile> files, IReadOnlyList<PayerAddition>? additions = null)
    {
        var issues = new ResourceIssues();
        return (Compile(ResourceLibrary.Parse(files, issues), additions ?? [], issues), issues.Found);
    }

    /// <summary>Null when there is any issue, what does not parse among them.</summary>
    internal static CrdEngine? Compile(ResourceLibrary library, IReadOnlyList<PayerAddition> additions, ResourceIssues issues)
    {
        var vocabulary = Vocabulary.Build(library.OfType("ValueSet"), issues);
        var payers = PayerRegistry.Build(library.OfType("Organization"), additions, vocabulary, issues);
        var fileOf = new Dictionary<PolicyVersion, string>();
        foreach (var (file, json) in library.OfType("PlanDefinition"))
        {
            if (new PolicyReader(vocabulary, payers, issues.Of(file)).Read(json) is { } version)
            {
                fileOf.Add(version, file);
            }
        }

        CheckVersions(fileOf, issues);
        var texts = CardTexts.Read(library.Cards, issues);
        if (texts is null || issues.Found.Count > 0)
        {
            return null;
        }

        foreach (var id in texts.IdsOfTerms.Where(id => fileOf.Count > 0 && !payers.ById.ContainsKey(id) && !vocabulary.Plain(ConceptKind.ProductLine).Any(line => line.Id == id)))
        {
            issues.Add($"cards/{CardTexts.SentencesFile}", $"Terms.{id}", "Neither a payer nor a product line has this id.");
        }

        var policies = new PolicySet(fileOf.Keys);
        foreach (var drug in vocabulary.Plain(ConceptKind.Drug).Except(policies.Drugs))
        {
            issues.Add($"fhir-resources/ValueSet/{drug.Id}.json", "", "No policy names this drug.");
        }

        var engine = new CrdEngine(library, vocabulary, payers, policies, texts);
        engine._responses.Check(policies, (version, message) => issues.Add(fileOf[version], "action", message));
        return issues.Found.Count == 0 ? engine : null;
    }

    /// <inheritdoc cref="FactsReader.Read"/>
    internal CallFacts? ReadFacts(HookRequest request, ResourceIndex index, bool canRead, DateTimeOffset now, out IReadOnlyList<string> reads) =>
        _facts.Read(request, index, canRead, now, out reads);

    /// <summary>Decides every order, under each payer that answers. Null, with an issue, when the call cannot be answered for want of a Coverage, or has too much of something.</summary>
    internal IReadOnlyList<OrderDetermination>? Determine(CallFacts facts, out HookIssue? issue)
    {
        issue = facts.Refusal;
        if (issue is not null)
        {
            return null;
        }

        if (facts.OrdersAreUnobtainable)
        {
            issue = new HookIssue(
                HookIssueKind.Unobtainable,
                "required",
                "prefetch",
                "The dispatched orders are required: send them as prefetch, or send fhirServer and fhirAuthorization so that they can be read.");
            return null;
        }

        if (facts.CoverageSource is CoverageSource.None or CoverageSource.Unobtainable)
        {
            // Only an order that is surely for one of our drugs makes a missing Coverage an error.
            if (!facts.Hook.IsAboutEncounter() && facts.Orders.Any(o => o.Drug is DrugFact.Named))
            {
                issue = facts.CoverageSource == CoverageSource.None
                    ? new HookIssue(HookIssueKind.Invalid, "required", "prefetch.coverage", $"A Coverage of the patient is required ({facts.Dialect.CoverageClause}); none was found.")
                    : new HookIssue(
                        HookIssueKind.Unobtainable,
                        "required",
                        "prefetch.coverage",
                        "A Coverage of the patient is required: send it under the key 'coverage', or send fhirServer and fhirAuthorization so that it can be read.");
                return null;
            }

            return [];
        }

        var determinations = _determiner.Determine(facts);

        // An order whose Coverage is not clear gets nothing beside one that is answered.
        if (determinations.Any(d => d.Determination is Determination.CoverageNotClear)
            && determinations.All(d => d.Determination is Determination.CoverageNotClear or Determination.NotAddressed))
        {
            issue = new HookIssue(
                HookIssueKind.Invalid,
                "multiple-matches",
                "prefetch.coverage",
                $"One Coverage was expected, or Coverage.order or the order's insurance to tell which one counts ({facts.Dialect.CoverageClause}).");
            return null;
        }

        return determinations;
    }

    /// <summary>
    /// Says that no payer of an order of ours is served here (CRD 2.2.1 hook-13b), for clients that would rather hear it. Null where some order is
    /// answered, so that no answer is lost, and where an order may still be for a payer of ours.
    /// </summary>
    internal static HookIssue? PayerNotServed(CallFacts facts, IReadOnlyList<OrderDetermination> determinations, IEnumerable<string> served)
    {
        var isOfOthers = facts.CoverageSource == CoverageSource.Found
            && !facts.Hook.IsAboutEncounter()
            && determinations.All(d => d.Determination is Determination.NotAddressed)
            && facts.Orders.Any(o => o.Drug is DrugFact.Named && CoverageChoice.IsOfOthers(o, facts.Coverages));
        return isOfOthers
            ? new HookIssue(
                HookIssueKind.Invalid,
                "not-supported",
                "prefetch.coverage",
                $"A Coverage of a payer that is answered for here was expected ({facts.Dialect.CoverageClause}): {string.Join(", ", served)}.")
            : null;
    }

    /// <summary>Addresses, relative to the client's FHIR base, of the forms that the answer would send: a form that the client has is not sent again (CRD 2.2.1 dev-20).</summary>
    internal static IReadOnlyList<string> FormSearches(HookRequest request, IReadOnlyList<OrderDetermination> determinations) =>
        FormSearch.Searches(request, determinations);

    /// <inheritdoc cref="ResponseBuilder.Build"/>
    internal CrdResponse Answer(AnswerContext context, IReadOnlyList<OrderDetermination> determinations) => _responses.Build(context, determinations);

    private static void CheckVersions(Dictionary<PolicyVersion, string> fileOf, ResourceIssues issues)
    {
        foreach (var group in fileOf.GroupBy(v => v.Key.Url, StringComparer.Ordinal))
        {
            PolicyVersion? before = null;
            foreach (var (version, file) in group.OrderBy(v => v.Key.Start))
            {
                if (before is not null && (before.End is null || before.End >= version.Start))
                {
                    issues.Add(file, "effectivePeriod", $"Overlaps version {before.Version} of the same policy.");
                }

                if (before is not null && before.Version == version.Version)
                {
                    issues.Add(file, "version", "Another file has the same url and version.");
                }

                before = version;
            }
        }

        foreach (var group in fileOf.GroupBy(v => v.Key.Path, StringComparer.Ordinal))
        {
            foreach (var (version, file) in group.Where(v => v.Key.Url != group.First().Key.Url))
            {
                issues.Add(file, "identifier", $"Another policy has the number {version.Number} and the version {version.Version} too.");
            }
        }
    }
}
