using KetamineCrd.Facts;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Determinations;

/// <summary>Decides from facts and policies. Pure: no clock, no I/O, no hidden state.</summary>
public sealed class Determiner(Vocabulary vocabulary, PolicySet policies)
{
    private static readonly IReadOnlyList<IndicationFact> NoReason = [new IndicationFact(null, Possible.Anything)];

    private readonly Concept[] _anyRoute = [.. vocabulary.Plain(ConceptKind.Route)];
    private readonly Concept[] _anyIndication = [.. vocabulary.Plain(ConceptKind.Indication), vocabulary.OtherIndication];
    private readonly Concept[] _anyProductLine = [.. vocabulary.Plain(ConceptKind.ProductLine), vocabulary.OtherProductLine];

    /// <summary>One determination for each order, in their order.</summary>
    public IReadOnlyList<OrderDetermination> Determine(CallFacts facts)
    {
        var determinations = new OrderDetermination[facts.Orders.Count];
        for (var i = 0; i < determinations.Length; i++)
        {
            var order = facts.Orders[i];
            var determination = facts.CoverageSource == CoverageSource.Unreadable
                ? WithoutCoverage(order)
                : Determine(order, CoverageChoice.For(order, facts.Coverages), facts.Coverages);

            // An encounter is no order: only a rule that names its hook says anything of it.
            var isQuiet = order.Hook.IsAboutEncounter() && determination.Determination.DecidingRule is null;
            determinations[i] = isQuiet ? Silent(order, determination.Coverage) with { Steps = determination.Steps } : determination;
        }

        return determinations;
    }

    private static OrderDetermination Silent(OrderFacts order, CoverageFacts? coverage) =>
        new() { Order = order, Coverage = coverage, Determination = Determination.NotAddressed.Instance };

    private static OrderDetermination WithoutCoverage(OrderFacts order) => new()
    {
        Order = order,
        Coverage = null,
        Determination = order.Drug is DrugFact.Named or DrugFact.Unreadable
            ? new Determination.Indeterminate(UnreadableFact.Coverage)
            : Determination.NotAddressed.Instance,
        Steps = [DrugStep(order.Drug), new DeterminationStep(Test.Coverage, TestResult.No)],
    };

    private static DeterminationStep DrugStep(DrugFact drug) =>
        new(Test.Drug, drug is DrugFact.Named ? TestResult.Yes : drug is DrugFact.Other ? TestResult.No : TestResult.Open);

    // A coverage that no policy speaks for (dental beside medical) is no rival; others must agree.
    private OrderDetermination Determine(OrderFacts order, IReadOnlyList<CoverageFacts> coverages, IReadOnlyList<CoverageFacts> all)
    {
        if (coverages.Count == 0)
        {
            return Silent(order, null) with { Steps = [DrugStep(order.Drug), new DeterminationStep(Test.Payer, TestResult.No)] };
        }

        if (coverages.Count > CallLimits.MostRivals)
        {
            return Silent(order, null) with { Determination = Determination.CoverageNotClear.Instance, Steps = [DrugStep(order.Drug)] };
        }

        OrderDetermination? chosen = null;
        foreach (var coverage in coverages)
        {
            var determination = Determine(order, coverage.Beside(all, order.ServiceDate, vocabulary.SecondaryLines));
            if (chosen is null or { Determination: Determination.NotAddressed })
            {
                chosen = determination;
            }
            else if (determination.Determination is not Determination.NotAddressed && !Agree(chosen.Determination, determination.Determination))
            {
                return Silent(order, null) with { Determination = Determination.CoverageNotClear.Instance, Steps = [.. chosen.Steps, .. determination.Steps] };
            }
        }

        return chosen!;
    }

    private OrderDetermination Determine(OrderFacts order, CoverageFacts coverage)
    {
        var steps = new List<DeterminationStep>(8) { DrugStep(order.Drug) };
        var silent = Silent(order, coverage) with { Steps = steps };
        steps.Add(new DeterminationStep(Test.Payer, coverage.Payer is null ? TestResult.Open : TestResult.Yes));
        if (coverage.Payer is not { } payer)
        {
            return order.Drug is DrugFact.Unnamed ? silent : silent with { Determination = new Determination.Indeterminate(UnreadableFact.Payer) };
        }

        return order.Drug switch
        {
            DrugFact.Named named => DetermineNamed(silent, named, coverage, payer, steps),
            DrugFact.Unnamed => DetermineUnnamed(silent, coverage, payer, steps),
            DrugFact.Unreadable => silent with { Determination = new Determination.Indeterminate(UnreadableFact.Drug) },
            _ => silent,
        };
    }

    private OrderDetermination DetermineNamed(
        OrderDetermination silent, DrugFact.Named named, CoverageFacts coverage, Payer payer, List<DeterminationStep> steps)
    {
        var speaking = policies.Find(payer, named.Drug);
        steps.Add(new DeterminationStep(Test.PolicyAboutDrug, speaking.Count > 0 ? TestResult.Yes : TestResult.No));
        if (speaking.Count == 0)
        {
            return silent;
        }

        if (coverage.IsOfAnotherPatient)
        {
            return silent with { Determination = Determination.MemberNotFound.Instance };
        }

        var isInForce = coverage.IsInForce(silent.Order.ServiceDate);
        steps.Add(new DeterminationStep(Test.CoverageInForce, isInForce ? TestResult.Yes : TestResult.No));
        if (!isInForce)
        {
            return silent with { Determination = Determination.CoverageNotActive.Instance };
        }

        var strongest = silent;
        foreach (var policy in speaking)
        {
            var determination = Consult(policy, silent, named, coverage, steps);
            if (Strength(determination.Determination) > Strength(strongest.Determination))
            {
                strongest = determination;
            }
        }

        return strongest;
    }

    // Asked only where everything else is known and one of the payer's drugs would get an answer for this reason; silent otherwise.
    private OrderDetermination DetermineUnnamed(OrderDetermination silent, CoverageFacts coverage, Payer payer, List<DeterminationStep> steps)
    {
        foreach (var drug in policies.DrugsOf(payer))
        {
            var named = new DrugFact.Named(drug, FactBasis.Missing);
            if (DetermineNamed(silent, named, coverage, payer, steps) is
                { Determination: Determination.NotCovered { Rule.Indications: not null } or Determination.DecidedElsewhere { Rule.Indications: not null } } answer)
            {
                return answer with { Determination = new Determination.InformationMissing([MissingFact.Drug]), Also = [] };
            }
        }

        return silent;
    }

    private OrderDetermination Consult(
        Policy policy, OrderDetermination silent, DrugFact.Named named, CoverageFacts coverage, List<DeterminationStep> steps)
    {
        switch (policy.At(silent.Order.ServiceDate))
        {
            case VersionOnDay.InForce inForce:
                steps.Add(new DeterminationStep(Test.VersionInForce, TestResult.Yes, inForce.Version));
                return Consult(inForce.Version, silent, named, coverage, steps);
            case VersionOnDay.Between between:
                steps.Add(new DeterminationStep(Test.VersionInForce, TestResult.Between, between.Earlier));
                var earlier = Consult(between.Earlier, silent, named, coverage, steps);
                var later = Consult(between.Later, silent, named, coverage, steps);
                var agree = Agree(earlier.Determination, later.Determination);
                steps.Add(new DeterminationStep(Test.NeighboursAgree, agree ? TestResult.Yes : TestResult.No, between.Later));
                return agree
                    ? earlier with { Remarks = [Remark.VersionNotHeld, .. earlier.Remarks.Where(r => r != Remark.ReviewOverdue)] }
                    : Weaker(earlier, later);
            case VersionOnDay.Ended ended:
                steps.Add(new DeterminationStep(Test.VersionInForce, TestResult.Ended, ended.Last));
                return AfterTheEnd(ended.Last, silent, named, coverage, steps);
            default:
                steps.Add(new DeterminationStep(Test.VersionInForce, TestResult.NotYet, policy.Versions[0]));
                return silent;
        }
    }

    // Nothing is answered from a text that was replaced. It only tells whether it would have spoken of the order, so that its successor,
    // which is not held, may as well.
    private OrderDetermination AfterTheEnd(
        PolicyVersion last, OrderDetermination silent, DrugFact.Named named, CoverageFacts coverage, List<DeterminationStep> steps)
    {
        var spoken = last.Successor is null ? silent : Consult(last, silent, named, coverage, steps);
        return spoken.Determination switch
        {
            Determination.NotAddressed => silent,
            Determination.Indeterminate => spoken,
            _ => silent with { Policy = last, Determination = Determination.VersionReplaced.Instance },
        };
    }

    private OrderDetermination Consult(
        PolicyVersion version, OrderDetermination silent, DrugFact.Named named, CoverageFacts coverage, List<DeterminationStep> steps)
    {
        var order = silent.Order;
        var (determination, also) = Decide(version, named.Drug, order, coverage, steps);
        if (determination is Determination.NotAddressed)
        {
            return silent;
        }

        var remarks = new List<Remark>();
        var rule = determination.DecidingRule;
        Add(Remark.Draft, version.IsDraft && determination is not Determination.DecidedElsewhere);
        Add(Remark.ReviewOverdue, version.IsReviewOverdue(order.ServiceDate) && determination is Determination.NotCovered);
        Add(Remark.DrugFromWords, named.Basis == FactBasis.Words);
        Add(Remark.DrugFromMedicationOrder, named.Basis == FactBasis.Implied);
        Add(Remark.RouteNotSaid, !order.Route.IsKnown && rule?.Routes is not null);
        Add(Remark.IndicationFromWords, order.Indications.Any(i => i.Possible.Basis == FactBasis.Words) && !order.Indications.Any(i => i.Possible.Basis == FactBasis.Code));
        return silent with { Policy = version, Determination = determination, Also = also, Remarks = remarks };

        void Add(Remark remark, bool applies)
        {
            if (applies)
            {
                remarks.Add(remark);
            }
        }
    }

    private (Determination Determination, IReadOnlyList<PolicyRule> Also) Decide(
        PolicyVersion version, Concept drug, OrderFacts order, CoverageFacts coverage, List<DeterminationStep> steps)
    {
        if (order.Indications.FirstOrDefault(i => Is(i, BesideOtherReasons.Silence)) is { } procedural)
        {
            steps.Add(new DeterminationStep(Test.ProceduralContext, TestResult.Yes, version, procedural));
            return (Determination.NotAddressed.Instance, []);
        }

        // Of acute pain alone no text speaks, whatever its rules leave open (decision rule 13).
        if (order.Indications.Count > 0 && order.Indications.All(i => Is(i, BesideOtherReasons.Ask)))
        {
            return (Determination.NotAddressed.Instance, []);
        }

        var fitting = new List<PolicyRule>();
        var missing = new List<MissingFact>();
        UnreadableFact? unreadable = null;
        var reasons = order.Indications.Count > 0 ? order.Indications : NoReason;
        foreach (var reason in reasons)
        {
            var worlds = Worlds.Of(
                version, order.Hook, drug, OrAny(order.Route, _anyRoute), OrAny(reason.Possible, _anyIndication), OrAny(coverage.ProductLine, _anyProductLine));
            var agree = worlds.Agree(out var rule);
            steps.Add(new DeterminationStep(Test.Rules, !agree ? TestResult.Open : rule is null ? TestResult.No : TestResult.Yes, version, reason, worlds));
            if (agree)
            {
                if (rule is not null && !fitting.Contains(rule))
                {
                    fitting.Add(rule);
                }
            }
            else if (reason.Possible.Basis == FactBasis.Unreadable && worlds.TurnOnIndication)
            {
                unreadable = order.OrderIsUnreadable ? UnreadableFact.Order : UnreadableFact.Indication;
            }
            else
            {
                AddMissing(worlds, reason, missing);
            }
        }

        var hasNeverDenied = order.Indications.Any(i => Is(i, BesideOtherReasons.Ask));
        var denying = fitting.Find(r => r.Outcome == PolicyOutcome.NotCovered);
        var other = fitting.Find(r => r.Outcome is not (PolicyOutcome.NotCovered or PolicyOutcome.NeedsInformation))
            ?? fitting.Find(r => r.Outcome == PolicyOutcome.NeedsInformation);
        Determination determination = (unreadable, denying, hasNeverDenied, missing.Count, other) switch
        {
            ({ } fact, _, _, _, _) => new Determination.Indeterminate(fact),
            (_, not null, true, _, _) => new Determination.InformationMissing([MissingFact.TreatedReason]),
            (_, not null, false, _, _) => new Determination.NotCovered(denying),
            (_, _, false, > 0, _) => new Determination.InformationMissing(missing),
            (_, _, _, _, { Outcome: PolicyOutcome.Stated }) => new Determination.Stated(other),
            (_, _, _, _, not null) => new Determination.DecidedElsewhere(other),
            _ => Determination.NotAddressed.Instance,
        };
        var decided = denying ?? other;
        return (determination, [.. fitting.Where(r => r != decided && r.Outcome != PolicyOutcome.NeedsInformation && !Worlds.IsSame(r, decided))]);
    }

    private static void AddMissing(Worlds worlds, IndicationFact reason, List<MissingFact> missing)
    {
        Add(MissingFact.Route, worlds.TurnOnRoute);
        Add(reason.Recognised is null ? MissingFact.Indication : MissingFact.Chronicity, worlds.TurnOnIndication);
        Add(MissingFact.ProductLine, worlds.TurnOnProductLine);

        void Add(MissingFact fact, bool isMissing)
        {
            if (isMissing && !missing.Contains(fact))
            {
                missing.Add(fact);
            }
        }
    }

    private static bool Is(IndicationFact indication, BesideOtherReasons beside) =>
        indication.Possible.IsKnown && indication.Possible.Concepts[0].BesideOtherReasons == beside;

    private static IReadOnlyList<Concept> OrAny(Possible possible, IReadOnlyList<Concept> any) => possible.Concepts.Count > 0 ? possible.Concepts : any;

    private static bool Agree(Determination a, Determination b) => (a, b) switch
    {
        (Determination.NotCovered x, Determination.NotCovered y) => Worlds.IsSame(x.Rule, y.Rule),
        (Determination.DecidedElsewhere x, Determination.DecidedElsewhere y) => Worlds.IsSame(x.Rule, y.Rule),
        (Determination.Stated x, Determination.Stated y) => Worlds.IsSame(x.Rule, y.Rule),
        _ => a.GetType() == b.GetType(),
    };

    // Where neighbouring versions differ, the one that leaves the decision to others is followed; a denial never is.
    private static OrderDetermination Weaker(OrderDetermination a, OrderDetermination b)
    {
        static int Preference(OrderDetermination d) => d.Determination switch
        {
            Determination.NotAddressed => 0,
            Determination.DecidedElsewhere { Rule.Outcome: PolicyOutcome.DeferToOtherProgram } => 1,
            Determination.DecidedElsewhere { Rule.Outcome: PolicyOutcome.ReferToOtherPolicy } => 2,
            Determination.DecidedElsewhere => 3,
            Determination.InformationMissing => 4,
            _ => 5,
        };

        return Preference(a) < Preference(b) ? a : b;
    }

    private static int Strength(Determination determination) => determination switch
    {
        Determination.NotCovered => 5,
        Determination.CoverageNotActive or Determination.MemberNotFound => 4,
        Determination.Indeterminate => 3,
        Determination.VersionReplaced => 2,
        Determination.InformationMissing => 2,
        Determination.DecidedElsewhere or Determination.Stated => 1,
        _ => 0,
    };
}
