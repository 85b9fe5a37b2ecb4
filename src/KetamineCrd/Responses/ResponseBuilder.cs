using System.Globalization;
using KetamineCrd.Determinations;
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
            foreach (var (rule, payer) in version.Rules.Where(r => r.Outcome == PolicyOutcome.NotCovered).SelectMany(r => version.Payers.Select(p => (r, p))))
            {
                var summary = texts.NotCovered.Summary.Render(Values(version, rule, payer.Name, "https://x"));
                if (summary.Length is 0 or >= 140)
                {
                    report(version, $"The card summary of rule '{rule.Id}' has {summary.Length} characters; 1 to 139 are allowed.");
                }

                if (rule.Ground is { } ground && !($"{rule.Title} {rule.Statement}").Contains(ground, StringComparison.OrdinalIgnoreCase))
                {
                    report(version, $"Rule '{rule.Id}' does not say its ground, '{ground}', in title or description.");
                }
            }
        }
    }

    private static Dictionary<string, string> Values(PolicyVersion version, PolicyRule? rule, string payer, string baseAddress) => new(StringComparer.Ordinal)
    {
        ["payer"] = payer,
        ["policyNumber"] = version.Number,
        ["policyTitle"] = version.Title,
        ["policyUrl"] = baseAddress + version.Path,
        ["version"] = version.Version,
        ["effectiveFrom"] = version.Start.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture),
        ["nextReview"] = version.NextReview?.Last.ToString("MMMM yyyy", CultureInfo.InvariantCulture) ?? "",
        ["evidence"] = version.Evidence,
        ["nextSteps"] = version.NextSteps,
        ["title"] = rule?.Title ?? "",
        ["statement"] = rule?.Statement ?? "",
        ["section"] = rule?.Section ?? "",
    };

    private static string Join(IEnumerable<string> sentences) => string.Join(' ', sentences.Where(s => s.Length > 0));

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
            : Join([rule.Reason, .. determination.Also.Select(r => r.Reason), .. Remarks(determination)]);

    private string MissingText(OrderDetermination determination, IReadOnlyList<MissingFact> facts)
    {
        var values = determination.Policy is { } policy
            ? Values(policy, null, determination.Coverage?.Payer?.Name ?? policy.Publisher, "")
            : new Dictionary<string, string>(StringComparer.Ordinal);
        values["missing"] = string.Join("; ", facts.Select(f => texts.Render(f, NoValues)));
        return Join([texts.Render(Sentence.InformationMissing, values), .. Remarks(determination)]);
    }

    private IEnumerable<string> Remarks(OrderDetermination determination)
    {
        if (determination.Policy is not { } policy || determination.Remarks.Count == 0)
        {
            return [];
        }

        var values = Values(policy, null, determination.Coverage?.Payer?.Name ?? policy.Publisher, "");
        return determination.Remarks.Select(r => texts.Render(r, values));
    }

    private List<Card> BuildCards(HookRequest request, IReadOnlyList<OrderDetermination> determinations, string baseAddress)
    {
        var cards = new List<Card>();
        foreach (var group in determinations
                     .Where(d => d.Determination is Determination.NotCovered && d.Policy is not null)
                     .GroupBy(d => (d.Policy!.Url, d.Coverage!.Payer!.Name)))
        {
            if (cards.Count < request.Configuration.MaximumCards)
            {
                cards.Add(BuildCard(request, [.. group], baseAddress));
            }
        }

        return cards;
    }

    private Card BuildCard(HookRequest request, OrderDetermination[] orders, string baseAddress)
    {
        var first = orders[0];
        var policy = first.Policy!;
        var payer = first.Coverage!.Payer!.Name;
        var rule = ((Determination.NotCovered)first.Determination).Rule;
        var otherRules = orders.SelectMany(o => o.Also).Concat(orders.Select(o => ((Determination.NotCovered)o.Determination).Rule)).Where(r => r != rule).Distinct();

        var words = _cardWords.GetOrRender(
            new CardSubject(
                policy, rule, payer, baseAddress, DrugNames(orders), Join(otherRules.Select(r => r.Reason)), Join(orders.SelectMany(Remarks).Distinct(StringComparer.Ordinal))),
            RenderCard);
        var template = texts.NotCovered;
        var associated = orders.Select(o => o.Order.Reference).OfType<string>().ToArray();
        return new Card
        {
            Uuid = Fingerprint.Uuid([request.HookInstance, request.FhirServer?.AbsoluteUri, request.PatientId, policy.Url, policy.Version, payer, .. associated]),
            Summary = words.Summary,
            Detail = words.Detail,
            Indicator = template.Indicator,
            SourceLabel = payer,
            Topic = template.Topic,
            Links = words.Links,
            OverrideReasons = template.OverrideReasons,
            AssociatedResources = associated,
        };
    }

    private CardWords RenderCard(CardSubject subject)
    {
        var values = Values(subject.Policy, subject.Rule, subject.Payer, subject.BaseAddress);
        values["drugs"] = subject.Drugs;
        values["also"] = subject.Also;
        values["remarks"] = subject.Remarks;
        var template = texts.NotCovered;
        return new CardWords(
            template.Summary.Render(values),
            string.Join("\n\n", template.Detail.Select(p => p.Render(values)).Where(p => p.Length > 0)),
            [
                .. template.Links.Select(l => new CardLink(l.Label.Render(values), l.Url.Render(values))),
                .. subject.Policy.Links.Where(l => l is { Type: "documentation", Url: not null, Label: not null }).Select(l => new CardLink(l.Label!, l.Url!)),
            ]);
    }

    private static string DrugNames(OrderDetermination[] orders)
    {
        var names = orders
            .Select(o => o.Order.Drug is Facts.DrugFact.Named named ? named.Drug.Title : "")
            .Distinct(StringComparer.Ordinal);
        return string.Join(", ", names) + (orders.Length > 1 ? $" ({orders.Length} orders)" : "");
    }
}
