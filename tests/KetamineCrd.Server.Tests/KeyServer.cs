using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests;

/// <summary>Publishes a JWK Set on loopback, or fails to, and remembers who asked.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _userAgents = new();

    private KeyServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First() + "/jwks.json");

    /// <summary>The Authorization header of each request.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The header of that name, of each request.</summary>
    public IReadOnlyList<string> UserAgents => [.. _userAgents];

    public JsonObject Jwks { get; set; } = [];

    /// <summary>Answers in place of the set.</summary>
    public Func<HttpContext, Task>? Otherwise { get; set; }

    public string? CacheControl { get; set; }

    public static async Task<KeyServer> StartAsync(JsonObject jwks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new KeyServer(builder.Build()) { Jwks = jwks };
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        _userAgents.Enqueue(http.Request.Headers.UserAgent.ToString());
        _requests.Enqueue(http.Request.Headers.Authorization.ToString());
        if (Otherwise is { } otherwise)
        {
            return otherwise(http);
        }

        http.Response.ContentType = "application/json";
        if (CacheControl is { } cacheControl)
        {
            http.Response.Headers.CacheControl = cacheControl;
        }

        return http.Response.WriteAsync(Jwks.ToJsonString());
    }
}
