using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KetamineCrd.Benchmarks.Calls;

/// <summary>The least that any answer costs: parse the body, write each order back with one fixed extension.</summary>
internal static class BaselineAnswer
{
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ArrayBufferWriter<byte> Write(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var buffer = new ArrayBufferWriter<byte>(8 * 1_024);
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("cards"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("systemActions"u8);
        foreach (var entry in document.RootElement.GetProperty("context"u8).GetProperty("draftOrders"u8).GetProperty("entry"u8).EnumerateArray())
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "update"u8);
            writer.WriteString("description"u8, "Records coverage information on the order."u8);
            writer.WritePropertyName("resource"u8);
            Write(writer, entry.GetProperty("resource"u8));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement order)
    {
        writer.WriteStartObject();
        foreach (var member in order.EnumerateObject())
        {
            writer.WritePropertyName(JsonMarshal.GetRawUtf8PropertyName(member));
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
        }

        writer.WriteStartArray("extension"u8);
        writer.WriteStartObject();
        writer.WriteString("url"u8, "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information"u8);
        writer.WriteStartArray("extension"u8);
        writer.WriteStartObject();
        writer.WriteString("url"u8, "coverage"u8);
        writer.WriteStartObject("valueReference"u8);
        writer.WriteString("reference"u8, "Coverage/cov1"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        WritePart(writer, "covered"u8, "valueCode"u8, "covered"u8);
        WritePart(writer, "pa-needed"u8, "valueCode"u8, "no-auth"u8);
        WritePart(writer, "date"u8, "valueDate"u8, "2026-01-12"u8);
        WritePart(writer, "coverage-assertion-id"u8, "valueString"u8, "12345ABC"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter writer, ReadOnlySpan<byte> url, ReadOnlySpan<byte> type, ReadOnlySpan<byte> value)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, url);
        writer.WriteString(type, value);
        writer.WriteEndObject();
    }
}
