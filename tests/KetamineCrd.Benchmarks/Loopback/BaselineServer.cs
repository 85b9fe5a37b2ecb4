using System.Buffers;
using KetamineCrd.Benchmarks.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Benchmarks.Loopback;

/// <summary>The server's set-up without the server: same host, same GC, no logging; <see cref="BaselineAnswer"/> to each call.</summary>
internal static class BaselineServer
{
    public const string Verb = "baseline-server";

    public static Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/cds-services/{serviceId}", (RequestDelegate)AnswerAsync);
        return app.RunAsync($"http://127.0.0.1:{port}");
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        var expected = (int)http.Request.ContentLength!.Value;
        var body = ArrayPool<byte>.Shared.Rent(expected);
        try
        {
            await http.Request.Body.ReadExactlyAsync(body.AsMemory(0, expected), http.RequestAborted);
            var answer = BaselineAnswer.Write(body.AsMemory(0, expected));
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = answer.WrittenCount;
            await http.Response.BodyWriter.WriteAsync(answer.WrittenMemory, http.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }
}
