using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetamineCrd.Benchmarks.Loopback;

/// <summary>An ASP.NET Core application that does nothing.</summary>
internal static class EmptyServer
{
    public const string Verb = "empty-server";

    public static Task RunAsync(int port)
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/", (RequestDelegate)(http => http.Response.WriteAsync("hello")));
        return app.RunAsync($"http://127.0.0.1:{port}");
    }
}
