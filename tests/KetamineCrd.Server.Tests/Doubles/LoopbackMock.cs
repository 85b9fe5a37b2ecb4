using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WireMock.Server;
using WireMock.Settings;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>WireMock on a free port of 127.0.0.1; by itself it would listen on all addresses.</summary>
internal static class LoopbackMock
{
    /// <param name="wire">Stands before WireMock in the same host, for what WireMock cannot do.</param>
    public static WireMockServer Start(Func<HttpContext, RequestDelegate, Task> wire) => WireMockServer.Start(new WireMockServerSettings
    {
        Urls = ["http://127.0.0.1:0"],
        PreWireMockMiddlewareInit = app => ((IApplicationBuilder)app).Use(wire),
    });

    /// <summary>Lets WireMock answer, and keep the request in its journal, while nothing is sent yet.</summary>
    /// <returns>The body it would send. Status and headers stand in the response.</returns>
    public static async Task<byte[]> AnswerUnsentAsync(HttpContext http, RequestDelegate mock)
    {
        var sent = http.Response.Body;
        using var unsent = new MemoryStream();
        http.Response.Body = unsent;
        await mock(http);
        http.Response.Body = sent;
        return unsent.ToArray();
    }
}
