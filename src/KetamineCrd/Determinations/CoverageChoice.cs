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

        var insurance = order.Insurance.Select(OfResource).ToHashSet(StringComparer.Ordinal);
        var named = coverages.Where(c => insurance.Contains(c.Reference)).ToArray();
        return (named.Length > 0 ? named : coverages)
            .Where(IsCandidate)
            .GroupBy(c => (c.Payer is null, !c.IsInForceFor(order), c.Order ?? int.MaxValue))
            .MinBy(g => g.Key)?
            .ToArray() ?? [];
    }

    // "Coverage/1" of an absolute address as well.
    private static string OfResource(string reference)
    {
        var id = reference.LastIndexOf('/');
        var type = id <= 0 ? -1 : reference.LastIndexOf('/', id - 1);
        return reference[(type + 1)..];
    }

    private static bool IsCandidate(CoverageFacts coverage) => coverage.Payer is not null || coverage.PayerIsUnreadable;
}
