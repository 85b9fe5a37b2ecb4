namespace KetamineCrd.Responses;

/// <summary>An update of one order: the order as it came, with its coverage information.</summary>
/// <param name="OrderIndex">Its place in <c>context.draftOrders</c>, from 0.</param>
/// <param name="Description">Required by CDS Hooks 2.0.</param>
public sealed record SystemAction(int OrderIndex, string Description, CoverageInformation CoverageInformation);
