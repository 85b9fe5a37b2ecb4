using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Resources;

namespace KetamineCrd.Server.FhirApi;

/// <summary>Writes the Bundle of a search: the same search over the same resources gives the same bytes.</summary>
internal static class SearchBundle
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="baseAddress">The FHIR base.</param>
    /// <param name="type">The type that was searched.</param>
    /// <param name="query">The search.</param>
    /// <param name="found">Every match, whatever the page.</param>
    public static ReadOnlyMemory<byte> Write(string baseAddress, string type, SearchQuery query, IReadOnlyList<HeldResource> found) => JsonText.Write(WriterOptions, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "Bundle"u8);
        writer.WriteString("type"u8, "searchset"u8);
        writer.WriteNumber("total"u8, found.Count);
        var entries = query.IsCountOnly ? [] : found.Skip(query.Offset).Take(query.Count ?? found.Count).ToArray();
        writer.WriteStartArray("link"u8);
        WriteLink(writer, "self", AddressOf(baseAddress, type, query, query.Offset));
        if (entries.Length > 0 && query.Offset + entries.Length < found.Count)
        {
            WriteLink(writer, "next", AddressOf(baseAddress, type, query, query.Offset + entries.Length));
        }

        writer.WriteEndArray();
        if (entries.Length > 0)
        {
            writer.WriteStartArray("entry"u8);
            foreach (var entry in entries)
            {
                WriteEntry(writer, baseAddress, entry);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }, expected: 64 * 1024);

    private static void WriteLink(Utf8JsonWriter writer, string relation, string address)
    {
        writer.WriteStartObject();
        writer.WriteString("relation"u8, relation);
        writer.WriteString("url"u8, address);
        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, string baseAddress, HeldResource resource)
    {
        writer.WriteStartObject();
        writer.WriteString("fullUrl"u8, $"{baseAddress}/{resource.Type}/{resource.Id}");
        writer.WritePropertyName("resource"u8);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(resource.Json), skipInputValidation: true);
        writer.WriteStartObject("search"u8);
        writer.WriteString("mode"u8, "match"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string AddressOf(string baseAddress, string type, SearchQuery query, int offset)
    {
        var parameters = query.Used.Select(u => $"{Uri.EscapeDataString(u.Name)}={Uri.EscapeDataString(u.Value)}");
        if (offset > 0)
        {
            parameters = parameters.Append($"_offset={offset.ToString(CultureInfo.InvariantCulture)}");
        }

        var text = string.Join('&', parameters);
        return $"{baseAddress}/{type}{(text.Length > 0 ? "?" : "")}{text}";
    }
}
