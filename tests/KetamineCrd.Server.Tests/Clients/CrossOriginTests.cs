using System.Net;
using System.Net.Http.Headers;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Clients;

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
        using var server = new ServerFactory { Settings = { ["Crd:AllowedOrigins:0"] = "https://ehr.example.org" } };
        using var client = server.CreateClient();

        using var response = await PreflightAsync(client, path, method, "https://ehr.example.org");

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("https://ehr.example.org", Header(response, "Access-Control-Allow-Origin"));
        Assert.Contains(method, Header(response, "Access-Control-Allow-Methods"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("authorization", Header(response, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("content-type", Header(response, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("*", "*")]
    [InlineData("https://ehr.example.org", "https://ehr.example.org")]
    public async Task Answer_and_error_both_carry_the_allowed_origin(string listed, string told)
    {
        using var server = new ServerFactory { Settings = { ["Crd:AllowedOrigins:0"] = listed } };
        using var client = server.CreateClient();
        client.DefaultRequestHeaders.Add("Origin", "https://ehr.example.org");

        using var good = await client.GetAsync(new Uri("/cds-services", UriKind.Relative));
        using var content = new StringContent("{", System.Text.Encoding.UTF8, "application/json");
        using var bad = await client.PostAsync(new Uri("/cds-services/crd-order-sign", UriKind.Relative), content);

        Assert.Equal(told, Header(good, "Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal(told, Header(bad, "Access-Control-Allow-Origin"));
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

    [Theory]
    [InlineData("http://localhost:3000")]
    [InlineData("https://localhost")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://127.8.9.1")]
    [InlineData("http://[::1]:5173")]
    [InlineData("https://ehr.example.org")]
    [InlineData("https://EHR.example.org")]
    public async Task Sandbox_is_called_by_pages_of_this_machine_and_of_listed_origins(string origin)
    {
        using var server = new ServerFactory { Settings = { ["Crd:AllowedOrigins:0"] = "https://ehr.example.org" } };
        using var client = server.CreateClient();

        var (answer, allowed) = await CallAsync(client, origin);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(origin, allowed);
        Assert.Equal(origin, Header(await PreflightAsync(client, "/cds-services/crd-order-sign", "POST", origin), "Access-Control-Allow-Origin"));
    }

    // "null" is sent by sandboxed frames and files, and after redirects: anybody's pages.
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://evil.localhost")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("http://localhost@evil.example")]
    [InlineData("http://evil.example/http://localhost")]
    [InlineData("http://loopback")]
    [InlineData("http://192.168.1.20")]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("file://localhost")]
    [InlineData("chrome-extension://localhost")]
    [InlineData("http://localhost:3000, https://evil.example")]
    [InlineData("https://ehr.example.org.evil.example")]
    [InlineData("http://ehr.example.org")]
    [InlineData("https://ehr.example.org:8443")]
    public async Task Sandbox_refuses_calls_of_other_pages_and_says_which_setting_allows_them(string origin)
    {
        using var server = new ServerFactory { Settings = { ["Crd:AllowedOrigins:0"] = "https://ehr.example.org" } };
        using var client = server.CreateClient();

        var (answer, allowed) = await CallAsync(client, origin);
        using var preflight = await PreflightAsync(client, "/cds-services/crd-order-sign", "POST", origin);

        answer.IsOutcome(HttpStatusCode.Forbidden);
        Assert.Contains("Crd:AllowedOrigins", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("example", answer.Text, StringComparison.Ordinal);
        Assert.Equal("", allowed);
        Assert.Equal(HttpStatusCode.Forbidden, preflight.StatusCode);
        Assert.Equal("", Header(preflight, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Sandbox_refuses_two_origins_of_which_one_is_allowed()
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        (await CallAsync(client, "http://localhost:3000", ("Origin", "https://evil.example"))).Answer.IsOutcome(HttpStatusCode.Forbidden);
    }

    // Chromium sends a form of a page without referrer so; a sandboxed frame of any site as cross-site.
    [Theory]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("none", HttpStatusCode.Forbidden)]
    public async Task Sandbox_takes_its_own_forms_whose_origin_the_browser_hides(string site, HttpStatusCode status)
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        using var form = new HttpRequestMessage(HttpMethod.Post, new Uri("/jwt-check", UriKind.Relative)) { Content = new FormUrlEncodedContent([new("token", "x")]) };
        form.Headers.Add("Origin", "null");
        form.Headers.Add("Sec-Fetch-Site", site);

        using var response = await client.SendAsync(form);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Sandbox_is_open_to_every_page_where_the_operator_says_so()
    {
        using var server = new ServerFactory { Settings = { ["Crd:AllowedOrigins:0"] = "*" } };
        using var client = server.CreateClient();

        var (answer, allowed) = await CallAsync(client, "https://any.example");

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal("*", allowed);
    }

    [Theory]
    [InlineData("https://ehr.example.org/")]
    [InlineData("https://ehr.example.org/app")]
    [InlineData("https://*.example.org")]
    [InlineData("ehr.example.org")]
    [InlineData("null")]
    [InlineData("")]
    public void Listed_origin_that_no_browser_sends_stops_the_start(string listed)
    {
        using var server = new ServerFactory { Settings = { ["Crd:AllowedOrigins:0"] = listed } };
        Assert.Contains("Crd:AllowedOrigins:0 must be a web origin", Assert.ThrowsAny<Exception>(server.CreateClient).Message, StringComparison.Ordinal);
    }

    // Pages send forms and texts to any server without a preflight, and a body without a type as well.
    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Page_that_may_call_must_say_that_it_sends_JSON(string? type)
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        (await SendAsync(client, type, "http://localhost:3000")).IsOutcome(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Server_that_calls_may_leave_the_type_out()
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        Assert.Equal("not-covered", (await SendAsync(client, type: null, origin: null)).Statement.Covered);
    }

    [Theory]
    [InlineData("https://ehr.example.org", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Page_of_a_registered_client_must_say_that_it_sends_JSON_too(string? origin, HttpStatusCode status)
    {
        using var server = new ClientServer();
        server.Server.Settings[$"{ClientServer.Entry}:Origins:0"] = "https://ehr.example.org";

        var answer = await SendAsync(server.Http, type: null, origin, server.Signer.Sign());

        Assert.Equal(status, answer.Status);
    }

    private static async Task<HookAnswer> SendAsync(HttpClient client, string? type, string? origin, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/cds-services/crd-order-sign", UriKind.Relative));
        request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(Given.Call().ToJsonString()));
        request.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await client.SendAsync(request);
        return await HookAnswer.ReadAsync(response);
    }

    private static async Task<(HookAnswer Answer, string Allowed)> CallAsync(HttpClient client, string origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/cds-services/crd-order-sign", UriKind.Relative));
        request.Content = new StringContent(Given.Call().ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers.Prepend(("Origin", origin)))
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await client.SendAsync(request);
        return (await HookAnswer.ReadAsync(response), Header(response, "Access-Control-Allow-Origin"));
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    private static async Task<HttpResponseMessage> PreflightAsync(HttpClient client, string path, string method, string origin, string headers = "authorization,content-type")
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(path, UriKind.Relative));
        Assert.True(request.Headers.TryAddWithoutValidation("Origin", origin));
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return await client.SendAsync(request);
    }
}
