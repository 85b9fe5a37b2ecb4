using KetamineCrd.Server.Logging;

namespace KetamineCrd.Server.Errors;

/// <summary>Answers what no endpoint answered, and our own bugs, as OperationOutcome.</summary>
internal static class ErrorHandling
{
    public static IApplicationBuilder UseOutcomes(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = e.StatusCode;
        }
#pragma warning disable CA1031 // The last line of defence: the server stays up, and the log gets the place but not the message, which may quote the request.
        catch (Exception e)
#pragma warning restore CA1031
        {
            http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("KetamineCrd.Server").Failed(e.GetType().FullName ?? "", ExceptionTrace.Of(e));
            if (http.Response.HasStarted)
            {
                http.Abort(); // half an answer must not look like a whole one, and the exception goes no further
                return;
            }

            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        if (!http.Response.HasStarted && http.Response.ContentLength is null && http.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            var (code, text) = Describe(http.Response.StatusCode);
            await OutcomeResponse.WriteAsync(http, http.Response.StatusCode, code, "", text);
        }
    });

    private static (string Code, string Text) Describe(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ("login", "The call must say who makes it: an Authorization header with a Bearer token that this server accepts was expected."),
        StatusCodes.Status403Forbidden => ("forbidden", "This client may not make this call."),
        StatusCodes.Status404NotFound => ("not-found", "There is nothing at this address; GET /cds-services lists the services."),
        StatusCodes.Status405MethodNotAllowed => ("not-supported", "This address does not take this method: services are called with POST, all else is read with GET."),
        StatusCodes.Status408RequestTimeout => ("timeout", "The body did not come in time; call again."),
        StatusCodes.Status412PreconditionFailed => ("required", "Data that the answer needs was neither sent nor can it be read."),
        StatusCodes.Status413PayloadTooLarge => ("too-long", "The body is larger than this server takes."),
        StatusCodes.Status415UnsupportedMediaType => ("not-supported", "The Content-Type application/json was expected, without a Content-Encoding."),
        StatusCodes.Status422UnprocessableEntity => ("business-rule", "The body is valid JSON but breaks a rule of the guide."),
        StatusCodes.Status429TooManyRequests => ("throttled", "There were too many calls; call again later."),
        StatusCodes.Status503ServiceUnavailable => ("throttled", "The server has too much open at this moment. The call was not processed; call again later."),
        >= StatusCodes.Status500InternalServerError => ("exception", "The server failed to answer. The call was not processed."),
        _ => ("processing", "The request could not be processed."),
    };
}
