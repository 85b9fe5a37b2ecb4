
namespace KetamineCrd.Responses;

/// <summary>An update of one resource: as it came, with its coverage information.</summary>
/// <param name="FocalIndex">Its place among the resources that the call is about, from 0.</param>
/// <param name="Description">Required by CDS Hooks 2.0.</param>
/// <param name="CoverageInformation">One Extension, or several joined by commas, as UTF-8 JSON.</param>
/// <param name="Coverages">The coverages that they are about; null among them for one that could not be read.</param>
/// <param name="AssertionIds">Their ids.</param>
/// <param name="IsKnown">One at least is no technical fault.</param>
public sealed record SystemAction(
    int FocalIndex, string Description, ReadOnlyMemory<byte> CoverageInformation, IReadOnlyList<string?> Coverages, IReadOnlyList<string> AssertionIds, bool IsKnown);
