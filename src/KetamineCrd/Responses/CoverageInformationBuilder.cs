using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Turns a determination into coverage information on its order.</summary>
internal sealed class CoverageInformationBuilder(CardTexts texts, PolicyWords words)
{
    private static readonly Dictionary<string, string> NoValues = [];

    private readonly CoverageInformationWriter _writer = new();

    /// <summary>Records the statements about one order in one update; null when there are none, or all stand there already.</summary>
    public SystemAction? Build(AnswerContext context, IReadOnlyList<OrderStatements> ofOrder, int focalIndex)
    {
        OrderStatements[] open = [.. (ofOrder.Count > 1 ? OneOfEachCoverage(ofOrder) : ofOrder).Where(s => !s.IsRecorded)];
        return open.Length == 0 ? null : new SystemAction(
            focalIndex,
            texts.Render(Sentence.SystemAction, NoValues),
            _writer.ToUtf8([.. open.SelectMany(s => s.Statements)], Form(context, context.Dialect, context.Scope.ForJavaValidator)),
            [.. open.Select(s => s.First.Coverage)],
            [.. open.Select(s => s.First.AssertionId)],
            open.Any(s => s.First.Assertion.Benefit is not Benefit.Indeterminate));
    }

    /// <summary>What a determination says on its order; null when nothing.</summary>
    /// <param name="context">What the answer is made for.</param>
    /// <param name="determination">What was decided.</param>
    /// <param name="unrecorded">Why what it says cannot be put on the order; null when it can, or says nothing.</param>
    public OrderStatements? StatementsOf(AnswerContext context, OrderDetermination determination, out UnrecordedReason? unrecorded)
    {
        unrecorded = null;
        if (BuildAssertions(context, determination) is not { Count: > 0 } assertions)
        {
            return null;
        }

        // Without an id there is nothing on the client's server to update.
        var focal = context.Facts.Focal[determination.Order.Index];
        var isAppointment = focal.Appointment.ValueKind != JsonValueKind.Undefined;
        var updated = isAppointment ? new Resource(focal.Appointment).PlainReference : determination.Order.Reference;
        var coverage = PlainReference.Of(determination.Coverage?.Reference ?? UnreadableCoverage(context, determination));
        unrecorded = updated is null ? new Resource(focal.Updated).Id is null ? UnrecordedReason.OrderWithoutId : UnrecordedReason.OrderId
            : coverage is null && assertions[0].Benefit is not Benefit.Indeterminate ? UnrecordedReason.CoverageId
            : null;
        if (unrecorded is not null)
        {
            return null;
        }

        var said = context.Request.Service.IsPrimary ? assertions : [.. assertions.Select(a => a.WithoutDocumentation())];
        var statements = Statements(said);

        // What was said in full when the order was signed is not replaced by what may be said while it is looked at again.
        var isRecorded = Stands(focal.Updated);
        return new OrderStatements(statements, isRecorded)
        {
            WasTold = isRecorded || (isAppointment && Stands(focal.Json)),
        };

        bool Stands(JsonElement on) => IsRecorded(context, on, statements) || (said != assertions && IsRecorded(context, on, Statements(assertions)));

        // All statements about one order and coverage have the same id (CRD 2.0.1; CRD 2.2.1 resp-33).
        CoverageInformation[] Statements(IReadOnlyList<CoverageAssertion> asserted)
        {
            CoverageInformation[] undated =
            [
                .. asserted.Select(a => new CoverageInformation(a, coverage, determination.Order.GivenOrder ?? (a.DependsOnBasis ? BasisOf(focal.Json) : null), default, "")),
            ];
            var request = context.Request;
            var id = Fingerprint.Id(
                CoverageStatement.IdPrefix,
                context.Scope.Client,
                context.Scope.Tenant,
                request.FhirServer?.AbsoluteUri,
                request.PatientId,
                determination.Order.Reference ?? updated,
                AssertionText.Of(undated));
            return [.. undated.Select(s => s with { Date = context.TodayUnder(determination.Coverage), AssertionId = id })];
        }
    }

    // Of orders of one appointment that are answered alike the one that says most, such as that the drug was read from words. Those that are not
    // leave it without a statement: nothing would tell which of them is meant.
    private static IEnumerable<OrderStatements> OneOfEachCoverage(IReadOnlyList<OrderStatements> statements) => statements
        .GroupBy(s => s.First.Coverage, StringComparer.Ordinal)
        .Select(ofCoverage => (Most: ofCoverage.MaxBy(s => s.First.Assertion.Reason.Text.Length)!, All: ofCoverage))
        .Where(g => g.All.All(s => s.Meaning == g.Most.Meaning && g.Most.First.Assertion.Reason.Text.StartsWith(s.First.Assertion.Reason.Text, StringComparison.Ordinal)))
        .Select(g => g.Most);

    // One that was altered under its id is not the one that was made. It may have been made in another release of the guide.
    private bool IsRecorded(AnswerContext context, JsonElement order, CoverageInformation[] statements)
    {
        var present = CoverageStatement.With(statements[0].AssertionId, new Resource(order));
        if (present.Count == 0)
        {
            return false;
        }

        foreach (var dialect in Dialect.All.OrderBy(d => d != context.Dialect))
        {
            foreach (var forJavaValidator in new[] { context.Scope.ForJavaValidator, !context.Scope.ForJavaValidator })
            {
                var form = Form(context, dialect, forJavaValidator);
                var written = statements.Select(s => JsonElement.Parse(_writer.ToUtf8([s], form).Span));
                if (StatementMeaning.AreSame(present, written))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static StatementForm Form(AnswerContext context, Dialect dialect, bool forJavaValidator) => new(dialect, context.Scope.BaseAddress, forJavaValidator);

    // A dependency is an order; an order may also be based on a CarePlan.
    private static string? BasisOf(JsonElement json)
    {
        foreach (var item in new Order(json).BasedOn)
        {
            if (PlainReference.Of(new Reference(item).Literal) is { } literal && DrugOrder.MayBeAt(literal))
            {
                return literal;
            }
        }

        return null;
    }

    // What could not be judged may still say which coverage the order names.
    private static string? UnreadableCoverage(AnswerContext context, OrderDetermination determination)
    {
        var order = determination.Order;
        var literal = order.NamedCoverages.FirstOrDefault(n => n.IsUnreadable)?.Literal ?? (order.Insurance.Count > 0 ? order.Insurance[0] : null);
        return determination.Determination is Determination.Indeterminate && literal is not null ? context.Index.RelativeAddress(literal) ?? literal : null;
    }

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
                .. assertion.Details.Any(d => d is CoverageDetail.PolicyLink) ? [] : new[] { new CoverageDetail.PolicyLink($"{policy.Path}#{rule?.Id ?? "statement"}") },
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
                var coding = new Coding(source.Place.Json);
                if (coding.System is not { } system || coding.Code is not { } code || CodeSystems.Canonical(system) != CodeSystems.Cpt)
                {
                    return [];
                }

                codes.Add(new BillingCode(system, CodeSystems.Normalize(CodeSystems.Cpt, code), null));
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

        var end = new[] { policy.End, determination.Coverage?.LastDay }.OfType<DateOnly>().DefaultIfEmpty(DateOnly.MaxValue).Min();
        return end == DateOnly.MaxValue || end < context.TodayUnder(determination.Coverage) ? null : end;
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
                var values = PolicyWords.ValuesOf(determination.Policy!, null, determination.Coverage!.Payer, "");
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

    // A denial says what may differ (decision rule 18).
    private string ReasonText(OrderDetermination determination, PolicyRule rule) => PolicyWords.Join(" ",
    [
        rule.Reason,
        rule.Outcome == PolicyOutcome.NotCovered && texts.TermsOf(determination.Coverage!.Payer!, determination.Coverage.ProductLine) is var terms
            && !rule.Reason.Contains(terms, StringComparison.Ordinal) ? terms : "",
        .. determination.Also.Select(r => r.Reason),
        .. words.RemarksOn(determination),
    ]);

    private string MissingText(OrderDetermination determination, IReadOnlyList<MissingFact> facts)
    {
        var values = determination.Policy is { } policy
            ? PolicyWords.ValuesOf(policy, null, determination.Coverage?.Payer, "")
            : new Dictionary<string, string>(StringComparer.Ordinal);

        // What is written is never called "not said" (decision rule 14).
        var unsaid = facts.Where(f => f != MissingFact.UnrecognizedReason).Select(f => texts.Render(f, NoValues)).ToArray();
        values["missing"] = string.Join("; ", unsaid);
        return PolicyWords.Join(" ",
        [
            unsaid.Length > 0 ? texts.Render(Sentence.InformationMissing, values) : "",
            facts.Contains(MissingFact.UnrecognizedReason) ? texts.Render(MissingFact.UnrecognizedReason, values) : "",
            .. words.RemarksOn(determination),
        ]);
    }
}
