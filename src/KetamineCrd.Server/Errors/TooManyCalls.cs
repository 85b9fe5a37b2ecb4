using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace KetamineCrd.Server.Errors;

/// <summary>429 with Retry-After, at the end of the connection; the body is that of <see cref="ErrorHandling"/>.</summary>
internal static class TooManyCalls
{
    /// <param name="wait">When to call again; a second at least is said.</param>
    public static void Answer(HttpContext http, TimeSpan wait)
    {
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers[HeaderNames.RetryAfter] = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        http.EndConnection();
    }
}
