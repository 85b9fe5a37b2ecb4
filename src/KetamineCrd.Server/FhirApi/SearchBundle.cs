using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Hl7.Fhir.Model;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Resources;

namespace KetamineCrd.Server.FhirApi;

/// <summary>Writes the Bundle of a search: the same search over the same resources gives the same bytes.</summary>
internal static class SearchBundle
{
    /// <param name="baseAddress">The FHIR base.</param>
    /// <param name="type">The type that was searched.</param>
    /// <param name="query">The search.</param>
    /// <param name="found">Every match, whatever the page.</param>
    public static ReadOnlyMemory<byte> Write(string baseAddress, string type, SearchQuery query, IReadOnlyList<HeldResource> found)
    {
        var entries = query.IsCountOnly ? [] : found.Skip(query.Offset).Take(query.Count ?? found.Count).ToArray();
        var after = query.Offset + entries.Length;
        var bundle = new Bundle
        {
            Type = Bundle.BundleType.Searchset,
            Total = found.Count,
            Link =
            [
                new() { Relation = "self", Url = AddressOf(baseAddress, type, query, query.Offset) },
                .. entries.Length > 0 && after < found.Count
                    ? [new() { Relation = "next", Url = AddressOf(baseAddress, type, query, after) }]
                    : Array.Empty<Bundle.LinkComponent>(),
            ],
        };
        return entries.Length == 0 ? FhirWriting.ToUtf8(bundle) : FhirWriting.ToUtf8(bundle, writer =>
        {
            writer.WriteStartArray("entry"u8);
            foreach (var entry in entries)
            {
                WriteEntry(writer, baseAddress, entry);
            }

            writer.WriteEndArray();
        });
    }

    // The resource as it stands in its file.
    private static void WriteEntry(Utf8JsonWriter writer, string baseAddress, HeldResource resource)
    {
        var entry = new Bundle.EntryComponent
        {
            FullUrl = $"{baseAddress}/{resource.Type}/{resource.Id}",
            Search = new() { Mode = Bundle.SearchEntryMode.Match },
        };
        FhirWriting.Write(writer, entry, members =>
        {
            members.WritePropertyName("resource"u8);
            members.WriteRawValue(JsonMarshal.GetRawUtf8Value(resource.Json), skipInputValidation: true);
        });
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
