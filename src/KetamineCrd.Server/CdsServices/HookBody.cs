using System.Buffers;
using System.Text.Json;

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

    /// <summary>Reads and parses the body.</summary>
    /// <returns>The body; null when it is larger than <paramref name="most"/> bytes.</returns>
    /// <exception cref="JsonException">It is not JSON, or too deep.</exception>
    public static async Task<HookBody?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
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

    public void Dispose()
    {
        Document.Dispose();
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
