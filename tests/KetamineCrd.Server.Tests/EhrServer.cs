using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests;

/// <summary>A small FHIR server on loopback that plays the client's EHR: read by type and id, search by <c>patient</c>, <c>status</c>, <c>url</c>, <c>version</c> and <c>_id</c>.</summary>
/// <remarks>Without the right bearer token it answers 401. It remembers every request.</remarks>
internal sealed class EhrServer : IAsyncDisposable
{
    private static readonly string[] Exact = ["status", "url", "version"];

    private readonly WebApplication _app;
    private readonly List<JsonObject> _resources = [];
    private readonly ConcurrentQueue<Received> _requests = new();
    private readonly ConcurrentDictionary<string, EhrFault> _faults = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private (int Last, TaskCompletionSource Complete)[] _rounds = [];
    private int _held;

    private EhrServer(WebApplication app) => _app = app;

    /// <param name="Address">Relative to the FHIR base, query included.</param>
    /// <param name="Authorization">The header as received; empty when there was none.</param>
    /// <param name="Headers">The names of all headers.</param>
    public sealed record Received(string Address, string Authorization, IReadOnlyList<string> Headers)
    {
        public required string UserAgent { get; init; }
    }

    /// <summary>The FHIR base, without a slash at the end.</summary>
    public Uri Base => new(_app.Urls.First() + "/fhir/r4");

    public IReadOnlyList<Received> Requests => [.. _requests];

    /// <summary>Entries a page; the rest is on pages behind <c>next</c> links.</summary>
    public int PageSize { get; set; } = 50;

    /// <summary>The server that redirects and foreign <c>next</c> links lead to.</summary>
    public EhrServer? Elsewhere { get; set; }

    /// <summary>Makes every <c>next</c> link lead to <see cref="Elsewhere"/>.</summary>
    public bool PagesElsewhere { get; set; }

    /// <summary>The <c>next</c> link of every search, on each page.</summary>
    public string? NextPage { get; set; }

    /// <summary>The address whose answer stands at the FHIR base itself, as page of a search.</summary>
    public string? RootPage { get; set; }

    /// <summary>False for a server that answers everyone, as open test servers do.</summary>
    public bool NeedsToken { get; set; } = true;

    /// <summary>The status with which a search for coverages by <c>status</c> is refused; null when it is taken.</summary>
    public int? RefusesStatus { get; set; }

    /// <summary>How long every answer takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Leaves every request without an answer.</summary>
    public bool Hangs { get; set; }

    /// <summary>True when as many requests as <see cref="HoldUntilTogether"/> asked for were here at one time, in every round.</summary>
    public bool WereTogether => Array.TrueForAll(_rounds, r => r.Complete.Task.IsCompletedSuccessfully);

    public static async Task<EhrServer> StartAsync(params JsonObject[] resources)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var ehr = new EhrServer(builder.Build());
        ehr._resources.AddRange(resources);
        ehr._app.Run(ehr.AnswerAsync);
        await ehr._app.StartAsync();
        return ehr;
    }

    /// <summary>Serves every resource of a Bundle.</summary>
    public void Add(JsonObject bundle) =>
        _resources.AddRange(bundle["entry"]!.AsArray().Select(entry => entry!["resource"]!.DeepClone().AsObject()));

    /// <summary>Replaces the resource with the same type and id.</summary>
    public void Replace(JsonObject resource)
    {
        _resources.RemoveAll(r => (string?)r["resourceType"] == (string?)resource["resourceType"] && (string?)r["id"] == (string?)resource["id"]);
        _resources.Add(resource);
    }

    /// <summary>Forgets the requests so far.</summary>
    public void Clear() => _requests.Clear();

    public void FaultOn(string resourceType, EhrFault fault) => _faults[resourceType] = fault;

    public void Heal(string resourceType) => _faults.TryRemove(resourceType, out _);

    /// <summary>Holds every request until all of its round are here at once. What comes after the last round is not held.</summary>
    /// <param name="requests">How many requests each round has.</param>
    public void HoldUntilTogether(params int[] requests) => _rounds =
        [.. requests.Select((_, i) => (requests[..(i + 1)].Sum(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)))];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static async Task WriteAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/fhir+json; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(body);
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes);
    }

    private static Task WriteOutcomeAsync(HttpContext http, int status, string code) =>
        WriteAsync(http, status, $$"""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"{{code}}"}]}""");

    private static string TooLarge(string body)
    {
        var resource = Given.Parse(body);
        resource["text"] = new JsonObject { ["status"] = "generated", ["div"] = new string('x', 3 * 1024 * 1024) };
        return resource.ToJsonString();
    }

    private static string Deep(string body)
    {
        var resource = Given.Parse(body);
        resource["extension"] = Enumerable.Range(0, 100).Aggregate(new JsonArray(), (inner, _) => [new JsonObject { ["url"] = "https://example.org/x", ["extension"] = inner }]);
        return resource.ToJsonString(new System.Text.Json.JsonSerializerOptions { MaxDepth = 1_000 });
    }

    private static async Task WriteGzipAsync(HttpContext http, string body)
    {
        http.Response.Headers.ContentEncoding = "gzip";
        http.Response.ContentType = "application/fhir+json";
        await using var packed = new System.IO.Compression.GZipStream(http.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
        await packed.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    private async Task DripAsync(HttpContext http, string body)
    {
        foreach (var one in Encoding.UTF8.GetBytes(body))
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, http.RequestAborted);
            await http.Response.Body.WriteAsync(new[] { one }, end.Token);
            await http.Response.Body.FlushAsync(end.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(80), end.Token);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = (http.Request.Path.Value ?? "").Replace("/fhir/r4/", "", StringComparison.Ordinal);
        path = path == "/fhir/r4" ? "" : path;
        var headers = http.Request.Headers;
        _requests.Enqueue(
            new Received(path + Uri.UnescapeDataString(http.Request.QueryString.Value ?? ""), headers.Authorization.ToString(), [.. headers.Keys]) { UserAgent = headers.UserAgent.ToString() });
        if (Hangs)
        {
            await HangAsync(http);
            return;
        }

        if (path.Length == 0 && RootPage?.Split('?') is [var pageType, var query])
        {
            path = pageType;
            http.Request.QueryString = new QueryString("?" + query);
        }

        await HoldAsync();
        await Task.Delay(Latency, _stopping.Token);
        var type = path.Split('/')[0];
        if (NeedsToken && http.Request.Headers.Authorization != $"Bearer {Given.AccessToken}")
        {
            await WriteOutcomeAsync(http, StatusCodes.Status401Unauthorized, "login");
        }
        else if (RefusesStatus is { } refusal && http.Request.Query.ContainsKey("status"))
        {
            await WriteOutcomeAsync(http, refusal, "not-supported");
        }
        else if (_faults.TryGetValue(type, out var fault))
        {
            await FailAsync(http, path, fault);
        }
        else
        {
            await ServeAsync(http, path);
        }
    }

    private async Task HangAsync(HttpContext http)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, http.RequestAborted);
        await Task.WhenAny(Task.Delay(Timeout.Infinite, end.Token));
    }

    private async Task HoldAsync()
    {
        var held = Interlocked.Increment(ref _held);
        var round = Array.FindIndex(_rounds, r => held <= r.Last);
        if (round < 0)
        {
            return;
        }

        if (held == _rounds[round].Last)
        {
            _rounds[round].Complete.TrySetResult();
        }

        await Task.WhenAny(_rounds[round].Complete.Task, Task.Delay(Timeout.Infinite, _stopping.Token));
    }

    private async Task FailAsync(HttpContext http, string path, EhrFault fault)
    {
        switch (fault)
        {
            case EhrFault.Slow:
                await Task.Delay(TimeSpan.FromMilliseconds(150), _stopping.Token);
                await ServeAsync(http, path);
                break;
            case EhrFault.NeverAnswers:
                await HangAsync(http);
                break;
            case EhrFault.Unauthorized:
                await WriteOutcomeAsync(http, StatusCodes.Status401Unauthorized, "expired");
                break;
            case EhrFault.NotFound:
                await WriteOutcomeAsync(http, StatusCodes.Status404NotFound, "not-found");
                break;
            case EhrFault.ServerError:
                await WriteAsync(http, StatusCodes.Status500InternalServerError, "{}");
                break;
            case EhrFault.Garbage:
                await WriteAsync(http, StatusCodes.Status200OK, "<html>Please log in</html>");
                break;
            case EhrFault.CutOff:
                await WriteAsync(http, StatusCodes.Status200OK, Find(http, path)![..40]);
                break;
            case EhrFault.OperationOutcome:
                await WriteOutcomeAsync(http, StatusCodes.Status200OK, "exception");
                break;
            case EhrFault.Redirect:
                http.Response.Redirect($"{Elsewhere!.Base}/{path}{http.Request.QueryString}");
                break;
            case EhrFault.Huge:
                await WriteAsync(http, StatusCodes.Status200OK, TooLarge(Find(http, path)!));
                break;
            case EhrFault.HugeInChunks:
                http.Response.ContentType = "application/fhir+json";
                await http.Response.WriteAsync(TooLarge(Find(http, path)!));
                break;
            case EhrFault.HugeInGzip:
                await WriteGzipAsync(http, TooLarge(Find(http, path)!));
                break;
            case EhrFault.BrokenGzip:
                http.Response.Headers.ContentEncoding = "gzip";
                await ServeAsync(http, path);
                break;
            case EhrFault.Deep:
                await WriteAsync(http, StatusCodes.Status200OK, Deep(Find(http, path)!));
                break;
            case EhrFault.Drips:
                await DripAsync(http, Find(http, path)!);
                break;
            case EhrFault.HugeHeaders:
                http.Response.Headers.Append("X-Long", Enumerable.Repeat(new string('x', 1_000), 30).ToArray());
                await ServeAsync(http, path);
                break;
            default:
                http.Abort();
                break;
        }
    }

    private async Task ServeAsync(HttpContext http, string path)
    {
        if (Find(http, path) is { } body)
        {
            await WriteAsync(http, StatusCodes.Status200OK, body);
        }
        else
        {
            await WriteOutcomeAsync(http, StatusCodes.Status404NotFound, "not-found");
        }
    }

    private string? Find(HttpContext http, string path) => path.Split('/') switch
    {
        [var type, var id] => _resources.Find(r => (string?)r["resourceType"] == type && (string?)r["id"] == id)?.ToJsonString(),
        [var type] => Search(type, http.Request),
        _ => null,
    };

    private string Search(string type, HttpRequest request)
    {
        var query = QueryHelpers.ParseQuery(request.QueryString.Value);
        var found = _resources
            .Where(r => (string?)r["resourceType"] == type)
            .Where(r => !query.TryGetValue("_id", out var ids) || ids.ToString().Split(',').Contains((string?)r["id"], StringComparer.Ordinal))
            .Where(r => Array.TrueForAll(Exact, name => !query.TryGetValue(name, out var value) || (string?)r[name] == value))
            .Where(r => !query.TryGetValue("patient", out var patient)
                || ((string?)(r["beneficiary"] ?? r["subject"])?["reference"])?.EndsWith("/" + patient.ToString().Split('/')[^1], StringComparison.Ordinal) is true)
            .ToArray();
        var start = query.TryGetValue("page", out var page) ? int.Parse(page.ToString(), null) * PageSize : 0;
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "searchset", ["total"] = found.Length };
        if (NextPage is not null)
        {
            bundle["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = NextPage });
        }
        else if (start + PageSize < found.Length)
        {
            var next = QueryHelpers.AddQueryString($"{(PagesElsewhere ? Elsewhere! : this).Base}/{type}", query.Where(q => q.Key != "page"))
                + $"&page={(start / PageSize) + 1}";
            bundle["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = next });
        }

        var entries = found.Skip(start).Take(PageSize)
            .Select(r => (JsonNode)new JsonObject { ["fullUrl"] = $"{Base}/{type}/{r["id"]}", ["resource"] = r.DeepClone(), ["search"] = new JsonObject { ["mode"] = "match" } })
            .ToArray();
        if (entries.Length > 0)
        {
            bundle["entry"] = new JsonArray(entries);
        }

        return bundle.ToJsonString();
    }
}
