using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Pages;

/// <summary>
/// A web page in a browser on this machine, the sandbox as a process beside it, and a FHIR server on this machine that only the sandbox can reach for the page.
/// </summary>
public sealed class WebPageTests : IAsyncLifetime, IDisposable
{
    private const string Listed = "https://ehr.example";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly HttpClient _browser = new();
    private ServerProcess? _server;
    private EhrServer? _fhir;
    private Uri? _address;

    async Task IAsyncLifetime.InitializeAsync()
    {
        _fhir = await EhrServer.StartAsync(Given.MedicationOrder());
        _server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Crd__Demonstration"] = "false",
            ["Crd__AllowedOrigins__0"] = Listed,
        });
        _address = await _server.ListeningAsync(_patience.Token) ?? throw new InvalidOperationException(_server.Output);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _fhir!.DisposeAsync();
    }

    public void Dispose()
    {
        _browser.Dispose();
        _patience.Dispose();
    }

    // Without a type, as a page sends a Blob that has none: no preflight asks first.
    [Theory]
    [InlineData("https://evil.example", null)]
    [InlineData("https://evil.example", "application/json")]
    [InlineData("null", null)]
    public async Task Page_of_another_site_gets_nothing_and_the_FHIR_server_is_never_asked(string origin, string? type)
    {
        var (status, text, allowed) = await CallAsync(origin, type);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("Crd:AllowedOrigins", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        Assert.Null(allowed);
        Assert.Empty(_fhir!.Requests);
    }

    [Theory]
    [InlineData("http://localhost:3000")]
    [InlineData(Listed)]
    public async Task Page_of_this_machine_or_of_a_listed_origin_is_answered(string origin)
    {
        var (status, text, allowed) = await CallAsync(origin, "application/json");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("order-1", (string?)JsonNode.Parse(text)!["systemActions"]![0]!["resource"]!["id"]);
        Assert.Equal(origin, allowed);
        Assert.Single(_fhir!.Requests);
    }

    [Fact]
    public async Task Page_that_may_call_but_says_no_type_is_refused_before_anything_is_read()
    {
        var (status, _, _) = await CallAsync(Listed, type: null);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Empty(_fhir!.Requests);
    }

    [Fact]
    public async Task Refusal_does_not_wait_for_the_body()
    {
        using var connection = await RawConnection.OpenAsync(_address!, _patience.Token);
        await connection.SendAsync(
            $"POST /cds-services/crd-order-dispatch HTTP/1.1\r\nHost: {_address!.Authority}\r\nOrigin: https://evil.example\r\nContent-Length: 4000\r\nExpect: 100-continue\r\n\r\n", _patience.Token);

        Assert.StartsWith("HTTP/1.1 403 ", await connection.ReadSomeAsync(_patience.Token), StringComparison.Ordinal);
    }

    // An order that only the FHIR server has, and the access token that the page chose.
    private async Task<(HttpStatusCode Status, string Text, string? Allowed)> CallAsync(string origin, string? type)
    {
        var call = HookCalls.Dispatch(Given.MedicationOrder()).At(_fhir!.Base);
        foreach (var key in call.At("prefetch").AsObject().Select(p => p.Key).Where(k => k is not ("patient" or "coverage")).ToArray())
        {
            call.At("prefetch").AsObject().Remove(key);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address!, "/cds-services/crd-order-dispatch"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.ToJsonString()));
        request.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        request.Headers.Add("Origin", origin);
        using var response = await _browser.SendAsync(request, _patience.Token);
        var allowed = response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? string.Join(',', values) : null;
        return (response.StatusCode, await response.Content.ReadAsStringAsync(_patience.Token), allowed);
    }
}
