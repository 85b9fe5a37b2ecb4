using KetamineCrd.Facts;

namespace KetamineCrd.Determinations;

/// <summary>Picks the coverages that an order may be judged under.</summary>
internal static class CoverageChoice
{
    /// <summary>
    /// Of those the order itself names, else of all: the ones of a payer of ours (else of one that could not be read), in force on the service
    /// date if any is, of the lowest order. Empty when none is of such a payer; several only when nothing tells which comes first.
    /// </summary>
    public static IReadOnlyList<CoverageFacts> For(OrderFacts order, IReadOnlyList<CoverageFacts> coverages)
    {
        if (coverages.Count == 1)
        {
            return IsCandidate(coverages[0]) ? coverages : [];
        }

        var named = coverages.Where(c => order.Insurance.Any(i => i == c.Reference || i.EndsWith("/" + c.Reference, StringComparison.Ordinal))).ToArray();
        return (named.Length > 0 ? named : coverages)
            .Where(IsCandidate)
            .GroupBy(c => (c.Payer is null, !c.IsInForce(order.ServiceDate), c.Order ?? int.MaxValue))
            .MinBy(g => g.Key)?
            .ToArray() ?? [];
    }

    private static bool IsCandidate(CoverageFacts coverage) => coverage.Payer is not null || coverage.PayerIsUnreadable;
}
