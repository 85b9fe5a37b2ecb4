using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Fhir;

/// <summary>Writes a client's resource back byte for byte with one extension added.</summary>
/// <remarks>
/// Copies the sender's own bytes around one insertion, so decimals (<c>0.50</c>), escapes, unknown members and member order stay as they
/// were. Copying raw is some forty times cheaper than writing the parsed element again (see the benchmarks).
/// </remarks>
public static class ResourceWriter
{
    /// <param name="writer">Receives the resource as one value.</param>
    /// <param name="resource">An object, as parsed from the request.</param>
    /// <param name="extension">One Extension as UTF-8 JSON.</param>
    /// <param name="replaces">Tells which of the resource's own extensions give way to the new one; null keeps all.</param>
    public static void WriteWithExtension(
        Utf8JsonWriter writer, JsonElement resource, ReadOnlySpan<byte> extension, Func<Extension, bool>? replaces = null)
    {
        var raw = JsonMarshal.GetRawUtf8Value(resource);
        var present = resource.Member("extension"u8);
        using var buffer = new PooledBuffer(raw.Length + extension.Length + 32);
        if (present.ValueKind == JsonValueKind.Undefined)
        {
            WriteBeforeEnd(buffer, raw, extension, isEmpty: !resource.EnumerateObject().MoveNext());
        }
        else
        {
            var old = JsonMarshal.GetRawUtf8Value(present);
            raw.Overlaps(old, out var offset);
            buffer.Write(raw[..offset]);
            WriteExtensions(buffer, present, old, extension, replaces);
            buffer.Write(raw[(offset + old.Length)..]);
        }

        writer.WriteRawValue(buffer.Written, skipInputValidation: true);
    }

    /// <summary>Writes the resource with one text member set to another value; everything else stays byte for byte.</summary>
    /// <param name="writer">Receives the resource as one value.</param>
    /// <param name="resource">An object, as parsed.</param>
    /// <param name="member">Its name, ASCII.</param>
    /// <param name="value">The new text.</param>
    public static void WriteWithText(Utf8JsonWriter writer, JsonElement resource, ReadOnlySpan<byte> member, string value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(resource);
        var text = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(value)}\"");
        using var buffer = new PooledBuffer(raw.Length + member.Length + text.Length + 8);
        var present = resource.Member(member);
        if (present.ValueKind == JsonValueKind.Undefined)
        {
            buffer.Write(raw[..^1]);
            buffer.Write(resource.EnumerateObject().MoveNext() ? ",\""u8 : "\""u8);
            buffer.Write(member);
            buffer.Write("\":"u8);
            buffer.Write(text);
            buffer.Write("}"u8);
        }
        else
        {
            var old = JsonMarshal.GetRawUtf8Value(present);
            raw.Overlaps(old, out var offset);
            buffer.Write(raw[..offset]);
            buffer.Write(text);
            buffer.Write(raw[(offset + old.Length)..]);
        }

        writer.WriteRawValue(buffer.Written, skipInputValidation: true);
    }

    private static void WriteBeforeEnd(PooledBuffer buffer, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> extension, bool isEmpty)
    {
        buffer.Write(raw[..^1]);
        buffer.Write(isEmpty ? "\"extension\":["u8 : ",\"extension\":["u8);
        buffer.Write(extension);
        buffer.Write("]}"u8);
    }

    private static void WriteExtensions(
        PooledBuffer buffer, JsonElement present, ReadOnlySpan<byte> old, ReadOnlySpan<byte> extension, Func<Extension, bool>? replaces)
    {
        var kept = 0;
        var dropped = 0;
        foreach (var item in new JsonItems(present))
        {
            if (replaces is not null && replaces(new Extension(item)))
            {
                dropped++;
            }
            else
            {
                kept++;
            }
        }

        if (present.ValueKind == JsonValueKind.Array && dropped == 0)
        {
            buffer.Write(old[..^1]);
        }
        else
        {
            var first = true;
            buffer.Write("["u8);
            foreach (var item in new JsonItems(present))
            {
                if (replaces is null || !replaces(new Extension(item)))
                {
                    buffer.Write(first ? ""u8 : ","u8);
                    buffer.Write(JsonMarshal.GetRawUtf8Value(item));
                    first = false;
                }
            }
        }

        buffer.Write(kept > 0 ? ","u8 : ""u8);
        buffer.Write(extension);
        buffer.Write("]"u8);
    }

    /// <summary>Bytes in one rented array of a size known beforehand.</summary>
    private sealed class PooledBuffer(int capacity) : IDisposable
    {
        private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
        private int _length;

        public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

        public void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_bytes.AsSpan(_length));
            _length += bytes.Length;
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
    }
}
