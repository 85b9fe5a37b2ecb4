using System.Net;
using AngleSharp.Html.Parser;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.Clients;

/// <summary>While no client is registered, the server says that it is a sandbox and answers callers on its own machine only.</summary>
public sealed class SandboxTests : IDisposable
{
    private readonly ServerFactory _server = new();

    public static TheoryData<string> Pages => ["/", "/policies", "/policies/7.03.03/2025-03-20", "/policies/nothing/held"];

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Callers_on_this_machine_are_answered(string address)
    {
        using var client = From(address);
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call())).Statement.Covered);
    }

    [Theory]
    [InlineData("192.168.1.20")]
    [InlineData("203.0.113.9")]
    [InlineData("10.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("fe80::1")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:10.0.0.1")]
    public async Task Callers_on_other_machines_are_refused(string address)
    {
        using var client = From(address);
        (await HookAnswer.PostAsync(client, Given.Call())).IsOutcome(HttpStatusCode.Forbidden);
        (await GetAsync(client, "/")).IsOutcome(HttpStatusCode.Forbidden);
    }

    // A page on the web can lead a name of its own to this machine ("DNS rebinding"); its calls then have that name as their Host.
    [Theory]
    [InlineData("attacker.example")]
    [InlineData("attacker.example:5080")]
    [InlineData("localhost.attacker.example")]
    [InlineData("127.0.0.1.attacker.example")]
    [InlineData("attacker.localhost")]
    [InlineData("loopback")]
    [InlineData("192.168.1.20:5080")]
    [InlineData("0.0.0.0:5080")]
    [InlineData("[::]")]
    public async Task Calls_to_another_name_than_that_of_this_machine_are_misdirected(string host)
    {
        using var client = _server.CreateClient();
        (await GetAsync(client, "/cds-services", ("Host", host))).IsOutcome(HttpStatusCode.MisdirectedRequest);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:5080")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("[::1]:5080")]
    public async Task Calls_to_this_machine_by_its_loopback_names_are_answered(string host)
    {
        using var client = _server.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/cds-services", ("Host", host))).Status);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("X-Forwarded-Host", "crd.payer.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Forwarded-Port", "443")]
    [InlineData("X-Forwarded-Server", "edge-1")]
    [InlineData("X-Forwarded-Prefix", "/crd")]
    [InlineData("X-Forwarded", "for=203.0.113.9")]
    [InlineData("x-forwarded-something-new", "1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("vIA", "1.1 proxy")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    [InlineData("True-Client-IP", "203.0.113.9")]
    [InlineData("X-Cluster-Client-IP", "203.0.113.9")]
    [InlineData("fastly-client-ip", "203.0.113.9")]
    [InlineData("Client-IP", "203.0.113.9")]
    [InlineData("X-Azure-ClientIP", "203.0.113.9")]
    [InlineData("CF-Connecting-IP", "203.0.113.9")]
    [InlineData("CF-Ray", "230b030023ae2822-SJC")]
    [InlineData("CDN-Loop", "edge")]
    [InlineData("X-Original-Host", "crd.payer.example")]
    [InlineData("X-Original-URL", "/")]
    [InlineData("X-Envoy-External-Address", "203.0.113.9")]
    public async Task Calls_through_a_proxy_are_refused_and_told_what_to_do(string header, string value)
    {
        using var client = _server.CreateClient();
        var answer = await GetAsync(client, "/cds-services", (header, value));

        answer.IsOutcome(HttpStatusCode.Forbidden);
        Assert.Contains("Register the clients", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Request-Id", "1")]
    [InlineData("X-Viaduct", "1")]
    [InlineData("X-Client-IPs", "1")]
    [InlineData("Forwarded-By-Us", "1")]
    [InlineData("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public async Task Headers_of_clients_are_no_signs_of_a_proxy(string header, string value)
    {
        using var client = _server.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/cds-services", (header, value))).Status);
    }

    // The framework then believes the header and takes it away before this server sees it.
    [Fact]
    public async Task Address_that_a_caller_makes_up_is_not_believed_where_forwarded_headers_are_on()
    {
        using var server = new ServerFactory { Settings = { ["ForwardedHeaders_Enabled"] = "true" } };
        using var client = From("203.0.113.9", server);
        (await GetAsync(client, "/cds-services", ("X-Forwarded-For", "127.0.0.1"))).IsOutcome(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Refused_callers_get_no_answer_to_a_preflight_either()
    {
        using var client = From("203.0.113.9");
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri("/cds-services/crd-order-sign", UriKind.Relative));
        request.Headers.Add("Origin", "https://ehr.example.org");
        request.Headers.Add("Access-Control-Request-Method", "POST");

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_says_once_that_this_is_a_sandbox(string path)
    {
        using var client = _server.CreateClient();
        var page = await new HtmlParser().ParseDocumentAsync((await GetAsync(client, path)).Text);

        var banner = Assert.Single(page.QuerySelectorAll("aside.sandbox[aria-label]"));
        Assert.StartsWith("Sandbox:", banner.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Single(page.Body!.TextContent.Split("Sandbox").Skip(1));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task With_registered_clients_no_page_and_no_header_says_so(string path)
    {
        using var server = new ClientServer();
        var client = server.Http;
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.DoesNotContain("sandbox", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.False(response.Headers.Contains("KetamineCrd-Mode"));
    }

    [Fact]
    public async Task With_registered_clients_other_names_and_proxies_are_welcome()
    {
        using var server = new ClientServer();
        var client = server.Http;
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/", ("Host", "crd.payer.example"), ("X-Forwarded-For", "203.0.113.9"))).Status);
    }

    [Fact]
    public async Task With_registered_clients_the_first_page_leads_to_nothing_that_a_browser_cannot_open()
    {
        using var server = new ClientServer();
        var page = await new HtmlParser().ParseDocumentAsync((await GetAsync(server.Http, "/")).Text);

        foreach (var link in page.Links.Select(l => l.GetAttribute("href")!).Where(l => l.StartsWith('/')))
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(server.Http, link)).Status);
        }

        Assert.Contains("https://crd.payer.example/cds-services", page.Body!.TextContent, StringComparison.Ordinal);
    }

    private HttpClient From(string address, ServerFactory? server = null) => (server ?? _server)
        .WithWebHostBuilder(b => b.ConfigureTestServices(s => s.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(new RemoteAddress(IPAddress.Parse(address))))))
        .CreateClient();

    private static async Task<HookAnswer> GetAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept", "text/html");
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await client.SendAsync(request);
        return await HookAnswer.ReadAsync(response);
    }

    /// <summary>Gives every connection an address, before anything else looks at it.</summary>
    private sealed class RemoteAddress(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, further) =>
            {
                http.Connection.RemoteIpAddress = address;
                return further(http);
            });
            next(app);
        };
    }
}
