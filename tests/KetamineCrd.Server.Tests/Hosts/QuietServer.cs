using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.Hosts;

/// <summary>A server that is sent marks (<see cref="Canary"/>) in every place, and everything it tells of them: logs at every level, metrics, traces.</summary>
/// <param name="server">Null for one in sandbox mode whose reads fail soon.</param>
internal sealed class QuietServer(ServerFactory? server = null) : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(180));
    private readonly Emissions _emissions = new();
    private readonly ServerFactory _server = server ?? new()
    {
        Settings = { ["Crd:HookBudget"] = "00:00:01", ["Crd:ReadCacheLifetime"] = "00:00:00", ["Crd:AllowedOrigins:0"] = "*" },
    };

    public CancellationToken Patience => _patience.Token;

    public IReadOnlyList<CapturedLogs.Entry> Logs => _server.Logs.Entries;

    /// <summary>Sends marks in every header that could be kept along with a call.</summary>
    /// <param name="filter">Stands within the server's own pipeline.</param>
    public HttpClient Client(IStartupFilter? filter = null)
    {
        var client = (filter is null ? _server : _server.WithWebHostBuilder(b => b.ConfigureTestServices(s => s.AddSingleton(filter)))).CreateClient();
        foreach (var (name, value) in new[]
                 {
                     ("Authorization", $"Bearer {Canary.Mark}.{Canary.Mark}.{Canary.Mark}"), ("Origin", $"https://{Canary.Mark}.example"), ("User-Agent", Canary.Mark),
                     ("Referer", $"https://{Canary.Mark}.example/"), ("Cookie", $"{Canary.Mark}={Canary.Mark}"), ("X-Request-ID", Canary.Mark),
                     ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", $"{Canary.Mark.ToLowerInvariant()}=1"),
                     ("baggage", $"{Canary.Mark}={Canary.Mark}"), ("Correlation-Context", $"{Canary.Mark}={Canary.Mark}"), ("Request-Id", $"|{Canary.Mark}.1."),
                 })
        {
            Assert.True(client.DefaultRequestHeaders.TryAddWithoutValidation(name, value));
        }

        return client;
    }

    public async Task<HttpStatusCode> PostAsync(HttpClient client, string version, string service, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri($"{(version == "2.0" ? "/2.0" : "")}/cds-services/{service}", UriKind.Relative), content, Patience);
        await IsQuietAsync(response);
        return response.StatusCode;
    }

    /// <summary>An answer may hold what the client sent; an error, a header or an address of ours may not.</summary>
    public static async Task IsQuietAsync(HttpResponseMessage response)
    {
        Assert.DoesNotContain(response.Headers.Concat(response.Content.Headers), h => Canary.IsIn($"{h.Key}: {string.Join(',', h.Value)}"));
        var body = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            Assert.False(Canary.IsIn(body), body);
        }
        else if (body.Length > 0)
        {
            Assert.DoesNotContain(Texts(JsonNode.Parse(body)), t => t.StartsWith("http://localhost", StringComparison.Ordinal) && Canary.IsIn(t));
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Texts(m.Value)),
        JsonArray a => a.SelectMany(Texts),
        JsonValue v when v.GetValueKind() == JsonValueKind.String => [(string)v!],
        _ => [],
    };

    /// <param name="logs">The fewest log lines of our own.</param>
    public void ToldNothing(int logs = 2)
    {
        Assert.True(Logs.Count(e => e.Category.StartsWith("KetamineCrd", StringComparison.Ordinal)) >= logs);
        Assert.DoesNotContain(Logs, e => Canary.IsIn($"{e.Category} {e.Message} {e.Properties} {e.Scopes}"));

        // They are told when a request is over, which its caller may see before.
        string[] told = ["activity Microsoft.AspNetCore ", "measurement Microsoft.AspNetCore.Hosting http.server.request.duration"];
        Assert.True(SpinWait.SpinUntil(() => _emissions.Texts is var soFar && told.All(begin => soFar.Any(t => t.StartsWith(begin, StringComparison.Ordinal))), TimeSpan.FromSeconds(30)));
        var texts = _emissions.Texts;
        Assert.DoesNotContain(texts, Canary.IsIn);
    }

    public void Dispose()
    {
        _server.Dispose();
        _emissions.Dispose();
        _patience.Dispose();
    }
}
