using System.Collections.Frozen;
using static Hl7.Fhir.Model.OperationOutcome;
using static KetamineCrd.Server.Errors.OutcomeResponse;

namespace KetamineCrd.Server.Errors;

/// <summary>What a status says when nothing more is known: an OperationOutcome for each, written once, at the first refusal.</summary>
internal static class StatusOutcomes
{
    private static readonly ReadOnlyMemory<byte> Failed = Body(IssueType.Exception, "The server failed to answer. The call was not processed.");
    private static readonly ReadOnlyMemory<byte> Other = Body(IssueType.Processing, "The request could not be processed.");

    private static readonly FrozenDictionary<int, ReadOnlyMemory<byte>> Bodies = new Dictionary<int, ReadOnlyMemory<byte>>
    {
        [StatusCodes.Status401Unauthorized] = Body(IssueType.Login, "The call must say who makes it: an Authorization header with a Bearer token that this server accepts was expected."),
        [StatusCodes.Status403Forbidden] = Body(IssueType.Forbidden, "This client may not make this call."),
        [StatusCodes.Status404NotFound] = Body(IssueType.NotFound, "There is nothing at this address; GET /cds-services lists the services."),
        [StatusCodes.Status405MethodNotAllowed] = Body(IssueType.NotSupported, "This address does not take this method: services are called with POST, all else is read with GET."),
        [StatusCodes.Status408RequestTimeout] = Body(IssueType.Timeout, "The body did not come in time; call again."),
        [StatusCodes.Status412PreconditionFailed] = Body(IssueType.Required, "Data that the answer needs was neither sent nor can it be read."),
        [StatusCodes.Status413PayloadTooLarge] = Body(IssueType.TooLong, "The body is larger than this server takes."),
        [StatusCodes.Status415UnsupportedMediaType] = Body(IssueType.NotSupported, "The Content-Type application/json was expected, without a Content-Encoding."),
        [StatusCodes.Status422UnprocessableEntity] = Body(IssueType.BusinessRule, "The body is valid JSON but breaks a rule of the guide."),
        [StatusCodes.Status429TooManyRequests] = Body(IssueType.Throttled, "There were too many calls; call again later."),
        [StatusCodes.Status503ServiceUnavailable] = Body(IssueType.Throttled, "The server has too much open at this moment. The call was not processed; call again later."),
    }.ToFrozenDictionary();

    /// <param name="status">400 or more.</param>
    public static ReadOnlyMemory<byte> BodyOf(int status) =>
        Bodies.TryGetValue(status, out var body) ? body : status >= StatusCodes.Status500InternalServerError ? Failed : Other;
}
