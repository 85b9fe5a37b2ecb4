using KetamineCrd.Facts;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Tests.Responses;

/// <summary>What a card answers.</summary>
/// <param name="What">What is special; empty for an order that says everything.</param>
/// <param name="Orders">Each changes the facts of the default order.</param>
internal sealed record CardSituation(PolicyVersion Version, Payer Payer, Concept Line, DateOnly Day, string What, IReadOnlyList<Func<OrderFacts, OrderFacts>> Orders)
{
    public bool AtSelect { get; init; }
}
