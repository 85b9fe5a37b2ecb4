using System.Net;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>An answer of <c>/fhir</c>: status, headers and body.</summary>
internal sealed class FhirAnswer
{
    private FhirAnswer(HttpResponseMessage response, byte[] body)
    {
        Status = response.StatusCode;
        Headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        Body = body;
    }

    public HttpStatusCode Status { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public byte[] Body { get; }

    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    /// <summary>The ids of the resources of a searchset, in its order.</summary>
    public IReadOnlyList<string> Ids => [.. Entries.Select(e => (string)e["resource"]!["id"]!)];

    public IReadOnlyList<JsonObject> Entries => [.. (Json["entry"]?.AsArray() ?? []).Select(e => e!.AsObject())];

    public int Total => (int)Json["total"]!;

    /// <summary>The address of a link of the Bundle; null when it has none.</summary>
    public string? Link(string relation) => (string?)Json["link"]!.AsArray().SingleOrDefault(l => (string?)l!["relation"] == relation)?["url"];

    public static async Task<FhirAnswer> GetAsync(HttpClient client, string path, params (string Name, string Value)[] headers) =>
        await SendAsync(client, HttpMethod.Get, path, headers);

    public static async Task<FhirAnswer> SendAsync(HttpClient client, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.RelativeOrAbsolute));
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await client.SendAsync(request);
        return new FhirAnswer(response, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>An OperationOutcome with this status; gives its text.</summary>
    public string IsOutcome(HttpStatusCode status)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/fhir+json; charset=utf-8", Headers["Content-Type"]);
        Assert.Equal("no-store", Headers["Cache-Control"]);
        Assert.Equal("nosniff", Headers["X-Content-Type-Options"]);
        Assert.Equal("OperationOutcome", (string?)Json["resourceType"]);
        var issue = Json["issue"]!.AsArray().Single()!;
        Assert.Equal("error", (string?)issue["severity"]);
        Assert.NotNull((string?)issue["code"]);
        return (string)issue["details"]!["text"]!;
    }
}
