using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Turns determinations into coverage information on the orders and at most one card for each policy.</summary>
public sealed class ResponseBuilder
{
    private static readonly Dictionary<string, string> NoValues = [];

    private readonly CardWordsCache _cardWords = new();
    private readonly CardTexts _texts;
    private readonly PolicyWords _words;
    private readonly CoverageInformationBuilder _statements;

    public ResponseBuilder(CardTexts texts)
    {
        _texts = texts;
        _words = new PolicyWords(texts);
        _statements = new CoverageInformationBuilder(texts, _words);
    }

    public CrdResponse Build(AnswerContext context, IReadOnlyList<OrderDetermination> determinations)
    {
        var actions = new List<SystemAction>();
        var unrecorded = new List<UnrecordedStatement>();
        HashSet<OrderDetermination>? toldBefore = null;
        if (context.Request.Configuration.WantsCoverageInformation)
        {
            foreach (var ofOrder in determinations.GroupBy(d => d.Order.Index))
            {
                var said = new List<OrderStatements>();
                foreach (var determination in ofOrder)
                {
                    if (_statements.StatementsOf(context, determination, out var reason) is not { } statements)
                    {
                        if (reason is { } lost)
                        {
                            unrecorded.Add(new UnrecordedStatement(determination, lost));
                        }

                        continue;
                    }

                    said.Add(statements);
                    if (statements.IsRecorded && context.Request.Service.Kind is HookKind.OrderDispatch or HookKind.AppointmentBook)
                    {
                        (toldBefore ??= new HashSet<OrderDetermination>(ReferenceEqualityComparer.Instance)).Add(determination);
                    }
                }

                if (_statements.Build(context, said, ofOrder.Key) is { } action)
                {
                    actions.Add(action);
                }
            }
        }

        // Whoever sends out or books what was signed with the statement on it has been told.
        var cards = BuildCards(context, toldBefore is null ? determinations : [.. determinations.Where(d => !toldBefore.Contains(d))]);
        var others = new RuleCards(context, DrugNames).Build(determinations);
        cards.AddRange(others.Cards);
        var most = context.Request.Configuration.MaximumCards;
        return new CrdResponse(cards.Count > most ? cards.GetRange(0, most) : cards, actions) { OtherActions = others.Actions, Unrecorded = unrecorded };
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
                    CheckSummary(CardKinds.Of(rule.Outcome), rule);
                    if (rule.Ground is { } ground && !($"{rule.Title} {rule.Statement}").Contains(ground, StringComparison.OrdinalIgnoreCase))
                    {
                        report(version, $"Rule '{rule.Id}' does not say its ground, '{ground}', in title or description.");
                    }
                }

                CheckSummary(CardKind.InformationMissing, null);
                CheckSummary(CardKind.VersionReplaced, null);

                void CheckSummary(CardKind? of, PolicyRule? rule)
                {
                    if (of is not { } kind)
                    {
                        return;
                    }

                    var values = PolicyWords.ValuesOf(version, rule, payer, "https://x");
                    values["missingNames"] = PolicyWords.Join(", ", Enum.GetValues<MissingFact>().Select(_texts.NameOf));
                    var summary = _texts[kind].Summary.Render(values);
                    if (summary.Length is 0 or >= 140)
                    {
                        report(version, $"The {kind} card's summary {(rule is null ? "" : $"of rule '{rule.Id}' ")}has {summary.Length} characters; 1 to 139 are allowed.");
                    }
                }
            }
        }
    }

    // One card for each policy, led by the strongest answer; two that would say the same are one.
    private List<Card> BuildCards(AnswerContext context, IReadOnlyList<OrderDetermination> determinations)
    {
        var cards = new List<Card>();
        foreach (var group in determinations
                     .Where(d => d is { Policy: not null, Coverage.Payer: not null } && CardKinds.Of(d.Determination) is { } kind && IsShown(kind, context.Request))
                     .GroupBy(d => (d.Policy!.Url, d.Coverage!.Payer)))
        {
            if (BuildCard(context, [.. group]) is { } card && !cards.Exists(c => c.Summary == card.Summary && c.Detail == card.Detail))
            {
                cards.Add(card);
            }
        }

        return cards;
    }

    // While an order is being written only a denial is worth an interruption.
    private bool IsShown(CardKind kind, HookRequest request) =>
        (kind == CardKind.NotCovered || request.Service.IsPrimary) && request.Configuration.WantsCards(_texts[kind].Topic.Code);

    private Card BuildCard(AnswerContext context, OrderDetermination[] orders)
    {
        var request = context.Request;
        var lead = orders.MinBy(o => CardKinds.Of(o.Determination))!;
        var kind = CardKinds.Of(lead.Determination)!.Value;
        var (policy, payer, rule) = (lead.Policy!, lead.Coverage!.Payer!, lead.Determination.DecidingRule);
        var led = orders.Where(o => CardKinds.Of(o.Determination) == kind).ToArray();
        var otherRules = orders.SelectMany(o => o.Also).Concat(orders.Select(o => o.Determination.DecidingRule)).OfType<PolicyRule>().Where(r => r != rule).Distinct();
        var missing = led.Select(o => o.Determination).OfType<Determination.InformationMissing>().SelectMany(d => d.Facts).Where(f => f != MissingFact.ProductLine).Distinct().ToArray();

        var words = _cardWords.GetOrRender(
            new CardSubject(
                kind,
                policy,
                rule,
                payer,
                context.BaseAddress,
                DrugNames(led),
                PolicyWords.Join("; ", missing.Select(f => _texts.Render(f, NoValues))),
                PolicyWords.Join(", ", missing.Select(_texts.NameOf)),
                PolicyWords.Join(" ", otherRules.Select(r => r.Reason)),
                PolicyWords.Join(" ", orders.SelectMany(_words.RemarksOn).Distinct(StringComparer.Ordinal))),
            RenderCard);
        var template = _texts[kind];
        var associated = orders.Select(o => o.Order.Reference).OfType<string>().ToArray();
        return new Card
        {
            Uuid = Fingerprint.Uuid([request.HookInstance, request.FhirServer?.AbsoluteUri, request.PatientId, policy.Url, policy.Version, payer.Name, .. associated]),
            Summary = words.Summary,
            Detail = words.Detail,
            Indicator = template.Indicator,
            SourceLabel = payer.Name,
            Topic = (template.Topic.Code, template.Topic.Display),
            Links = words.Links,
            OverrideReasons = template.OverrideReasons,
            AssociatedResources = associated,
        };
    }

    private CardWords RenderCard(CardSubject subject)
    {
        var values = PolicyWords.ValuesOf(subject.Policy, subject.Rule, subject.Payer, subject.BaseAddress);
        values["drugs"] = subject.Drugs;
        values["missing"] = subject.Missing;
        values["missingNames"] = subject.MissingNames;
        values["also"] = subject.Also;
        values["remarks"] = subject.Remarks;
        var template = _texts[subject.Kind];
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
            .Select(o => o.Order.Drug is DrugFact.Named named ? named.Drug.Title : _texts.Render(Sentence.UnnamedDrug, NoValues))
            .Distinct(StringComparer.Ordinal);
        return string.Join(", ", names) + (orders.Length > 1 ? $" ({orders.Length} orders)" : "");
    }
}
