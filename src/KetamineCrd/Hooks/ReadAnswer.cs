using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Hooks;

/// <summary>What came of reading one address of a client's FHIR server for a call.</summary>
/// <param name="Address">One of <see cref="CrdCall.Reads"/>.</param>
/// <param name="Resources">What came, as resources or Bundles; valid as long as the call is used. Also what came before a failure.</param>
/// <param name="Failure">Null when all of it came.</param>
public sealed record ReadAnswer(string Address, IReadOnlyList<ReadResource> Resources, ReadFailure? Failure);

/// <param name="Json">A resource, or a Bundle.</param>
/// <param name="FullUrl">Its <c>Bundle.entry.fullUrl</c>, where it was taken out of one.</param>
public readonly record struct ReadResource(JsonElement Json, JsonElement FullUrl = default);
