namespace KetamineCrd.Server.Authentication;

/// <summary>Explains a token to whoever makes it.</summary>
/// <remarks>No typed results: a body is taken by pieces within its time and the budget of memory, as of a call.</remarks>
internal static class JwtCheckEndpoints
{
    public static IServiceCollection AddJwtCheck(this IServiceCollection services) => services.AddSingleton<JwtCheckEndpoint>().AddSingleton<JwtCheckForm>();

    public static IEndpointRouteBuilder MapJwtCheck(this IEndpointRouteBuilder routes)
    {
        routes.MapReading("/jwt-check", http => Form(http).WriteAsync(http));
        routes.MapPost("/jwt-check", http => Form(http).Takes(http.Request)
            ? Form(http).CheckAsync(http)
            : http.RequestServices.GetRequiredService<JwtCheckEndpoint>().CheckAsync(http));
        return routes;
    }

    private static JwtCheckForm Form(HttpContext http) => http.RequestServices.GetRequiredService<JwtCheckForm>();
}
