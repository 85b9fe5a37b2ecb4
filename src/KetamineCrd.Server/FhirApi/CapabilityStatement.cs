using System.Text.Encodings.Web;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Resources;

namespace KetamineCrd.Server.FhirApi;

/// <summary>Writes what the FHIR API can do, as an R4 CapabilityStatement.</summary>
internal static class CapabilityStatement
{
    /// <summary>The day on which what this statement says last changed.</summary>
    private const string Date = "2026-11-21";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="baseAddress">The FHIR base.</param>
    public static ReadOnlyMemory<byte> Write(string baseAddress) => JsonText.Write(WriterOptions, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "CapabilityStatement"u8);
        writer.WriteString("name"u8, "KetamineCrd"u8);
        writer.WriteString("title"u8, "KetamineCrd: the policies it holds"u8);
        writer.WriteString("status"u8, "active"u8);
        writer.WriteString("date"u8, Date);
        writer.WriteString("description"u8, "The policies, value sets, payers and definitions that the CDS services of this server decide by, to be read and searched. Nothing here is about a patient."u8);
        writer.WriteString("kind"u8, "instance"u8);
        writer.WriteStartObject("software"u8);
        writer.WriteString("name"u8, "KetamineCrd"u8);
        writer.WriteString("version"u8, ProgramVersion.Text);
        writer.WriteEndObject();
        writer.WriteStartObject("implementation"u8);
        writer.WriteString("description"u8, "The policy data of this KetamineCrd server"u8);
        writer.WriteString("url"u8, baseAddress);
        writer.WriteEndObject();
        writer.WriteString("fhirVersion"u8, "4.0.1"u8);
        writer.WriteStartArray("format"u8);
        writer.WriteStringValue("json"u8);
        writer.WriteStringValue("application/fhir+json"u8);
        writer.WriteEndArray();
        WriteRest(writer);
        writer.WriteEndObject();
    }, expected: 16 * 1024);

    private static void WriteRest(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("rest"u8);
        writer.WriteStartObject();
        writer.WriteString("mode"u8, "server"u8);
        writer.WriteString("documentation"u8, "Read only. A search may hold _count, whose answer links to the next page, and _summary=count. Parameters that are not known are left out of the search and of its self link, or refused with Prefer: handling=strict."u8);
        writer.WriteStartObject("security"u8);
        writer.WriteBoolean("cors"u8, value: true);
        writer.WriteString("description"u8, "No token is asked for: nothing here is about a patient."u8);
        writer.WriteEndObject();
        writer.WriteStartArray("resource"u8);
        foreach (var type in HeldResource.Types)
        {
            WriteType(writer, type);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteType(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteStartArray("interaction"u8);
        foreach (var interaction in new[] { "read", "search-type" })
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, interaction);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("versioning"u8, "no-version"u8);
        writer.WriteBoolean("readHistory"u8, value: false);
        writer.WriteStartArray("searchParam"u8);
        foreach (var parameter in SearchParameter.Of(type))
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, parameter.Name);
            writer.WriteString("definition"u8, $"http://hl7.org/fhir/SearchParameter/{parameter.Definition}");
            writer.WriteString("type"u8, parameter.Type switch
            {
                SearchParameterType.Token => "token",
                SearchParameterType.Uri => "uri",
                SearchParameterType.Date => "date",
                _ => "string",
            });
            if (DocumentationOf(parameter.Type) is { } documentation)
            {
                writer.WriteString("documentation"u8, documentation);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string? DocumentationOf(SearchParameterType type) => type switch
    {
        SearchParameterType.Date => "Prefixes eq, ne, gt, ge, lt and le; a year, a month, a day or a time.",
        SearchParameterType.String => "What it starts with, whatever the case and accents; modifiers exact and contains.",
        _ => null,
    };
}
