using System.Runtime.InteropServices;
using KetamineCrd.Resources;
using KetamineCrd.Server.Loading;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.FhirApi;

/// <summary>Answers the reads. Searches go through all resources of a type, whose values are indexed at the first search: there are about a hundred.</summary>
internal sealed class FhirReads(CurrentEngine current, IOptions<CrdOptions> options, TimeProvider clock)
{
    // Of the engine that was searched last.
    private SearchIndex? _index;

    public Task WriteMetadataAsync(HttpContext http) => FhirFormat.IsJsonAcceptable(http.Request)
        ? FhirResponse.WriteAsync(http, Capabilities.Write(BaseOf(http.Request)))
        : WriteNotAcceptableAsync(http);

    /// <summary>The resource as it stands in its file, from the first brace to the last.</summary>
    public Task WriteReadAsync(HttpContext http, string type, string id)
    {
        if (!FhirFormat.IsJsonAcceptable(http.Request))
        {
            return WriteNotAcceptableAsync(http);
        }

        if (!HeldResource.Types.Contains(type, StringComparer.Ordinal))
        {
            return WriteUnknownTypeAsync(http);
        }

        return current.Value.Resources.FirstOrDefault(r => r.Type == type && r.Id == id) is { } found
            ? FhirResponse.WriteAsync(http, JsonMarshal.GetRawUtf8Value(found.Json).ToArray())
            : FhirResponse.RefuseAsync(http, StatusCodes.Status404NotFound, "not-found", "", "No resource of this type with this id is held.");
    }

    public Task WriteSearchAsync(HttpContext http, string type) => WriteSearchAsync(http, type, http.Request.QueryString.Value);

    /// <summary>The same with parameters in the body, the address, or both (FHIR R4 http.html, "search").</summary>
    public async Task WritePostedSearchAsync(HttpContext http, string type)
    {
        if (await SearchForm.ReadAsync(http, options.Value.RequestBodyTime, clock) is { } form)
        {
            await WriteSearchAsync(http, type, $"{http.Request.QueryString.Value}&{form}");
        }
    }

    private Task WriteSearchAsync(HttpContext http, string type, string? parameters)
    {
        if (!FhirFormat.IsJsonAcceptable(http.Request))
        {
            return WriteNotAcceptableAsync(http);
        }

        if (!HeldResource.Types.Contains(type, StringComparer.Ordinal))
        {
            return WriteUnknownTypeAsync(http);
        }

        var query = SearchQuery.Read(type, parameters, IsStrict(http.Request), out var issue);
        if (query is null)
        {
            return FhirResponse.RefuseAsync(http, StatusCodes.Status400BadRequest, issue!.Code, issue.Parameter, issue.Text);
        }

        var found = Index().OfType(type).Where(query.Matches).Select(r => r.Resource).ToArray();
        return FhirResponse.WriteAsync(http, SearchBundle.Write(BaseOf(http.Request), type, query, found));
    }

    private SearchIndex Index()
    {
        var engine = current.Value;
        return _index is { } index && index.Engine == engine ? index : _index = new SearchIndex(engine);
    }

    public static Task WriteNothingHereAsync(HttpContext http) =>
        FhirResponse.RefuseAsync(http, StatusCodes.Status404NotFound, "not-found", "", $"There is nothing at this address; GET {FhirEndpoints.Base}/metadata lists what can be read.");

    private static Task WriteUnknownTypeAsync(HttpContext http) => FhirResponse.RefuseAsync(
        http, StatusCodes.Status404NotFound, "not-supported", "", $"Resources of this type are not held; held are {string.Join(", ", HeldResource.Types)}.");

    public static Task WriteNotAcceptableAsync(HttpContext http) => FhirResponse.RefuseAsync(
        http, StatusCodes.Status406NotAcceptable, "not-supported", "", "Resources are written as application/fhir+json, FHIR version 4.0, only.");

    // RFC 7240: several preferences in one header or in several, each with parameters of its own.
    private static bool IsStrict(HttpRequest request) => request.Headers["Prefer"]
        .SelectMany(h => (h ?? "").Split(',', ';'))
        .Any(p => p.Replace(" ", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal).Equals("handling=strict", StringComparison.OrdinalIgnoreCase));

    private string BaseOf(HttpRequest request) => PublicAddress.Of(options.Value, request) + FhirEndpoints.Base;
}
