using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>Publishes a JWK Set on loopback, or fails to, and remembers who asked.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly WireMockServer _mock;

    private KeyServer(JsonObject jwks)
    {
        Jwks = jwks;
        _mock = LoopbackMock.Start(PassAsync);
        _mock.Given(Request.Create()).RespondWith(Response.Create().WithCallback(_ => Answer()));
    }

    public Uri Address => new(_mock.Urls[0] + "/jwks.json");

    /// <summary>The Authorization header of each request.</summary>
    public IReadOnlyList<string> Requests => Headers("Authorization");

    /// <summary>The header of that name, of each request.</summary>
    public IReadOnlyList<string> UserAgents => Headers("User-Agent");

    public JsonObject Jwks { get; set; }

    /// <summary>Answers in place of the set; may hold the request or break the connection, which WireMock cannot.</summary>
    public Func<HttpContext, Task>? Otherwise { get; set; }

    public string? CacheControl { get; set; }

    public static Task<KeyServer> StartAsync(JsonObject jwks) => Task.FromResult(new KeyServer(jwks));

    public ValueTask DisposeAsync()
    {
        _mock.Dispose();
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<string> Headers(string name) =>
        [.. _mock.LogEntries.Select(e => string.Join(',', e.RequestMessage!.Headers!.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? []))];

    private ResponseMessage Answer()
    {
        var answer = new ResponseMessage { StatusCode = 200, BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = Jwks.ToJsonString() } };
        answer.AddHeader("Content-Type", "application/json");
        if (CacheControl is { } cacheControl)
        {
            answer.AddHeader("Cache-Control", cacheControl);
        }

        return answer;
    }

    private async Task PassAsync(HttpContext http, RequestDelegate mock)
    {
        if (Otherwise is not { } otherwise)
        {
            await mock(http);
            return;
        }

        await LoopbackMock.AnswerUnsentAsync(http, mock);
        http.Response.Headers.Clear();
        await otherwise(http);
    }
}
