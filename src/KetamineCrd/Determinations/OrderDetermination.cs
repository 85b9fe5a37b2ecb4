using KetamineCrd.Facts;
using KetamineCrd.Policies;

namespace KetamineCrd.Determinations;

/// <summary>A determination with everything an answer needs to explain it.</summary>
public sealed record OrderDetermination
{
    public required OrderFacts Order { get; init; }

    /// <summary>Null when no Coverage could be read.</summary>
    public required CoverageFacts? Coverage { get; init; }

    public required Determination Determination { get; init; }

    /// <summary>The version that was consulted; null when none was.</summary>
    public PolicyVersion? Policy { get; init; }

    /// <summary>Rules that fit the order's other reasons and say something else.</summary>
    public IReadOnlyList<PolicyRule> Also { get; init; } = [];

    public IReadOnlyList<Remark> Remarks { get; init; } = [];

    /// <summary>The tests that ran, in their order.</summary>
    public IReadOnlyList<DeterminationStep> Steps { get; init; } = [];
}
