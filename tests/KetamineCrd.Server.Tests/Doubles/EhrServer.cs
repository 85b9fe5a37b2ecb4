using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using Microsoft.AspNetCore.WebUtilities;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>A small FHIR server on loopback that plays the client's EHR: read by type and id, search by <c>patient</c>, <c>status</c>, <c>url</c>, <c>version</c> and <c>_id</c>.</summary>
/// <remarks>Without the right bearer token it answers 401. It is WireMock, whose journal remembers every request; what breaks the connection is <see cref="BrokenWire"/>.</remarks>
internal sealed class EhrServer : IAsyncDisposable
{
    private const string Root = "/fhir/r4";

    private static readonly string[] Exact = ["status", "url", "version"];

    // Of the mappings that come and go; the lowest priority wins.
    private static readonly Guid Token = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Status = new("00000000-0000-0000-0000-000000000002");

    private readonly BrokenWire _wire = new();
    private readonly WireMockServer _mock;
    private readonly List<JsonObject> _resources = [];
    private readonly Dictionary<string, Guid> _faults = new(StringComparer.Ordinal);
    private int _lastFault;

    private EhrServer()
    {
        _mock = LoopbackMock.Start(_wire.PassAsync);
        _mock.Given(Request.Create()).AtPriority(4).RespondWith(Response.Create().WithCallback(Serve));
        NeedsToken = true;
    }

    /// <param name="Address">Relative to the FHIR base, query included.</param>
    /// <param name="Authorization">The header as received; empty when there was none.</param>
    /// <param name="Headers">The names of all headers.</param>
    public sealed record Received(string Address, string Authorization, IReadOnlyList<string> Headers)
    {
        public required string UserAgent { get; init; }
    }

    /// <summary>The FHIR base, without a slash at the end.</summary>
    public Uri Base => new(_mock.Urls[0] + Root);

    public IReadOnlyList<Received> Requests => [.. _mock.LogEntries.Select(e => From(e.RequestMessage!))];

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
    public bool NeedsToken
    {
        set
        {
            _mock.DeleteMapping(Token);
            if (value)
            {
                _mock.Given(Request.Create().WithHeader(headers => Header(headers, "Authorization") != $"Bearer {Given.AccessToken}"))
                    .WithGuid(Token).AtPriority(1).RespondWith(Response.Create().WithCallback(_ => Outcome(401, "login")));
            }
        }
    }

    /// <summary>The status with which a search for coverages by <c>status</c> is refused; null when it is taken.</summary>
    public int? RefusesStatus
    {
        set
        {
            _mock.DeleteMapping(Status);
            if (value is { } refusal)
            {
                _mock.Given(Request.Create().WithParam("status")).WithGuid(Status).AtPriority(2).RespondWith(Response.Create().WithCallback(_ => Outcome(refusal, "not-supported")));
            }
        }
    }

    /// <summary>How long every answer takes.</summary>
    public TimeSpan Latency
    {
        set => _mock.AddGlobalProcessingDelay(value);
    }

    /// <summary>Leaves every request without an answer.</summary>
    public bool Hangs
    {
        set => _wire.Hangs = value;
    }

    /// <summary>True when as many requests as <see cref="HoldUntilTogether"/> asked for were here at one time, in every round.</summary>
    public bool WereTogether => _wire.WereTogether;

    public static Task<EhrServer> StartAsync(params JsonObject[] resources)
    {
        var ehr = new EhrServer();
        ehr._resources.AddRange(resources);
        return Task.FromResult(ehr);
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
    public void Clear() => _mock.ResetLogEntries();

    public void FaultOn(string resourceType, EhrFault fault)
    {
        Heal(resourceType);
        if (BrokenWire.Makes(fault))
        {
            _wire.FaultOn(resourceType, fault);
        }

        var guid = _faults[resourceType] = new Guid(++_lastFault, 0, 0, new byte[8]);
        var response = Response.Create().WithCallback(request => Fail(request, fault));
        _mock.Given(Request.Create().WithPath(path => path.Split('/').ElementAtOrDefault(3) == resourceType))
            .WithGuid(guid).AtPriority(3).RespondWith(fault == EhrFault.Slow ? response.WithDelay(TimeSpan.FromMilliseconds(150)) : response);
    }

    public void Heal(string resourceType)
    {
        _wire.Heal(resourceType);
        if (_faults.Remove(resourceType, out var guid))
        {
            _mock.DeleteMapping(guid);
        }
    }

    /// <summary>Holds every answer until all requests of its round are here at once. What comes after the last round is not held.</summary>
    /// <param name="requests">How many requests each round has.</param>
    public void HoldUntilTogether(params int[] requests) => _wire.HoldUntilTogether(requests);

    public ValueTask DisposeAsync()
    {
        _wire.Dispose();
        _mock.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Received From(IRequestMessage request) => new(
        PathOf(request) + Uri.UnescapeDataString(request.RawQuery ?? ""), Header(request.Headers, "Authorization"), [.. request.Headers?.Keys ?? []])
    {
        UserAgent = Header(request.Headers, "User-Agent"),
    };

    private static string PathOf(IRequestMessage request) => request.Path.Length > Root.Length ? request.Path[(Root.Length + 1)..] : "";

    private static string Header(IDictionary<string, WireMockList<string>>? headers, string name) =>
        string.Join(',', headers?.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? []);

    private static string Header(IDictionary<string, string[]> headers, string name) =>
        string.Join(',', headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? []);

    private static ResponseMessage Answer(int status, string body) => Answer(status, Encoding.UTF8.GetBytes(body));

    private static ResponseMessage Answer(int status, byte[] body, string? encoding = null)
    {
        var answer = new ResponseMessage
        {
            StatusCode = status,
            BodyData = new BodyData { DetectedBodyType = BodyType.Bytes, BodyAsBytes = body },
        };
        answer.AddHeader("Content-Type", "application/fhir+json; charset=utf-8");
        if (encoding is not null)
        {
            answer.AddHeader("Content-Encoding", encoding);
        }

        return answer;
    }

    private static ResponseMessage Outcome(int status, string code) =>
        Answer(status, $$"""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"{{code}}"}]}""");

    private static ResponseMessage Redirect(string address)
    {
        var answer = new ResponseMessage { StatusCode = (int)HttpStatusCode.Redirect };
        answer.AddHeader("Location", address);
        return answer;
    }

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
        return resource.ToJsonString(new JsonSerializerOptions { MaxDepth = 1_000 });
    }

    private static byte[] Gzip(string body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(body));
        }

        return packed.ToArray();
    }

    private ResponseMessage Serve(IRequestMessage request) => Find(request) is { } body ? Answer(200, body) : Outcome(404, "not-found");

    private ResponseMessage Fail(IRequestMessage request, EhrFault fault) => fault switch
    {
        EhrFault.Unauthorized => Outcome(401, "expired"),
        EhrFault.NotFound => Outcome(404, "not-found"),
        EhrFault.ServerError => Answer(500, "{}"),
        EhrFault.Garbage => Answer(200, "<html>Please log in</html>"),
        EhrFault.CutOff => Answer(200, Find(request)![..40]),
        EhrFault.OperationOutcome => Outcome(200, "exception"),
        EhrFault.Redirect => Redirect($"{Elsewhere!.Base}/{PathOf(request)}{request.RawQuery}"),
        EhrFault.Huge or EhrFault.HugeInChunks => Answer(200, TooLarge(Find(request)!)),
        EhrFault.HugeInGzip => Answer(200, Gzip(TooLarge(Find(request)!)), "gzip"),
        EhrFault.BrokenGzip => Answer(200, Encoding.UTF8.GetBytes(Find(request)!), "gzip"),
        EhrFault.Deep => Answer(200, Deep(Find(request)!)),
        _ => Serve(request),
    };

    private string? Find(IRequestMessage request)
    {
        var (path, query) = (PathOf(request), request.RawQuery);
        if (path.Length == 0 && RootPage?.Split('?') is [var pageType, var pageQuery])
        {
            (path, query) = (pageType, pageQuery);
        }

        return path.Split('/') switch
        {
            [var type, var id] => _resources.Find(r => (string?)r["resourceType"] == type && (string?)r["id"] == id)?.ToJsonString(),
            [var type] => Search(type, query),
            _ => null,
        };
    }

    private string Search(string type, string? search)
    {
        var query = QueryHelpers.ParseQuery(search);
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
