namespace KetamineCrd.Server.Clients;

/// <summary>Says of every request who makes it.</summary>
internal static class CallerIdentification
{
    public static IApplicationBuilder UseCallerIdentification(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Features.Set(Caller.Sandbox);
        return next(http);
    });
}
