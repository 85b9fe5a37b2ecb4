using System.Text;
using KetamineCrd.Server.Bodies;

namespace KetamineCrd.Server.FhirApi;

/// <summary>The body of a search by POST: parameters as a form sends them.</summary>
internal static class SearchForm
{
    // An address would not be longer either.
    private const int MostBytes = 8 * 1024;

    /// <returns>The parameters, still encoded; null when the status says why there are none.</returns>
    public static async Task<string?> ReadAsync(HttpContext http, TimeSpan most, TimeProvider clock)
    {
        var request = http.Request;
        if (request.ContentLength is not (null or 0) && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is not true)
        {
            await FhirResponse.RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, "not-supported", "", "The Content-Type application/x-www-form-urlencoded was expected.");
            return null;
        }

        using var time = new CancellationTokenSource(most, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, http.RequestAborted);
        var buffer = new byte[MostBytes + 1];
        var length = 0;
        try
        {
            while (length < buffer.Length && await request.Body.ReadAsync(buffer.AsMemory(length), either.Token) is var count and > 0)
            {
                length += count;
            }
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            BodyTime.Refuse(http);
            return null;
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // The client has gone: nobody reads the answer.
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return null;
        }

        if (length > MostBytes)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return null;
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
