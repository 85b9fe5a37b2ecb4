namespace KetamineCrd.Server;

/// <summary>An answer that is known whole before its first byte goes out.</summary>
internal static class AnswerBody
{
    /// <summary>Writes it with its type and length; of the answer to a HEAD these alone.</summary>
    public static Task WriteAsync(HttpContext http, string contentType, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
