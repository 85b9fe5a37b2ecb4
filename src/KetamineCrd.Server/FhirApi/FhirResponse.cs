using System.Security.Cryptography;
using KetamineCrd.Server.Errors;
using Microsoft.Net.Http.Headers;

namespace KetamineCrd.Server.FhirApi;

/// <summary>Writes the answers of the FHIR API with their headers.</summary>
/// <remarks>Not as a typed result: that of bytes answers 304 to a POST too, and has no say in what varies.</remarks>
internal static class FhirResponse
{
    /// <summary>200, or 304 without a body when the caller names the ETag of this content.</summary>
    public static Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 12))}\"", isWeak: true);
        var headers = http.Response.Headers;

        // Kept, but asked for again each time, which costs a 304: nobody reads an old policy after a reload.
        headers.CacheControl = "no-cache";
        headers.ETag = tag.ToString();
        headers.Append(HeaderNames.Vary, "Accept, Prefer");
        if (!HttpMethods.IsPost(http.Request.Method) && EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var held)
            && held.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return AnswerBody.WriteAsync(http, "application/fhir+json; charset=utf-8", body);
    }

    /// <inheritdoc cref="OutcomeResponse.WriteAsync(HttpContext, int, string, string, string)"/>
    public static Task RefuseAsync(HttpContext http, int status, string code, string path, string text)
    {
        http.Response.Headers.Append(HeaderNames.Vary, "Accept, Prefer");
        return OutcomeResponse.WriteAsync(http, status, code, path, text);
    }
}
