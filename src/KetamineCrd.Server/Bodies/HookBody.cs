using System.Buffers;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Server.Bodies;

/// <summary>The body of one call, parsed in place over a rented buffer. Dispose it when the answer is written.</summary>
internal sealed class HookBody : IDisposable
{
    private const int FirstBuffer = 16 * 1024;

    // Few sizes, since the pool keeps buffers of each.
    private const int Growth = 4;

    private byte[]? _buffer;

    private HookBody(byte[] buffer, JsonDocument document)
    {
        _buffer = buffer;
        Document = document;
    }

    public JsonDocument Document { get; }

    /// <summary>
    /// Reads the body, or tells the client why it cannot be: status 415, 413, 408 or 503 is set, or <paramref name="refuse"/> answers that it is no
    /// JSON or holds too much.
    /// </summary>
    /// <param name="bytes">What the call holds: dispose it after the body.</param>
    /// <returns>The body; null when the call has its answer, or the client has gone.</returns>
    public static async Task<HookBody?> ReceiveAsync(HttpContext http, CallBytes bytes, CrdOptions options, TimeProvider clock, Func<HookIssue, Task> refuse)
    {
        if (!HasJsonContent(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return null;
        }

        using var time = new BodyTime(http.Request.BodyReader, options.RequestBodyTime, clock);
        HookIssue? issue;
        try
        {
            (var body, issue) = await ReadAsync(http.Request, options.MaximumRequestBytes, bytes, time, http.RequestAborted);
            if (body is not null)
            {
                return body;
            }
        }
        catch (JsonException e)
        {
            issue = new HookIssue(
                HookIssueKind.NotJson,
                "structure",
                $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}",
                $"The body must be JSON (RFC 8259), at most {CallLimits.MostDepth} levels deep.");
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // The client has gone: nobody reads the answer.
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return null;
        }

        if (time.IsUp)
        {
            BodyTime.Refuse(http);
        }
        else if (bytes.IsRefused)
        {
            CallBytes.Refuse(http);
        }
        else if (issue is null)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        }
        else
        {
            await refuse(issue);
        }

        return null;
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
        if (request.Headers.ContentEncoding.Count > 0 && !request.Headers.ContentEncoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // A server that leaves it out means JSON; a page that does is spared the preflight.
        if (request.ContentType is not { } type)
        {
            return request.Headers.Origin.Count == 0;
        }

        var parameters = type.IndexOf(';', StringComparison.Ordinal);
        var mediaType = (parameters < 0 ? type : type.AsSpan(0, parameters).ToString()).Trim();
        return mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || mediaType.Equals("application/fhir+json", StringComparison.OrdinalIgnoreCase);
    }

    // What a client only announces counts as well. In the answer the orders stand again, in a buffer that grows.
    private static long WithAnswer(int bytes) => 3L * bytes;

    // No body, and no issue either, when it is larger than that many bytes, its time is up or there is no room for it; throws JsonException.
    private static async Task<(HookBody? Body, HookIssue? Issue)> ReadAsync(HttpRequest request, int most, CallBytes bytes, BodyTime time, CancellationToken aborted)
    {
        var expected = request.ContentLength ?? FirstBuffer;
        if (expected > most)
        {
            return default;
        }

        var capacity = (int)Math.Max(expected, 256);
        if (!bytes.TryTake(WithAnswer(capacity)))
        {
            return default;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(capacity);
        var length = 0;
        var handedOver = false;
        try
        {
            while (true)
            {
                var received = await time.ReadAsync(aborted);
                var isLast = received.IsCompleted;
                var more = (int)Math.Min(received.Buffer.Length, most - length + 1L);
                if (length + more > buffer.Length)
                {
                    var larger = Math.Max(Math.Min(buffer.Length * Growth, most), length + more);
                    if (!bytes.TryTake(WithAnswer(larger - capacity)))
                    {
                        request.BodyReader.AdvanceTo(received.Buffer.End);
                        return default;
                    }

                    var next = ArrayPool<byte>.Shared.Rent(larger);
                    buffer.AsSpan(0, length).CopyTo(next);
                    ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                    (buffer, capacity) = (next, larger);
                }

                received.Buffer.Slice(0, more).CopyTo(buffer.AsSpan(length));
                request.BodyReader.AdvanceTo(received.Buffer.End);
                length += more;
                if (length > most || time.IsUp)
                {
                    return default;
                }

                if (isLast)
                {
                    break;
                }
            }

            var start = ByteOrderMark.LengthIn(buffer.AsSpan(0, length));
            if (JsonLimits.Check(buffer.AsSpan(start, length - start)) is { } issue)
            {
                return (null, issue);
            }

            if (!bytes.TryTake(JsonLimits.ParsedBytes(buffer.AsSpan(start, length - start))))
            {
                return default;
            }

            var document = JsonDocument.Parse(buffer.AsMemory(start, length - start), JsonLimits.Parsing);
            handedOver = true;
            return (new HookBody(buffer, document), null);
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
