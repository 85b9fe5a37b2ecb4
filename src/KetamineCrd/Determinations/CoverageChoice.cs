using KetamineCrd.Facts;

namespace KetamineCrd.Determinations;

/// <summary>Picks the one coverage that an order is judged under.</summary>
internal static class CoverageChoice
{
    /// <summary>
    /// The coverage the order itself names; else one of a payer of ours, in force on the service date, of the lowest order. Null when none is of
    /// a payer of ours or of one that could not be read.
    /// </summary>
    public static CoverageFacts? For(OrderFacts order, IReadOnlyList<CoverageFacts> coverages)
    {
        var named = coverages.Where(c => order.Insurance.Any(i => i == c.Reference || i.EndsWith("/" + c.Reference, StringComparison.Ordinal))).ToArray();
        return (named.Length > 0 ? named : coverages)
            .Where(c => c.Payer is not null || c.PayerIsUnreadable)
            .OrderByDescending(c => c.Payer is not null)
            .ThenByDescending(c => c.IsInForce(order.ServiceDate))
            .ThenBy(c => c.Order ?? int.MaxValue)
            .FirstOrDefault();
    }
}
