using KetamineCrd.Server.Clients;

namespace KetamineCrd.Server.FhirApi;

/// <summary>The held resources over FHIR R4 REST: metadata, read and search-type; and <c>$validate</c> for what callers hold. Nothing can be written.</summary>
internal static class FhirEndpoints
{
    /// <summary>The FHIR base, below the address of the server.</summary>
    public const string Base = "/fhir";

    public static IServiceCollection AddFhirApi(this IServiceCollection services) => services.AddSingleton<FhirReads>().AddSingleton<ValidateOperation>();

    public static IEndpointRouteBuilder MapFhirApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(Base).AllowEveryone();
        api.MapReading("/metadata", http => Reads(http).WriteMetadataAsync(http));
        api.MapReading("/{type}", http => Reads(http).WriteSearchAsync(http, (string)http.GetRouteValue("type")!));
        api.MapPost("/{type}/_search", http => Reads(http).WritePostedSearchAsync(http, (string)http.GetRouteValue("type")!));
        api.MapReading("/{type}/{id}", http => Reads(http).WriteReadAsync(
            http, (string)http.GetRouteValue("type")!, (string)http.GetRouteValue("id")!));
        api.MapReading("/{**rest}", FhirReads.WriteNothingHereAsync);

        // It is sent what is about patients, and costs some milliseconds: for callers that are known.
        routes.MapPost($"{Base}/$validate", http => Validation(http).JudgeAsync(http, type: null));
        routes.MapPost($"{Base}/{{type}}/$validate", http => Validation(http).JudgeAsync(http, (string)http.GetRouteValue("type")!));
        return routes;
    }

    // Only when something is asked for: nothing of this is loaded at start-up.
    private static FhirReads Reads(HttpContext http) => http.RequestServices.GetRequiredService<FhirReads>();

    private static ValidateOperation Validation(HttpContext http) => http.RequestServices.GetRequiredService<ValidateOperation>();
}
