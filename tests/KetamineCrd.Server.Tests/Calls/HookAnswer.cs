using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Checkers;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>One answer over HTTP, with the parts that tests ask about.</summary>
/// <param name="Text">The body as received.</param>
internal sealed record HookAnswer(HttpStatusCode Status, string? ContentType, string Text)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The body; throws when it is not valid JSON or a member stands twice.</summary>
    public JsonObject Json => JsonNode.Parse(Text, documentOptions: Strict)!.AsObject();

    /// <summary>Throws unless the status is 200: an error has no cards, and none is no proof of silence.</summary>
    public JsonArray Cards => Answered["cards"]!.AsArray();

    /// <summary>Empty where the answer has none; throws unless the status is 200.</summary>
    public JsonArray Actions => Answered["systemActions"]?.AsArray() ?? [];

    /// <summary>The coverage information this server put on the order: every extension that the order sent did not have.</summary>
    public IReadOnlyList<CoverageInformationPart> Statements => [.. Actions.SelectMany(a => CoverageInformationPart.Of(a!["resource"]!))];

    /// <summary>The only statement; fails when there is none, or more than one.</summary>
    public CoverageInformationPart Statement => Assert.Single(Statements);

    private JsonObject Answered => Status == HttpStatusCode.OK ? Json : throw new InvalidOperationException($"{Status} is no answer: {Text}");

    public static async Task<HookAnswer> PostAsync(HttpClient client, JsonNode call, string? service = null, CancellationToken cancellationToken = default) =>
        await PostTextAsync(client, call.ToJsonString(), service ?? $"crd-{call["hook"]}", cancellationToken);

    public static async Task<HookAnswer> PostTextAsync(HttpClient client, string body, string service = "crd-order-sign", CancellationToken cancellationToken = default)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await PostContentAsync(client, content, service, cancellationToken);
    }

    public static async Task<HookAnswer> PostContentAsync(HttpClient client, HttpContent content, string service = "crd-order-sign", CancellationToken cancellationToken = default)
    {
        using var response = await client.PostAsync(new Uri($"/cds-services/{service}", UriKind.Relative), content, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    public static async Task<HookAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken = default) =>
        new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(cancellationToken));

    /// <summary>200, and every rule of the response checker holds.</summary>
    /// <param name="served">What the mock EHR serves, where the answer updates some of it.</param>
    public HookAnswer IsGood(JsonNode call, string version = "2.2", params JsonNode[] served)
    {
        Assert.True(Status == HttpStatusCode.OK, $"{Status}: {Text}");
        Assert.Empty(ResponseChecker.Check(call.ToJsonString(), Text, version, [.. served.Select(s => s.ToJsonString())]));
        return this;
    }

    /// <summary>An OperationOutcome with this status; <paramref name="path"/> is found in its diagnostics.</summary>
    public void IsOutcome(HttpStatusCode status, string? path = null)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        Assert.Equal("application/fhir+json", ContentType);
        Assert.Equal("OperationOutcome", (string?)Json["resourceType"]);
        var issue = Assert.Single(Json["issue"]!.AsArray())!;
        Assert.Equal("error", (string?)issue["severity"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)issue["code"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)issue["details"]!["text"]));
        if (path is not null)
        {
            Assert.Equal(path, (string?)issue["diagnostics"]);
        }
    }

    /// <summary>Refused with the status that the release has for it, and in words that cite no other release.</summary>
    public void IsRefused(RefusedFor what, string version, string? path = null)
    {
        IsOutcome(CrdDialect.Of(version).StatusOf(what), path);
        Assert.DoesNotContain(version == "2.0" ? "CRD 2.2" : "CRD 2.0", Text, StringComparison.Ordinal);
    }

    /// <summary>200 and nothing said: an empty list of cards and no <c>systemActions</c> at all (CDS Hooks 2.0, "Use of JSON").</summary>
    public void IsSilent()
    {
        Assert.Equal(HttpStatusCode.OK, Status);
        Assert.Equal("""{"cards":[]}""", Text);
    }
}
