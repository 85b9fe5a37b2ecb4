using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace KetamineCrd.Server.FhirApi;

/// <summary>What the caller wants to read; JSON is all there is (FHIR R4 http.html, "Content Types and encodings").</summary>
internal static class FhirFormat
{
    /// <summary><c>_format</c> overrides Accept. A header that cannot be read asks for nothing.</summary>
    public static bool IsJsonAcceptable(HttpRequest request)
    {
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (pair.DecodeName().Span is "_format" && pair.EncodedValue.Length > 0)
            {
                // A plus sign that was not escaped arrives as a space.
                return MediaTypeHeaderValue.TryParse(pair.DecodeValue().ToString().Replace(' ', '+'), out var format)
                    ? IsJson(format)
                    : pair.DecodeValue().Span is "json";
            }
        }

        return !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) || accepted.Count == 0 || accepted.Any(IsJson);
    }

    private static bool IsJson(MediaTypeHeaderValue range) =>
        range.Quality != 0
        && range.MediaType.Value?.ToUpperInvariant() is "*/*" or "APPLICATION/*" or "APPLICATION/JSON" or "APPLICATION/FHIR+JSON"
        && (range.Parameters.FirstOrDefault(p => p.Name.Equals("fhirVersion", StringComparison.OrdinalIgnoreCase)) is not { } version || version.GetUnescapedValue() == "4.0");
}
