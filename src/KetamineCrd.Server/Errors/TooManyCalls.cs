using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace KetamineCrd.Server.Errors;

/// <summary>429 with Retry-After; the body is that of <see cref="ErrorHandling"/>.</summary>
internal static class TooManyCalls
{
    /// <param name="response">Not begun yet.</param>
    /// <param name="wait">When to call again; a second at least is said.</param>
    public static void Answer(HttpResponse response, TimeSpan wait)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers[HeaderNames.RetryAfter] = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}
