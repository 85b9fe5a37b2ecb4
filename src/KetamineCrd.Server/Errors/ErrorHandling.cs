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
            await OutcomeResponse.WriteAsync(http, http.Response.StatusCode);
        }
    });
}
