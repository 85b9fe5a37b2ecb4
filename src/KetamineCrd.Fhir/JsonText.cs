using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>JSON as UTF-8.</summary>
public static class JsonText
{
    /// <summary>How answers are written. They are never embedded in HTML, so quotes and accents may stay readable.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="write">Writes one value.</param>
    /// <param name="expected">About how many bytes it will have; more than 0.</param>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write, int expected = 1_024) => Write(Options, write, expected);

    /// <inheritdoc cref="Write(Action{Utf8JsonWriter}, int)"/>
    /// <param name="options">How it is written.</param>
    /// <param name="write">Writes one value.</param>
    /// <param name="expected">About how many bytes it will have; more than 0.</param>
    public static ReadOnlyMemory<byte> Write(JsonWriterOptions options, Action<Utf8JsonWriter> write, int expected = 1_024)
    {
        var buffer = new ArrayBufferWriter<byte>(expected);
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }
}
