namespace KetamineCrd.Server.Authentication;

/// <summary>Explains a token to whoever makes it.</summary>
internal static class JwtCheckEndpoints
{
    public static IEndpointRouteBuilder MapJwtCheck(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/jwt-check", http => http.RequestServices.GetRequiredService<JwtCheckEndpoint>().CheckAsync(http));
        return routes;
    }
}
