using System.Text.Json;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>One answer of a FHIR server, or one page of it.</summary>
/// <param name="Utf8">As received, unpacked.</param>
/// <param name="Document">Open; a view of the same bytes.</param>
internal sealed record ReadPage(byte[] Utf8, JsonDocument Document)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <exception cref="JsonException">It is not JSON, or nested deeper than 64 levels.</exception>
    public static ReadPage Parse(byte[] utf8)
    {
        // A byte order mark is not JSON, but some servers send one.
        var start = utf8.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        return new ReadPage(utf8, JsonDocument.Parse(utf8.AsMemory(start), Options));
    }
}
