using System.Net;
using System.Text;
using AngleSharp.Html.Parser;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.Pages;

/// <summary>What every answer tells a browser: pages load their style sheet and nothing else, and all other answers load, are framed and are kept nowhere.</summary>
public sealed class SecurityHeaderTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Sign = "/cds-services/crd-order-sign";
    private const string Strict = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private const string OfPages = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'";

    public static TheoryData<string, string, string, int> Others => new()
    {
        { "GET", "/cds-services", "", 200 },
        { "GET", "/2.0/cds-services", "", 200 },
        { "POST", Sign, "call", 200 },
        { "POST", "/2.0" + Sign, "call", 200 },
        { "POST", Sign, "{", 400 },
        { "POST", Sign + "/explanation", "call", 200 },
        { "POST", Sign + "/explanation", "{", 400 },
        { "POST", Sign + "/feedback", """{"feedback":[]}""", 200 },
        { "POST", Sign + "/feedback", "{}", 400 },
        { "POST", "/cds-services/nothing", "{}", 404 },
        { "GET", Sign, "", 405 },
        { "DELETE", "/cds-services", "", 405 },
        { "OPTIONS", Sign, "", 204 },
        { "GET", "/nothing", "", 404 },
        { "GET", "/policies/nothing/held", "", 404 },
        { "GET", "/fhir/nothing", "", 404 },
        { "GET", "/fhir/Organization/nothing", "", 404 },
        { "GET", "/fhir/a/b/c", "", 404 },
        { "HEAD", "/nothing", "", 404 },
    };

    public static TheoryData<string> Pages => ["/", "/policies", .. PolicyPageTests.HeldPaths.Select<object[], string>(row => (string)row[0])];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task What_is_no_page_is_locked_and_not_kept(string method, string path, string body, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.Add("Origin", "http://localhost:3000");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Content = body.Length == 0 ? null : new StringContent(body == "call" ? Given.Call().ToJsonString() : body, Encoding.UTF8, "application/json");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        IsLocked(response);
        Assert.Equal("no-store", Header(response, "Cache-Control"));
    }

    [Theory]
    [InlineData("/fhir/metadata")]
    [InlineData("/fhir/Organization")]
    public async Task Policy_data_is_locked_and_asked_for_again(string path)
    {
        using var response = await server.Client.GetAsync(new Uri(path, UriKind.Relative));
        IsLocked(response);
        Assert.Equal("no-cache", Header(response, "Cache-Control"));

        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await server.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        IsLocked(unchanged);
    }

    [Fact]
    public async Task Answer_that_failed_halfway_is_locked_and_not_kept()
    {
        using var factory = new ServerFactory();
        using var broken = factory.WithWebHostBuilder(b => b.ConfigureTestServices(s => s.AddSingleton<IStartupFilter>(new Broken())));
        using var client = broken.CreateClient();

        using var response = await client.GetAsync(new Uri("/broken", UriKind.Relative));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        IsLocked(response);
        Assert.Equal("no-store", Header(response, "Cache-Control"));
    }

    // Where AllowedHosts is set, the framework refuses before the server's own pipeline.
    [Fact]
    public async Task Answer_to_a_host_that_is_not_allowed_is_locked()
    {
        using var factory = new ServerFactory { Settings = { ["AllowedHosts"] = "crd.payer.example" } };
        using var client = factory.CreateClient();

        using var response = await client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        IsLocked(response);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_may_load_all_that_it_uses_and_nothing_more(string path)
    {
        using var response = await GetPageAsync(path);
        var policy = Header(response, "Content-Security-Policy").Split(';', StringSplitOptions.TrimEntries)
            .Select(d => d.Split(' ')).ToDictionary(d => d[0], d => string.Join(' ', d[1..]), StringComparer.Ordinal);
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());

        var style = Assert.Single(page.QuerySelectorAll("link"));
        Assert.Equal("stylesheet", style.GetAttribute("rel"));
        Assert.Equal("/style.css", style.GetAttribute("href"));
        Assert.Equal("'self'", policy["style-src"]);
        Assert.Empty(page.QuerySelectorAll("script, style, img, picture, svg, video, audio, object, embed, iframe, frame, form, input, base, meta[http-equiv], [style], [src], [srcset], [ping]"));
        Assert.DoesNotContain(page.All.SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("base-uri default-src form-action style-src", string.Join(' ', policy.Keys.Order(StringComparer.Ordinal)));
        Assert.All(policy.Where(d => d.Key != "style-src"), d => Assert.Equal("'none'", d.Value));
    }

    [Fact]
    public async Task Style_sheet_loads_nothing()
    {
        var style = await server.Client.GetStringAsync(new Uri("/style.css", UriKind.Relative));

        Assert.DoesNotContain("url(", style, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", style, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@font-face", style, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Page_that_says_that_nothing_is_held_is_not_kept()
    {
        using var response = await GetPageAsync("/policies/nothing/held");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("no-store", Header(response, "Cache-Control"));
    }

    // Clients open the links of cards in frames of their own, sandboxed ones too, in which the page has no origin.
    [Theory]
    [MemberData(nameof(Pages))]
    [InlineData("/policies/nothing/held")]
    public async Task Page_may_be_framed(string path)
    {
        using var response = await GetPageAsync(path);

        IsCommon(response);
        Assert.Equal(OfPages, Header(response, "Content-Security-Policy"));
        Assert.Equal("", Header(response, "X-Frame-Options"));
        Assert.Equal("cross-origin", Header(response, "Cross-Origin-Resource-Policy"));
        using var style = await GetPageAsync("/style.css");
        Assert.Equal("cross-origin", Header(style, "Cross-Origin-Resource-Policy"));
    }

    [Theory]
    [InlineData("https://payer.example/crd", "max-age=31536000")]
    [InlineData("http://payer.example/crd", "")]
    [InlineData(null, "")]
    public async Task Https_is_asked_for_where_it_is_served(string? address, string expected)
    {
        using var factory = new ServerFactory();
        if (address is not null)
        {
            factory.Settings["Crd:PublicBaseAddress"] = address;
        }

        using var client = factory.CreateClient();
        foreach (var path in new[] { "/", "/cds-services", "/nothing" })
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(expected, Header(response, "Strict-Transport-Security"));
        }
    }

    private static void IsLocked(HttpResponseMessage response)
    {
        IsCommon(response);
        Assert.Equal(Strict, Header(response, "Content-Security-Policy"));
        Assert.Equal("DENY", Header(response, "X-Frame-Options"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Resource-Policy"));
    }

    private static void IsCommon(HttpResponseMessage response)
    {
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Contains("camera=()", Header(response, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.Equal("sandbox", Header(response, "KetamineCrd-Mode"));
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    private async Task<HttpResponseMessage> GetPageAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept", "text/html");
        return await server.Client.SendAsync(request);
    }

    /// <summary>Sets what would be kept, and fails.</summary>
    private sealed class Broken : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.Run(http =>
            {
                http.Response.Headers.CacheControl = "public";
                throw new InvalidOperationException();
            });
        };
    }
}
