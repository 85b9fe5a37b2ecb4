using System.Globalization;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Turns determinations into coverage information on the orders and at most one card for each policy.</summary>
public sealed class ResponseBuilder(CardTexts texts)
{
    private static readonly Dictionary<string, string> NoValues = [];

    private readonly CardWordsCache _cardWords = new();

    /// <param name="request">The call.</param>
    /// <param name="determinations">Of its orders.</param>
    /// <param name="today">The day of the assertions.</param>
    /// <param name="baseAddress">Where the policy pages are, without a slash at the end.</param>
    public CrdResponse Build(HookRequest request, IReadOnlyList<OrderDetermination> determinations, DateOnly today, string baseAddress)
    {
        var actions = new List<SystemAction>();
        if (request.Configuration.CoverageInformation)
        {
            foreach (var determination in determinations)
            {
                if (BuildAction(request, determination, today, baseAddress) is { } action)
                {
                    actions.Add(action);
                }
            }
        }

        return new CrdResponse(request.Configuration.Guideline ? BuildCards(request, determinations, baseAddress) : [], actions);
    }

    /// <summary>Renders every card that a policy can lead to, and reports what a reader would trip over.</summary>
    internal void Check(PolicySet policies, Action<PolicyVersion, string> report)
    {
        foreach (var version in policies.Policies.SelectMany(p => p.Versions))
        {
            foreach (var payer in version.Payers)
            {
                foreach (var rule in version.Rules)
                {
                    CheckSummary(rule.Outcome == PolicyOutcome.NotCovered ? CardKind.NotCovered : CardKinds.Of(new Determination.DecidedElsewhere(rule))!.Value, rule);
                    if (rule.Ground is { } ground && !($"{rule.Title} {rule.Statement}").Contains(ground, StringComparison.OrdinalIgnoreCase))
                    {
                        report(version, $"Rule '{rule.Id}' does not say its ground, '{ground}', in title or description.");
                    }
                }

                CheckSummary(CardKind.InformationMissing, null);
                CheckSummary(CardKind.VersionReplaced, null);

                void CheckSummary(CardKind kind, PolicyRule? rule)
                {
                    var values = Values(version, rule, payer, "https://x");
                    values["missingNames"] = Join(", ", Enum.GetValues<MissingFact>().Select(texts.NameOf));
                    var summary = texts[kind].Summary.Render(values);
                    if (summary.Length is 0 or >= 140)
                    {
                        report(version, $"The {kind} card's summary {(rule is null ? "" : $"of rule '{rule.Id}' ")}has {summary.Length} characters; 1 to 139 are allowed.");
                    }
                }
            }
        }
    }

    private static Dictionary<string, string> Values(PolicyVersion version, PolicyRule? rule, Payer? payer, string baseAddress) => new(StringComparer.Ordinal)
    {
        ["payer"] = payer?.Name ?? version.Publisher,
        ["contact"] = payer?.Contact ?? "",
        ["policyNumber"] = version.Number,
        ["policyTitle"] = version.Title,
        ["policyUrl"] = baseAddress + version.Path,
        ["version"] = version.Version,
        ["effectiveFrom"] = version.Start.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture),
        ["nextReview"] = version.NextReview?.Last.ToString("MMMM yyyy", CultureInfo.InvariantCulture) ?? "",
        ["evidence"] = version.Evidence,
        ["nextSteps"] = rule?.NextStep ?? version.NextSteps,
        ["replacedOn"] = FhirDate.Read(version.Successor?.Label)?.First.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture) ?? "",
        ["title"] = rule?.Title ?? "",
        ["statement"] = rule?.Statement ?? "",
        ["section"] = rule?.Section ?? "",
    };

    private static string Join(string separator, IEnumerable<string> parts) => string.Join(separator, parts.Where(p => p.Length > 0));

    private SystemAction? BuildAction(HookRequest request, OrderDetermination determination, DateOnly today, string baseAddress)
    {
        // Without an id there is nothing on the client's server to update.
        if (determination.Order.Reference is not { } order || BuildInformation(request, determination, today, baseAddress) is not { } information)
        {
            return null;
        }

        information = information with
        {
            Dependency = determination.Order.GivenOrder,
            AssertionId = Fingerprint.Id(
                "KCRD-", request.FhirServer?.AbsoluteUri, order, information.Coverage, information.Covered, information.ReasonCode, information.ReasonText, determination.Policy?.Version),
        };
        if (CoverageStatement.IsOn(new Resource(request.Orders[determination.Order.Index].Json), information))
        {
            return null;
        }

        return new SystemAction(determination.Order.Index, texts.Render(Sentence.SystemAction, NoValues), information);
    }

    private CoverageInformation? BuildInformation(HookRequest request, OrderDetermination determination, DateOnly today, string baseAddress)
    {
        var coverage = determination.Coverage?.Reference;
        if (determination.Determination is Determination.Indeterminate indeterminate)
        {
            return CoverageInformation.Indeterminate(
                coverage ?? (determination.Order.Insurance.Count > 0 ? determination.Order.Insurance[0] : null), texts.Render(indeterminate.Fact, NoValues), today);
        }

        if (coverage is null)
        {
            return null;
        }

        switch (determination.Determination)
        {
            case Determination.CoverageNotActive:
                return CoverageInformation.NotCovered(coverage, texts.Render(Sentence.CoverageNotActive, NoValues), "no-active-coverage", null, today);
            case Determination.NotCovered denied:
                return CoverageInformation.NotCovered(
                    coverage, ReasonText(determination, denied.Rule), null, PolicyLink(determination, denied.Rule, baseAddress), today);
            case Determination.DecidedElsewhere elsewhere:
                var authorization = elsewhere.Rule.Outcome == PolicyOutcome.PriorAuthorization ? "auth-needed" : null;
                return CoverageInformation.Conditional(
                    coverage, ["OTH"], ReasonText(determination, elsewhere.Rule), authorization, PolicyLink(determination, elsewhere.Rule, baseAddress), today);
            case Determination.VersionReplaced:
                return CoverageInformation.Conditional(
                    coverage,
                    ["OTH"],
                    texts.Render(Sentence.VersionReplaced, Values(determination.Policy!, null, determination.Coverage!.Payer, "")),
                    null,
                    PolicyLink(determination, null, baseAddress),
                    today);
            case Determination.InformationMissing missing when !request.Service.JudgesSelectionsOnly:
                return CoverageInformation.Conditional(
                    coverage, InformationNeeded(missing.Facts), MissingText(determination, missing.Facts), null, PolicyLink(determination, null, baseAddress), today);
            default:
                return null;
        }
    }

    // OTH needs a reason that explains it, and the reason text names every missing fact (CRD 2.2.1 crd-ci-q6).
    private static string[] InformationNeeded(IReadOnlyList<MissingFact> facts) => facts is [MissingFact.Drug] ? ["detail-code"] : ["OTH"];

    private static string? PolicyLink(OrderDetermination determination, PolicyRule? rule, string baseAddress) =>
        determination.Policy is { } policy ? $"{baseAddress}{policy.Path}#{rule?.Id ?? "statement"}" : null;

    private string ReasonText(OrderDetermination determination, PolicyRule rule) =>
        determination is { Also.Count: 0, Remarks.Count: 0 }
            ? rule.Reason
            : Join(" ", [rule.Reason, .. determination.Also.Select(r => r.Reason), .. Remarks(determination)]);

    private string MissingText(OrderDetermination determination, IReadOnlyList<MissingFact> facts)
    {
        var values = determination.Policy is { } policy
            ? Values(policy, null, determination.Coverage?.Payer, "")
            : new Dictionary<string, string>(StringComparer.Ordinal);
        values["missing"] = string.Join("; ", facts.Select(f => texts.Render(f, NoValues)));
        return Join(" ", [texts.Render(Sentence.InformationMissing, values), .. Remarks(determination)]);
    }

    private IEnumerable<string> Remarks(OrderDetermination determination)
    {
        if (determination.Policy is not { } policy || determination.Remarks.Count == 0)
        {
            return [];
        }

        var values = Values(policy, null, determination.Coverage?.Payer, "");
        return determination.Remarks.Select(r => texts.Render(r, values));
    }

    // One card for each policy, led by the strongest answer; two that would say the same are one.
    private List<Card> BuildCards(HookRequest request, IReadOnlyList<OrderDetermination> determinations, string baseAddress)
    {
        var cards = new List<Card>();
        foreach (var group in determinations
                     .Where(d => d is { Policy: not null, Coverage.Payer: not null } && IsShown(CardKinds.Of(d.Determination), request))
                     .GroupBy(d => (d.Policy!.Url, d.Coverage!.Payer)))
        {
            if (cards.Count < request.Configuration.MaximumCards
                && BuildCard(request, [.. group], baseAddress) is { } card
                && !cards.Exists(c => c.Summary == card.Summary && c.Detail == card.Detail))
            {
                cards.Add(card);
            }
        }

        return cards;
    }

    // While an order is being written only a denial is worth an interruption.
    private static bool IsShown(CardKind? kind, HookRequest request) =>
        kind is CardKind.NotCovered || (kind is not null && !request.Service.JudgesSelectionsOnly);

    private Card BuildCard(HookRequest request, OrderDetermination[] orders, string baseAddress)
    {
        var lead = orders.MinBy(o => CardKinds.Of(o.Determination))!;
        var kind = CardKinds.Of(lead.Determination)!.Value;
        var (policy, payer, rule) = (lead.Policy!, lead.Coverage!.Payer!, RuleOf(lead.Determination));
        var led = orders.Where(o => CardKinds.Of(o.Determination) == kind).ToArray();
        var otherRules = orders.SelectMany(o => o.Also).Concat(orders.Select(o => RuleOf(o.Determination))).OfType<PolicyRule>().Where(r => r != rule).Distinct();
        var missing = led.Select(o => o.Determination).OfType<Determination.InformationMissing>().SelectMany(d => d.Facts).Distinct().ToArray();

        var words = _cardWords.GetOrRender(
            new CardSubject(
                kind,
                policy,
                rule,
                payer,
                baseAddress,
                DrugNames(led),
                Join("; ", missing.Select(f => texts.Render(f, NoValues))),
                Join(", ", missing.Select(texts.NameOf)),
                Join(" ", otherRules.Select(r => r.Reason)),
                Join(" ", orders.SelectMany(Remarks).Distinct(StringComparer.Ordinal))),
            RenderCard);
        var template = texts[kind];
        var associated = orders.Select(o => o.Order.Reference).OfType<string>().ToArray();
        return new Card
        {
            Uuid = Fingerprint.Uuid([request.HookInstance, request.FhirServer?.AbsoluteUri, request.PatientId, policy.Url, policy.Version, payer.Name, .. associated]),
            Summary = words.Summary,
            Detail = words.Detail,
            Indicator = template.Indicator,
            SourceLabel = payer.Name,
            Topic = template.Topic,
            Links = words.Links,
            OverrideReasons = template.OverrideReasons,
            AssociatedResources = associated,
        };
    }

    private static PolicyRule? RuleOf(Determination determination) => determination switch
    {
        Determination.NotCovered denied => denied.Rule,
        Determination.DecidedElsewhere elsewhere => elsewhere.Rule,
        _ => null,
    };

    private CardWords RenderCard(CardSubject subject)
    {
        var values = Values(subject.Policy, subject.Rule, subject.Payer, subject.BaseAddress);
        values["drugs"] = subject.Drugs;
        values["missing"] = subject.Missing;
        values["missingNames"] = subject.MissingNames;
        values["also"] = subject.Also;
        values["remarks"] = subject.Remarks;
        var template = texts[subject.Kind];
        return new CardWords(
            template.Summary.Render(values),
            string.Join("\n\n", template.Detail.Select(p => p.Render(values)).Where(p => p.Length > 0)),
            [
                .. template.Links.Select(l => new CardLink(l.Label.Render(values), l.Url.Render(values))),
                .. LinksOf(subject).Where(l => l is { Url: not null, Label: not null }).Select(l => new CardLink(l.Label!, l.Url!)),
                .. subject.Payer.Links.Select(l => new CardLink(l.Label, l.Address.AbsoluteUri)),
            ]);
    }

    // What leads away from the policy has links of its own; a missing fact needs none.
    private static IEnumerable<PolicyLink> LinksOf(CardSubject subject) => subject.Kind switch
    {
        CardKind.NotCovered => [.. subject.Rule!.Links, .. subject.Policy.Links.Where(l => l.Type == "documentation")],
        CardKind.VersionReplaced => subject.Policy.Links.Where(l => l.Type == "documentation" && l.Url == subject.Policy.Successor?.Url),
        _ => subject.Rule?.Links ?? [],
    };

    private string DrugNames(OrderDetermination[] orders)
    {
        var names = orders
            .Select(o => o.Order.Drug is DrugFact.Named named ? named.Drug.Title : texts.Render(Sentence.UnnamedDrug, NoValues))
            .Distinct(StringComparer.Ordinal);
        return string.Join(", ", names) + (orders.Length > 1 ? $" ({orders.Length} orders)" : "");
    }
}
