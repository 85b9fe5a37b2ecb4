using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Turns determinations into coverage information on the orders and at most one card for each policy.</summary>
public sealed class ResponseBuilder(CardTexts texts)
{
    private static readonly Dictionary<string, string> NoValues = [];

    // Answers are application/json, never embedded in HTML, so quotes and accents may stay readable.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly CardWordsCache _cardWords = new();

    // As many as there are policies, payers and remarks.
    private readonly ConcurrentDictionary<(string Url, string Version, string? Payer, Remark Remark), string> _remarks = new();

    public CrdResponse Build(AnswerContext context, IReadOnlyList<OrderDetermination> determinations)
    {
        var actions = new List<SystemAction>();
        HashSet<OrderDetermination>? toldBefore = null;
        if (context.Request.Configuration.WantsCoverageInformation)
        {
            foreach (var determination in determinations)
            {
                if (BuildAction(context, determination, out var isRecorded) is { } action)
                {
                    actions.Add(action);
                }
                else if (isRecorded && context.Request.Service.Kind is HookKind.OrderDispatch or HookKind.AppointmentBook)
                {
                    (toldBefore ??= new HashSet<OrderDetermination>(ReferenceEqualityComparer.Instance)).Add(determination);
                }
            }
        }

        // Whoever sends out or books what was signed with the statement on it has been told.
        var cards = BuildCards(context, toldBefore is null ? determinations : [.. determinations.Where(d => !toldBefore.Contains(d))]);
        var others = new RuleCards(context, DrugNames).Build(determinations);
        cards.AddRange(others.Cards);
        var most = context.Request.Configuration.MaximumCards;
        return new CrdResponse(cards.Count > most ? cards.GetRange(0, most) : cards, actions) { OtherActions = others.Actions };
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

    private SystemAction? BuildAction(AnswerContext context, OrderDetermination determination, out bool isRecorded)
    {
        isRecorded = false;
        var coverage = determination.Coverage?.Reference ?? FirstInsurance(determination);

        // Without an id there is nothing on the client's server to update.
        if (determination.Order.Reference is not { } order || BuildAssertions(context, determination) is not { Count: > 0 } assertions
            || (coverage is null && assertions[0].Benefit is not Benefit.Indeterminate))
        {
            return null;
        }

        var json = context.Facts.Focal[determination.Order.Index].Json;
        var basis = determination.Order.GivenOrder ?? (assertions.Any(a => a.DependsOnBasis) ? BasisOf(json) : null);
        string IdOf(IReadOnlyList<CoverageAssertion> asserted) => AssertionId(context, determination, order, coverage, basis, asserted);

        // What was said in full when the order was signed is not replaced by what may be said while it is looked at again.
        var said = context.Request.Service.IsPrimary ? assertions : [.. assertions.Select(a => a.WithoutDocumentation())];
        var id = IdOf(said);
        isRecorded = CoverageStatement.IsOn(new Resource(json), coverage, id)
            || (said != assertions && CoverageStatement.IsOn(new Resource(json), coverage, IdOf(assertions)));
        if (isRecorded)
        {
            return null;
        }

        var statements = said
            .Select(a => new CoverageInformation(
                a, coverage, a.DependsOnBasis || determination.Order.GivenOrder is not null ? basis : null, context.Today, id))
            .ToArray();
        return new SystemAction(
            determination.Order.Index,
            texts.Render(Sentence.SystemAction, NoValues),
            new CoverageInformationWriter(context.Dialect, context.ForJavaValidator).ToUtf8(statements, WriterOptions),
            coverage);
    }

    // A dependency is an order; an order may also be based on a CarePlan.
    private static string? BasisOf(JsonElement json)
    {
        foreach (var item in new Order(json).BasedOn)
        {
            if (new Reference(item).Literal is { } literal
                && (literal.Contains("ServiceRequest/", StringComparison.Ordinal) || literal.Contains("MedicationRequest/", StringComparison.Ordinal)))
            {
                return literal;
            }
        }

        return null;
    }

    // What could not be judged may still say which coverage the order names.
    private static string? FirstInsurance(OrderDetermination determination) =>
        determination.Determination is Determination.Indeterminate && determination.Order.Insurance.Count > 0 ? determination.Order.Insurance[0] : null;

    // The same for the same answer, on any day, by any host name and in any release of the guide.
    private static string AssertionId(
        AnswerContext context, OrderDetermination determination, string order, string? coverage, string? basis, IReadOnlyList<CoverageAssertion> assertions) => Fingerprint.Id(
        "KCRD-",
        [
            context.Request.FhirServer?.AbsoluteUri, order, coverage, determination.Policy?.Url, determination.Policy?.Version, determination.Determination.DecidingRule?.Id,
            .. assertions.SelectMany(a => new[]
            {
                a.Benefit.GetType().Name, a.Benefit.PriorAuthorization?.GetType().Name, a.Documentation is null ? "" : "doc", a.Reason.Code, a.Reason.Text,
                a.Expiry?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), string.Join(' ', a.BillingCodes.Select(c => c.Code)),
            }),
            .. basis is null ? [] : new[] { basis },
        ]);

    private IReadOnlyList<CoverageAssertion> BuildAssertions(AnswerContext context, OrderDetermination determination)
    {
        var rule = determination.Determination.DecidingRule;
        var stated = rule?.Assertions.Count > 0 ? rule.Assertions : BuildAssertion(context, determination) is { } one ? [one] : [];
        return stated.Count == 0 ? stated : [.. stated.Select(a => Complete(context, determination, a))];
    }

    private static CoverageAssertion Complete(AnswerContext context, OrderDetermination determination, CoverageAssertion assertion)
    {
        if (!context.Request.Configuration.WantsUnsolicitedDeterminations)
        {
            assertion = assertion.WithoutUnsolicitedDetermination();
        }

        if (determination.Policy is not { } policy)
        {
            return assertion;
        }

        var rule = determination.Determination.DecidingRule;
        var nextStep = rule is null ? null : rule.NextStep ?? policy.NextSteps;
        return assertion with
        {
            Details =
            [
                .. assertion.Details,
                .. assertion.Details.Any(d => d is CoverageDetail.PolicyLink) ? [] : new[] { new CoverageDetail.PolicyLink($"{context.BaseAddress}{policy.Path}#{rule?.Id ?? "statement"}") },
                .. nextStep is null || assertion.Details.Any(d => d is CoverageDetail.Instructions) ? [] : new[] { new CoverageDetail.Instructions(nextStep) },
            ],
            Contacts = [.. assertion.Contacts, .. policy.Contacts],
            BillingCodes = assertion.BillingCodes.Count > 0 ? assertion.BillingCodes : BillingCodes(determination.Order),
            Expiry = assertion.Expiry ?? Expiry(context, determination, policy, rule),
        };
    }

    // Where a billing code alone names the drug, the assertion rests on it (CRD 2.2.1 resp-30).
    private static List<BillingCode> BillingCodes(OrderFacts order)
    {
        var codes = new List<BillingCode>();
        foreach (var source in order.Sources)
        {
            if (source is { Fact: FactKind.Drug, Basis: FactBasis.Code })
            {
                var coding = new Coding(source.Element);
                if (coding.System is not { } system || coding.Code is not { } code || CodeSystems.Canonical(system) != CodeSystems.Cpt)
                {
                    return [];
                }

                codes.Add(new BillingCode(system, code, null));
            }
        }

        return codes;
    }

    // The text and the Coverage may both end; after that nothing is asserted.
    private static DateOnly? Expiry(AnswerContext context, OrderDetermination determination, PolicyVersion policy, PolicyRule? rule)
    {
        if (rule is null || !policy.IsInForce(determination.Order.ServiceDate))
        {
            return null;
        }

        var end = new[] { policy.End, determination.Coverage?.End }.OfType<DateOnly>().DefaultIfEmpty(DateOnly.MaxValue).Min();
        return end == DateOnly.MaxValue || end < context.Today ? null : end;
    }

    private CoverageAssertion? BuildAssertion(AnswerContext context, OrderDetermination determination)
    {
        switch (determination.Determination)
        {
            case Determination.Indeterminate indeterminate:
                return new CoverageAssertion(new Benefit.Indeterminate(), new AssertionReason(texts.Render(indeterminate.Fact, NoValues), "technical"));
            case Determination.CoverageNotActive:
                return new CoverageAssertion(new Benefit.NotCovered(), new AssertionReason(texts.Render(Sentence.CoverageNotActive, NoValues), "no-active-coverage"));
            case Determination.MemberNotFound:
                return new CoverageAssertion(new Benefit.NotCovered(), new AssertionReason(texts.Render(Sentence.MemberNotFound, NoValues), "no-member-found"));
            case Determination.NotCovered denied:
                return new CoverageAssertion(new Benefit.NotCovered(), new AssertionReason(ReasonText(determination, denied.Rule)));
            case Determination.DecidedElsewhere elsewhere:
                return new CoverageAssertion(
                    new Benefit.Conditional(
                        new InformationNeeds(InformationNeed.Other),
                        elsewhere.Rule.Outcome == PolicyOutcome.PriorAuthorization ? new PriorAuthorization.Needed(DocumentationGoesWithIt: false) : null),
                    new AssertionReason(ReasonText(determination, elsewhere.Rule)));
            case Determination.VersionReplaced:
                var values = Values(determination.Policy!, null, determination.Coverage!.Payer, "");
                return new CoverageAssertion(
                    new Benefit.Conditional(new InformationNeeds(InformationNeed.Other), null), new AssertionReason(texts.Render(Sentence.VersionReplaced, values)));
            case Determination.InformationMissing missing when context.Request.Service.IsPrimary:
                return new CoverageAssertion(
                    new Benefit.Conditional(new InformationNeeds(Needed(missing.Facts)), null), new AssertionReason(MissingText(determination, missing.Facts)));
            default:
                return null;
        }
    }

    // OTH needs a reason that explains it, and the reason text names every missing fact (CRD 2.2.1 crd-ci-q6).
    private static InformationNeed Needed(IReadOnlyList<MissingFact> facts) => facts is [MissingFact.Drug] ? InformationNeed.DetailCode : InformationNeed.Other;

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

        var payer = determination.Coverage?.Payer;
        return determination.Remarks.Select(remark => _remarks.GetOrAdd(
            (policy.Url, policy.Version, payer?.Id, remark), static (key, of) => of.texts.Render(key.Remark, Values(of.policy, null, of.payer, "")), (texts, policy, payer)));
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
        (kind == CardKind.NotCovered || request.Service.IsPrimary) && request.Configuration.WantsCards(texts[kind].Topic.Code);

    private Card BuildCard(AnswerContext context, OrderDetermination[] orders)
    {
        var request = context.Request;
        var lead = orders.MinBy(o => CardKinds.Of(o.Determination))!;
        var kind = CardKinds.Of(lead.Determination)!.Value;
        var (policy, payer, rule) = (lead.Policy!, lead.Coverage!.Payer!, lead.Determination.DecidingRule);
        var led = orders.Where(o => CardKinds.Of(o.Determination) == kind).ToArray();
        var otherRules = orders.SelectMany(o => o.Also).Concat(orders.Select(o => o.Determination.DecidingRule)).OfType<PolicyRule>().Where(r => r != rule).Distinct();
        var missing = led.Select(o => o.Determination).OfType<Determination.InformationMissing>().SelectMany(d => d.Facts).Distinct().ToArray();

        var words = _cardWords.GetOrRender(
            new CardSubject(
                kind,
                policy,
                rule,
                payer,
                context.BaseAddress,
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
            Topic = (template.Topic.Code, template.Topic.Display),
            Links = words.Links,
            OverrideReasons = template.OverrideReasons,
            AssociatedResources = associated,
        };
    }

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
