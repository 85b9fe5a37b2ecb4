using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Server.Bodies;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>One answer of a FHIR server, or one page of it.</summary>
/// <param name="Utf8">As received, unpacked.</param>
/// <param name="Document">Open; a view of the same bytes.</param>
internal sealed record ReadPage(byte[] Utf8, JsonDocument Document)
{
    /// <summary>Parses an answer that holds no more than a body may, and than the call may still read.</summary>
    /// <returns>Null when it holds more.</returns>
    /// <exception cref="JsonException">It is not JSON, or too deep.</exception>
    public static ReadPage? TryParse(byte[] utf8, ReadAllowance allowance)
    {
        var start = ByteOrderMark.LengthIn(utf8);
        return JsonLimits.Check(utf8.AsSpan(start)) is null && allowance.TryTakeParsed(JsonLimits.ParsedBytes(utf8.AsSpan(start)))
            ? new ReadPage(utf8, JsonDocument.Parse(utf8.AsMemory(start), JsonLimits.Parsing))
            : null;
    }
}
