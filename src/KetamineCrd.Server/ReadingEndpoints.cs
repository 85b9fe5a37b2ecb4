namespace KetamineCrd.Server;

/// <summary>What is read with GET, and its head alone with HEAD.</summary>
internal static class ReadingEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static IEndpointConventionBuilder MapReading(this IEndpointRouteBuilder routes, string pattern, RequestDelegate answer) => routes.MapMethods(pattern, Methods, answer);
}
