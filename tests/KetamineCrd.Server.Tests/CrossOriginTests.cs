using System.Net;

namespace KetamineCrd.Server.Tests;

/// <summary>Calls from browsers: cds-hooks.md section 9, "CORS". No wildcard together with credentials.</summary>
public sealed class CrossOriginTests
{
    // What a browser client, its tracing and its framework add to a call.
    private static readonly string[] Headers = ["x-medplum", "traceparent", "x-requested-with", "cache-control", "accept"];

    [Theory]
    [InlineData("/cds-services", "GET")]
    [InlineData("/cds-services/crd-order-sign", "POST")]
    [InlineData("/cds-services/crd-order-select", "POST")]
    [InlineData("/cds-services/crd-order-sign/feedback", "POST")]
    [InlineData("/2.0/cds-services/crd-order-sign/feedback", "POST")]
    public async Task Preflight_allows_the_call_with_the_headers_of_cds_hooks(string path, string method)
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();

        using var response = await PreflightAsync(client, path, method, "https://ehr.example.org");

        Assert.True(response.IsSuccessStatusCode);
        Assert.True(Header(response, "Access-Control-Allow-Origin") is "*" or "https://ehr.example.org");
        Assert.Contains(method, Header(response, "Access-Control-Allow-Methods"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("authorization", Header(response, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("content-type", Header(response, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Answer_and_error_both_carry_the_allowed_origin()
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        client.DefaultRequestHeaders.Add("Origin", "https://ehr.example.org");

        using var good = await client.GetAsync(new Uri("/cds-services", UriKind.Relative));
        using var content = new StringContent("{", System.Text.Encoding.UTF8, "application/json");
        using var bad = await client.PostAsync(new Uri("/cds-services/crd-order-sign", UriKind.Relative), content);

        Assert.Equal("*", Header(good, "Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal("*", Header(bad, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Where_origins_are_listed_no_other_is_allowed()
    {
        using var server = new ServerFactory { Settings = { ["Crd:AllowedOrigins:0"] = "https://ehr.example.org" } };
        using var client = server.CreateClient();

        using var known = await PreflightAsync(client, "/cds-services/crd-order-sign", "POST", "https://ehr.example.org");
        using var unknown = await PreflightAsync(client, "/cds-services/crd-order-sign", "POST", "https://evil.example");

        Assert.Equal("https://ehr.example.org", Header(known, "Access-Control-Allow-Origin"));
        Assert.Equal("", Header(unknown, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://ehr.example.org")]
    public async Task Any_header_that_a_browser_client_sends_is_allowed_for_an_origin_that_is(string allowed)
    {
        using var server = new ServerFactory { Settings = { ["Crd:AllowedOrigins:0"] = allowed } };
        using var client = server.CreateClient();

        foreach (var path in new[] { "/cds-services", "/2.0/cds-services/crd-order-sign" })
        {
            using var known = await PreflightAsync(client, path, "POST", "https://ehr.example.org", string.Join(',', Headers));

            Assert.All(
                Headers,
                name => Assert.Contains(name, Header(known, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase));
            Assert.False(known.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task No_header_is_allowed_for_an_origin_that_is_not()
    {
        using var server = new ServerFactory { Settings = { ["Crd:AllowedOrigins:0"] = "https://ehr.example.org" } };
        using var client = server.CreateClient();

        using var unknown = await PreflightAsync(client, "/cds-services", "GET", "https://evil.example", "x-medplum");

        Assert.False(unknown.Headers.Contains("Access-Control-Allow-Headers"));
    }

    [Fact]
    public async Task Origin_of_a_registered_client_may_send_any_header()
    {
        using var server = new ClientServer();
        server.Server.Settings[$"{ClientServer.Entry}:Origins:0"] = "https://ehr.example.org";

        using var known = await PreflightAsync(server.Http, "/cds-services", "GET", "https://ehr.example.org", "authorization,x-medplum");

        Assert.Equal("https://ehr.example.org", Header(known, "Access-Control-Allow-Origin"));
        Assert.Contains("x-medplum", Header(known, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    private static async Task<HttpResponseMessage> PreflightAsync(HttpClient client, string path, string method, string origin, string headers = "authorization,content-type")
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(path, UriKind.Relative));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return await client.SendAsync(request);
    }
}
