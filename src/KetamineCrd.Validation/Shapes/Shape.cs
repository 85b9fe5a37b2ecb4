using System.Text.Json.Nodes;

namespace KetamineCrd.Validation.Shapes;

/// <summary>What a scan made of a resource.</summary>
/// <param name="Mended">What has FHIR's shape, with single objects put into arrays and the like: safe to make an object of. Null when nothing has.</param>
/// <param name="LeftOut">Of an array of what was sent by its place, the indexes of items that are not in that of <paramref name="Mended"/>, in their order.</param>
internal sealed record Shape(JsonObject? Mended, IReadOnlyList<ValidationFinding> Findings, IReadOnlyDictionary<string, List<int>> LeftOut);
