using System.Buffers;
using System.Text.Json;
using KetamineCrd.Hooks;

namespace KetamineCrd.Server.CdsServices;

/// <summary>The body of one call, parsed in place over a rented buffer. Dispose it when the answer is written.</summary>
internal sealed class HookBody : IDisposable
{
    private byte[]? _buffer;

    private HookBody(byte[] buffer, JsonDocument document)
    {
        _buffer = buffer;
        Document = document;
    }

    public JsonDocument Document { get; }

    /// <summary>Reads the body, or tells the client why it cannot be: status 415 or 413 is set, or <paramref name="refuse"/> answers that it is no JSON.</summary>
    /// <returns>The body; null when the call has its answer.</returns>
    public static async Task<HookBody?> ReceiveAsync(HttpContext http, int most, Func<HookIssue, Task> refuse)
    {
        if (!HasJsonContent(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return null;
        }

        HookBody? body;
        try
        {
            body = await ReadAsync(http.Request, most, http.RequestAborted);
        }
        catch (JsonException e)
        {
            await refuse(new HookIssue(
                HookIssueKind.Invalid, "structure", $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", "The body must be JSON (RFC 8259), at most 64 levels deep."));
            return null;
        }

        if (body is null)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        }

        return body;
    }

    public void Dispose()
    {
        Document.Dispose();
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static bool HasJsonContent(HttpRequest request)
    {
        if (request.ContentType is not { } type)
        {
            return true;
        }

        var parameters = type.IndexOf(';', StringComparison.Ordinal);
        var mediaType = (parameters < 0 ? type : type.AsSpan(0, parameters).ToString()).Trim();
        return mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || mediaType.Equals("application/fhir+json", StringComparison.OrdinalIgnoreCase);
    }

    // Null when it is larger than that many bytes; throws JsonException.
    private static async Task<HookBody?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        var expected = request.ContentLength ?? 16 * 1024;
        if (expected > most)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(expected, 256));
        var length = 0;
        var handedOver = false;
        try
        {
            while (await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
            {
                length += read;
                if (length > most)
                {
                    return null;
                }

                if (length == buffer.Length && length != request.ContentLength)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                    buffer = larger;
                }
                else if (length == buffer.Length)
                {
                    break;
                }
            }

            // A byte order mark is not JSON, but some clients send one.
            var start = buffer.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
            var document = JsonDocument.Parse(buffer.AsMemory(start, length - start));
            handedOver = true;
            return new HookBody(buffer, document);
        }
        finally
        {
            if (!handedOver)
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }
        }
    }
}
