using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Turns determinations into coverage information on the orders and at most one card for each policy.</summary>
public sealed class ResponseBuilder
{
    // A question that lists more answers is not read.
    private const int MostAnswers = 3;

    // A summary does not name drugs whose names together are longer.
    private const int LongestNames = 40;

    // CDS Hooks 2.0 "Card": shorter than this.
    private const int SummaryLimit = 140;

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
            foreach (var ofOrder in determinations.GroupBy(d => context.Facts.UpdatedWith(d.Order.Index)))
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
                    if (statements.WasTold && context.Request.Service.Kind is HookKind.OrderDispatch or HookKind.AppointmentBook)
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
                    values["drugNames"] = version.Rules.SelectMany(r => r.Drugs).Select(d => Short([d.Title])).OrderByDescending(title => title.Length).First();
                    values["missingNames"] = string.Join(" and ", Enum.GetValues<MissingFact>().Except(CardKinds.AskedWithoutCard).Select(f => _texts.Render(f, MissingFactText.Name)));
                    var summary = Summary(_texts[kind], values);
                    if (summary.Length is 0 or >= SummaryLimit)
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
                     .Where(d => d is { Policy: not null, Coverage.Payer: not null } && CardKinds.Of(d.Determination) is { } kind && IsShown(kind, d.Order, context.Request))
                     .GroupBy(d => (d.Policy!.Url, d.Coverage!.Payer)))
        {
            if (BuildCard(context, OncePerOrder(group)) is { } card && !cards.Exists(c => c.Summary == card.Summary && c.Detail == card.Detail))
            {
                cards.Add(card);
            }
        }

        return cards;
    }

    // While an order is being written only a denial is worth an interruption; in an emergency or on a ward no question is.
    private bool IsShown(CardKind kind, OrderFacts order, HookRequest request) =>
        (kind == CardKind.NotCovered || request.Service.IsPrimary)
        && !(order.IsEmergencyOrInpatient && kind is CardKind.InformationMissing or CardKind.NeedsInformation)
        && request.Configuration.WantsCards(_texts[kind].Topic.Code);

    private Card BuildCard(AnswerContext context, OrderDetermination[] orders)
    {
        var request = context.Request;
        var lead = orders.MinBy(o => CardKinds.Of(o.Determination))!;
        var kind = CardKinds.Of(lead.Determination)!.Value;
        var (policy, payer, rule) = (lead.Policy!, lead.Coverage!.Payer!, lead.Determination.DecidingRule);
        var labels = new OrderLabels(orders);
        var subject = new CardSubject(
            kind,
            policy,
            rule,
            payer,
            context.Scope.BaseAddress,
            request.Service.Kind,
            ShortNames(orders.Where(Leads)),
            Drugs(orders, labels, Leads),
            kind == CardKind.InformationMissing ? Question([.. orders.Where(Leads)], labels) : default,
            Also(orders, labels, rule),
            kind == CardKind.NotCovered ? Caution(orders) : "",
            _texts.TermsOf(payer, lead.Coverage.ProductLine),
            PolicyWords.Join(" ", orders.SelectMany(_words.CardRemarksOn).Distinct(StringComparer.Ordinal)));

        // What tells orders apart is hardly ever the same twice.
        var words = orders.Length > 1 ? RenderCard(subject) : _cardWords.GetOrRender(subject, RenderCard);
        var template = _texts[kind];
        var associated = orders.Select(o => o.Order.Reference).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return new Card
        {
            Uuid = Fingerprint.Uuid([request.HookInstance, request.FhirServer?.AbsoluteUri, request.PatientId, policy.Url, policy.Version, payer.Name, .. associated]),
            Summary = words.Summary,
            Detail = words.Detail,
            Indicator = template.Indicator,
            SourceLabel = payer.Name,
            SourceUrl = payer.Page,
            Topic = (template.Topic.Code, template.Topic.Display),
            Links = words.Links,
            OverrideReasons = template.OverrideReasons,
            AssociatedResources = associated,
        };

        bool Leads(OrderDetermination order) => CardKinds.Of(order.Determination) == kind;
    }

    // The rules that say something else: of the order itself, and of the orders beside it.
    private static string Also(OrderDetermination[] orders, OrderLabels labels, PolicyRule? rule)
    {
        var said = new HashSet<PolicyRule>();
        return PolicyWords.Join(" ", orders
            .SelectMany(o => o.Also.Append(o.Determination.DecidingRule).OfType<PolicyRule>().Where(r => r != rule).Select(r => (Order: o, Rule: r)))
            .Where(o => said.Add(o.Rule))
            .Select(o => (orders.Length, labels.AreByPlace) switch
            {
                (1, _) => Said(o.Rule),
                (_, true) => $"{OrderLabels.AsStart(labels[o.Order])}: {Said(o.Rule)}",
                _ => $"Order {labels[o.Order]}: {Said(o.Rule)}",
            }));

        static string Said(PolicyRule rule) => rule.Outcome == PolicyOutcome.NotCovered ? $"{rule.Title}." : rule.Reason;
    }

    // Of each use that is surely meant, whether its rule leads the card or not (decision rule 22).
    private static string Caution(OrderDetermination[] orders) => PolicyWords.Join(" ", orders
        .SelectMany(o => o.Steps.Where(s => s.Version == o.Policy && s.Result == TestResult.Yes))
        .SelectMany(s => s.Worlds?.FittingRules ?? [])
        .Select(r => r.Caution ?? "")
        .Distinct(StringComparer.Ordinal));

    private string Drugs(OrderDetermination[] orders, OrderLabels labels, Func<OrderDetermination, bool> leads)
    {
        var led = orders.Where(leads).ToArray();
        return Names(led) + (orders.Length, led.Length) switch
        {
            (1, _) => "",
            (_, 1) => $" ({labels[led[0]]})",
            var (all, some) when all == some && labels.AreByPlace => $" ({some} orders)",
            var (_, some) => $" ({some} orders: {string.Join("; ", led.Select(o => labels[o]))})",
        };
    }

    private CardQuestion Question(OrderDetermination[] orders, OrderLabels labels)
    {
        var asked = orders.Select(o => (Order: o, Facts: ((Determination.InformationMissing)o.Determination).Facts)).ToArray();
        var facts = asked.SelectMany(a => a.Facts).Except(CardKinds.AskedWithoutCard).Distinct().ToArray();
        var isOfAll = asked.All(a => a.Facts.Except(CardKinds.AskedWithoutCard).ToHashSet().SetEquals(facts));
        var missing = isOfAll
            ? facts.Select(f => _texts.Render(f, MissingFactText.Clause))
            : asked.SelectMany(a => a.Facts.Except(CardKinds.AskedWithoutCard).Select(f => $"{_texts.Render(f, MissingFactText.Clause)} ({labels[a.Order]})"));
        return new CardQuestion(
            string.Join(" and ", missing),
            string.Join(" and ", facts.Select(f => _texts.Render(f, MissingFactText.Name))),
            Answers(orders, facts, asked.Any(a => a.Facts.Contains(MissingFact.ProductLine))));
    }

    // What each answer leads to, so that nobody has to sign twice to learn it (decision rule 14).
    private string Answers(OrderDetermination[] orders, MissingFact[] facts, bool dependsOnProduct)
    {
        var worlds = orders.SelectMany(o => o.Steps.Where(s => s.Version == o.Policy)).Select(s => s.Worlds).OfType<Worlds>().ToArray();
        var answers = worlds.SelectMany(w => w.FittingRules).Concat(orders.Where(o => o.Order.Drug is DrugFact.Unnamed).SelectMany(RulesOfEachDrug))
            .Where(r => r.Outcome is not (PolicyOutcome.NeedsProductLine or PolicyOutcome.NeedsInformation or PolicyOutcome.Stated))
            .OrderBy(r => r.Outcome != PolicyOutcome.NotCovered)
            .ThenBy(r => r.Id, StringComparer.Ordinal)
            .Select(r => r.Outcome == PolicyOutcome.NotCovered ? _texts.Render(Sentence.Denied, new Dictionary<string, string>(StringComparer.Ordinal) { ["title"] = r.Title }) : $"{r.Title}.")
            .Distinct(StringComparer.Ordinal)
            .Take(MostAnswers);
        var isSilentElsewhere = worlds.Any(w => w.LeaveSomeUnanswered) || facts.Any(f => f is MissingFact.Drug or MissingFact.TreatedReason);
        var otherwise = string.Join("; ", facts.Select(f => _texts.Render(f, MissingFactText.Otherwise)));
        return PolicyWords.Join(" ",
        [
            .. answers,
            dependsOnProduct ? _texts.Render(Sentence.DependsOnProduct, NoValues) : "",
            isSilentElsewhere ? _texts.Render(Sentence.NotSubject, new Dictionary<string, string>(StringComparer.Ordinal) { ["otherwise"] = OrderLabels.AsStart(otherwise) }) : "",
        ]);
    }

    // Where the drug is not named, what each drug of the policy leads to.
    private static IEnumerable<PolicyRule> RulesOfEachDrug(OrderDetermination order) =>
        from drug in order.Policy!.Rules.SelectMany(r => r.Drugs).Distinct()
        from route in order.Order.Route.Concepts
        from reason in order.Order.Indications.SelectMany(i => i.Possible.Concepts)
        from line in order.Coverage!.ProductLine.Concepts
        let rule = order.Policy.Rules.FirstOrDefault(r => r.SpeaksAt(order.Order.Hook) && r.Fits(drug, route, reason, line))
        where rule is not null
        select rule;

    private CardWords RenderCard(CardSubject subject)
    {
        var values = PolicyWords.ValuesOf(subject.Policy, subject.Rule, subject.Payer, subject.BaseAddress);
        values["drugs"] = subject.Drugs;
        values["drugNames"] = subject.DrugNames;
        values["missing"] = subject.Question.Missing;
        values["missingNames"] = subject.Question.MissingNames;
        values["answers"] = subject.Question.Answers;
        values["also"] = subject.Also;
        values["caution"] = subject.Caution;
        values["terms"] = subject.Terms;
        values["remarks"] = subject.Remarks;
        values["correction"] = _texts.Render(Correction(subject.Hook), NoValues);
        if (subject.Rule?.Source is null)
        {
            values["source"] = _texts.Render(Sentence.Source, values);
        }

        var template = _texts[subject.Kind];
        return new CardWords(
            Summary(template, values),
            string.Join("\n\n", template.Detail.Select(p => p.Render(values).Trim()).Where(p => p.Length > 0)),
            [
                .. template.Links.Select(l => new CardLink(l.Label.Render(values), l.Url.Render(values))),
                .. LinksOf(subject).Where(l => l is { Url: not null, Label: not null }).Select(l => new CardLink(l.Label!, l.Url!)),
                .. subject.Payer.Links.Select(l => new CardLink(l.Label, l.Address.AbsoluteUri)),
            ]);
    }

    // A summary that would name too much asks for the whole.
    private string Summary(CardTemplate template, Dictionary<string, string> values)
    {
        var summary = template.Summary.Render(values);
        if (summary.Length >= SummaryLimit)
        {
            summary = template.Summary.Render(new Dictionary<string, string>(values, StringComparer.Ordinal) { ["missingNames"] = _texts.Render(Sentence.SeveralMissing, NoValues) });
        }

        return summary;
    }

    private static Sentence Correction(HookKind hook) => hook switch
    {
        HookKind.OrderSign => Sentence.CorrectionAtSign,
        HookKind.OrderSelect => Sentence.CorrectionAtSelect,
        _ => Sentence.CorrectionLater,
    };

    // What leads away from the policy has links of its own; a missing fact needs none.
    private static IEnumerable<PolicyLink> LinksOf(CardSubject subject) => subject.Kind switch
    {
        CardKind.NotCovered => [.. subject.Rule!.Links, .. subject.Policy.Links.Where(l => l.Type == "documentation")],
        CardKind.VersionReplaced => subject.Policy.Links.Where(l => l.Type == "documentation" && l.Url == subject.Policy.Successor?.Url),
        _ => subject.Rule?.Links ?? [],
    };

    // One order that two appointments are for is one.
    private static OrderDetermination[] OncePerOrder(IEnumerable<OrderDetermination> orders) =>
        [.. orders.DistinctBy(o => o.Order.Reference ?? $"{o.Order.Index}", StringComparer.Ordinal)];

    private string DrugNames(OrderDetermination[] orders) => OncePerOrder(orders) is var distinct && distinct.Length > 1 ? $"{Names(orders)} ({distinct.Length} orders)" : Names(orders);

    private string Names(IEnumerable<OrderDetermination> orders) => string.Join(" and ", DistinctNames(orders));

    private string ShortNames(IEnumerable<OrderDetermination> orders) => Short(DistinctNames(orders));

    private string Short(string[] names) => string.Join(" and ", names) is { Length: <= LongestNames } joined ? joined : _texts.Render(Sentence.TheseDrugs, NoValues);

    private string[] DistinctNames(IEnumerable<OrderDetermination> orders) =>
    [
        .. orders.Select(o => o.Order.Drug is DrugFact.Named named ? named.Drug.Title : _texts.Render(Sentence.UnnamedDrug, NoValues)).Distinct(StringComparer.Ordinal),
    ];
}
