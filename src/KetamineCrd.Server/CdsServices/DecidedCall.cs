using KetamineCrd.Determinations;
using KetamineCrd.Responses;

namespace KetamineCrd.Server.CdsServices;

/// <summary>A call with everything that was decided about it.</summary>
/// <param name="Reads">How many addresses of the client's FHIR server were read.</param>
internal sealed record DecidedCall(AnswerContext Context, IReadOnlyList<OrderDetermination> Determinations, CrdResponse Response, int Reads);
