
namespace KetamineCrd.Facts;

/// <summary>A Coverage that an order's <c>insurance</c> names: it decides for that order, and none that the order does not name does.</summary>
/// <param name="Literal">As the order refers to it; null when by an identifier only.</param>
/// <param name="Coverage"><c>Coverage/id</c> of the one at hand; null when none is.</param>
/// <param name="IsUnreadable">It is not at hand, and the client's server was asked for it in vain.</param>
public sealed record NamedCoverage(string? Literal, string? Coverage, bool IsUnreadable);
