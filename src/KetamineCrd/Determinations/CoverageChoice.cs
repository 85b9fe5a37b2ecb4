using KetamineCrd.Facts;

namespace KetamineCrd.Determinations;

/// <summary>Picks the coverages that an order may be judged under.</summary>
internal static class CoverageChoice
{
    /// <summary>
    /// Of those that the order itself names, and of all only where it names none: for each payer of ours (else for one that could not be read) the
    /// ones of the lowest order, in force on the service date if any is. Empty when none is of such a payer; several of one payer only when nothing
    /// tells which comes first.
    /// </summary>
    public static IReadOnlyList<CoverageFacts> For(OrderFacts order, IReadOnlyList<CoverageFacts> coverages)
    {
        var pool = order.NamedCoverages.Count == 0 ? coverages : [.. coverages.Where(c => order.NamedCoverages.Any(n => n.Coverage == c.Reference))];
        return pool.Count == 1
            ? IsCandidate(pool[0]) ? pool : []
            : pool
                .Where(IsCandidate)
                .GroupBy(c => (c.Payer is null, !c.IsInForceFor(order)))
                .MinBy(g => g.Key)?
                .GroupBy(c => c.Payer)
                .SelectMany(ofPayer => ofPayer.GroupBy(c => c.Order ?? int.MaxValue).MinBy(g => g.Key)!)
                .ToArray() ?? [];
    }

    /// <summary>
    /// True when every coverage that the order may be judged under is at hand, and none of them is of a payer of ours. One whose payer could not be
    /// read may be.
    /// </summary>
    public static bool IsOfOthers(OrderFacts order, IReadOnlyList<CoverageFacts> coverages) =>
        coverages.Count > 0 && order.NamedCoverages.All(n => n.Coverage is not null) && For(order, coverages).Count == 0;

    /// <summary>True when the order names coverages, none of which is at hand, and the client's server was asked for one in vain.</summary>
    public static bool IsUnreadable(OrderFacts order) =>
        order.NamedCoverages.All(n => n.Coverage is null) && order.NamedCoverages.Any(n => n.IsUnreadable);

    private static bool IsCandidate(CoverageFacts coverage) => coverage.Payer is not null || coverage.PayerIsUnreadable;
}
