using KetamineCrd.Facts;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Determinations;

/// <summary>Decides from facts and policies. Pure: no clock, no I/O, no hidden state.</summary>
public sealed class Determiner(Vocabulary vocabulary, PolicySet policies)
{
    private static readonly IReadOnlyList<IndicationFact> NoReason = [new IndicationFact(null, Possible.Anything)];

    private readonly Concept[] _anyRoute = [.. vocabulary.Plain(ConceptKind.Route)];
    private readonly Concept[] _anyIndication = [.. vocabulary.Plain(ConceptKind.Indication), vocabulary.OtherIndication];
    private readonly Concept[] _anyProductLine = [.. vocabulary.Plain(ConceptKind.ProductLine), vocabulary.OtherProductLine];

    /// <summary>At least one determination for each order, in their order: one for each payer that answers.</summary>
    public IReadOnlyList<OrderDetermination> Determine(CallFacts facts)
    {
        var determinations = new List<OrderDetermination>(facts.Orders.Count);
        foreach (var order in facts.Orders)
        {
            foreach (var determination in Determine(order, facts))
            {
                // An encounter is no order: only a rule that names its hook says anything of it.
                var isQuiet = order.Hook.IsAboutEncounter() && determination.Determination.DecidingRule is null;
                determinations.Add(isQuiet ? Silent(order, determination.Coverage) with { Steps = determination.Steps } : determination);
            }
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

    // What two payers say does not contradict: each answers for its own coverage.
    private OrderDetermination[] Determine(OrderFacts order, CallFacts facts)
    {
        if (facts.CoverageSource == CoverageSource.Unreadable || CoverageChoice.IsUnreadable(order))
        {
            return [WithoutCoverage(order)];
        }

        var coverages = CoverageChoice.For(order, facts.Coverages);
        if (coverages.Count == 0)
        {
            var isOutOfReach = order.NamedCoverages.Count > 0 && order.NamedCoverages.All(n => n.Coverage is null);
            return [Silent(order, null) with { Steps = [DrugStep(order.Drug), new DeterminationStep(isOutOfReach ? Test.Coverage : Test.Payer, TestResult.No)] }];
        }

        if (coverages.Count > CallLimits.MostRivals)
        {
            return [Silent(order, null) with { Determination = Determination.CoverageNotClear.Instance, Steps = [DrugStep(order.Drug)] }];
        }

        OrderDetermination[] answers = [.. coverages.GroupBy(c => c.Payer).Select(ofPayer => Determine(order, [.. ofPayer], facts.Coverages))];
        OrderDetermination[] addressed = [.. answers.Where(a => a.Determination is not Determination.NotAddressed)];
        return addressed.Length > 0 ? addressed : [answers[^1]];
    }

    // Of one payer: a coverage that no policy speaks for (dental beside medical) is no rival; others must agree.
    private OrderDetermination Determine(OrderFacts order, IReadOnlyList<CoverageFacts> coverages, IReadOnlyList<CoverageFacts> all)
    {
        OrderDetermination? chosen = null;
        foreach (var coverage in coverages)
        {
            var determination = Determine(order, coverage.Beside(all, order, vocabulary.SecondaryLines));
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
        order = order.In(coverage.TimeZone);
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

        var isInForce = coverage.IsInForce(silent.Order.Service);
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

    // Where it is open which of two days counts, no text denies or states what that of the other day would not.
    private OrderDetermination Consult(
        Policy policy, OrderDetermination silent, DrugFact.Named named, CoverageFacts coverage, List<DeterminationStep> steps)
    {
        var onDay = policy.At(silent.Order.ServiceDate);
        var determination = Consult(onDay, policy, silent, named, coverage, steps);
        if (determination.Determination is not (Determination.NotCovered or Determination.Stated)
            || silent.Order.Service.Or is not { } otherDay || policy.At(otherDay) is var onOther && onOther == onDay)
        {
            return determination;
        }

        var other = Consult(onOther, policy, silent, named, coverage, steps);
        return Agree(determination.Determination, other.Determination) ? determination : WithoutDenial(determination, other, silent);
    }

    private OrderDetermination Consult(
        VersionOnDay onDay, Policy policy, OrderDetermination silent, DrugFact.Named named, CoverageFacts coverage, List<DeterminationStep> steps)
    {
        switch (onDay)
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
                var followed = agree ? earlier : WithoutDenial(earlier, later, silent);
                return followed.Determination is Determination.NotAddressed
                    ? silent
                    : followed with
                    {
                        Remarks = [agree ? Remark.VersionNotHeld : Remark.VersionNotHeldNeighborsDiffer, .. followed.Remarks.Where(r => r != Remark.ReviewOverdue)],
                    };
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
        var reasons = Counting(order.Indications);
        if (reasons.All(i => Is(i, BesideOtherReasons.Ask)))
        {
            return (Determination.NotAddressed.Instance, []);
        }

        var fitting = new List<PolicyRule>();
        var missing = new List<MissingFact>();
        UnreadableFact? unreadable = null;
        var isOpen = false;
        foreach (var reason in reasons)
        {
            var worlds = Worlds.Of(
                version, order.Hook, drug, OrAny(order.Route, _anyRoute), OrAny(reason.Possible, _anyIndication), OrAny(coverage.ProductLine, _anyProductLine));
            var agree = worlds.Agree(out var rule) || (rule = worlds.Unasked) is not null;
            steps.Add(new DeterminationStep(Test.Rules, !agree ? TestResult.Open : rule is null ? TestResult.No : TestResult.Yes, version, reason, worlds));
            if (agree && rule is not null)
            {
                if (!fitting.Contains(rule))
                {
                    fitting.Add(rule);
                }
            }
            else if (agree)
            {
                isOpen |= !Is(reason, BesideOtherReasons.Ignore);
            }
            else if (!worlds.MayDecide)
            {
                continue;
            }
            else if (reason.Possible.Basis == FactBasis.Unreadable && worlds.TurnOnIndication)
            {
                unreadable = order.OrderIsUnreadable ? UnreadableFact.Order : UnreadableFact.Indication;
            }
            else
            {
                isOpen |= worlds.TurnOnIndication;
                AddMissing(worlds, reason, missing);
            }
        }

        // A reason that the text does not address, or may not, leaves open which of them is treated; so does an emergency.
        var isNeverDenied = order.Indications.Any(i => Is(i, BesideOtherReasons.Ask));
        var denying = fitting.Find(r => r.Outcome == PolicyOutcome.NotCovered);
        isOpen |= isNeverDenied || (denying is not null && order.Setting == CareSetting.Emergency);
        var other = fitting.Find(r => r.Outcome is not (PolicyOutcome.NotCovered or PolicyOutcome.NeedsInformation))
            ?? fitting.Find(r => r.Outcome == PolicyOutcome.NeedsInformation);
        var decided = denying ?? other;
        Determination determination = (unreadable, decided, isOpen) switch
        {
            ({ } fact, _, _) => new Determination.Indeterminate(fact),
            (_, { Indications: not null }, true) => new Determination.InformationMissing([MissingFact.TreatedReason]),
            (_, not null, _) when denying is not null => new Determination.NotCovered(denying),
            _ when missing.Count > 0 && !isNeverDenied => new Determination.InformationMissing(missing),
            (_, { Outcome: PolicyOutcome.Stated } stated, _) => new Determination.Stated(stated),
            (_, { } elsewhere, _) => new Determination.DecidedElsewhere(elsewhere),
            _ => Determination.NotAddressed.Instance,
        };
        return (determination, [.. fitting.Where(r => r != decided && r.Outcome != PolicyOutcome.NeedsInformation && !Worlds.IsSame(r, decided))]);
    }

    // What stands on every list is no treated reason, unless it is all that is given.
    private static IReadOnlyList<IndicationFact> Counting(IReadOnlyList<IndicationFact> reasons)
    {
        if (reasons.Count == 0)
        {
            return NoReason;
        }

        var counting = reasons.Where(r => !Is(r, BesideOtherReasons.Ignore)).ToArray();
        return counting.Length > 0 ? counting : reasons;
    }

    private static void AddMissing(Worlds worlds, IndicationFact reason, List<MissingFact> missing)
    {
        Add(MissingFact.Route, worlds.TurnOnRoute);
        Add(reason.IsUnrecognized ? MissingFact.UnrecognizedReason : reason.Recognised is null ? MissingFact.Indication : MissingFact.Chronicity, worlds.TurnOnIndication);
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

    // Where two texts differ and it is open which one holds, the one that leaves the decision to others is followed, or asks; neither denies
    // nor states. Nothing is said where there is no such one.
    private static OrderDetermination WithoutDenial(OrderDetermination a, OrderDetermination b, OrderDetermination silent)
    {
        static int? Preference(OrderDetermination d) => d.Determination switch
        {
            Determination.NotAddressed => 0,
            Determination.DecidedElsewhere { Rule.Outcome: PolicyOutcome.DeferToOtherProgram } => 1,
            Determination.DecidedElsewhere { Rule.Outcome: PolicyOutcome.ReferToOtherPolicy } => 2,
            Determination.DecidedElsewhere => 3,
            Determination.VersionReplaced => 4,
            Determination.InformationMissing => 5,
            Determination.Indeterminate => 6,
            _ => null,
        };

        return (Preference(a), Preference(b)) switch
        {
            (null, null) => silent,
            (null, _) => b with { Also = [] },
            (_, null) => a with { Also = [] },
            var (x, y) => (x <= y ? a : b) with { Also = [] },
        };
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
