using System.Buffers;
using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>JSON as UTF-8.</summary>
public static class JsonText
{
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
