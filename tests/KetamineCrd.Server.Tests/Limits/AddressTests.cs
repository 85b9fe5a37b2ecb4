using System.Net;
using System.Net.Http.Headers;
using KetamineCrd.Resources;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>What is served beside the services: HEAD for whatever GET reads, the way to a policy by its number, the icon, the name by which this server reads.</summary>
public sealed class AddressTests(DemonstrationServer server) : IClassFixture<DemonstrationServer>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/style.css")]
    [InlineData("/favicon.ico")]
    [InlineData("/policies")]
    [InlineData("/policies/7.03.03/2025-03-20")]
    [InlineData("/policies/DEMO-1/2026-01-01")]
    [InlineData("/jwt-check")]
    [InlineData("/cds-services")]
    [InlineData("/2.0/cds-services")]
    [InlineData("/fhir/metadata")]
    [InlineData("/fhir/PlanDefinition")]
    [InlineData("/fhir/PlanDefinition/excellus-7.03.03-2025-03-20")]
    public async Task Head_has_the_headers_of_get_and_no_body(string path)
    {
        using var got = await server.Client.GetAsync(new Uri(path, UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));
        using var head = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(got.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal((await got.Content.ReadAsByteArrayAsync()).Length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/policies/7.03.03", "/policies/7.03.03/2025-03-20")]
    [InlineData("/policies/MB2300", "/policies/MB2300/2025-08-21")]
    [InlineData("/policies/CDI-00031", "/policies/CDI-00031/2024-10-01")]
    public async Task Number_leads_to_the_newest_text(string path, string newest)
    {
        using var plain = Plain();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            using var response = await plain.Client.SendAsync(request);

            Assert.Equal(HttpStatusCode.Found, response.StatusCode);
            Assert.Equal(newest, response.Headers.Location?.OriginalString);
            Assert.True(response.Headers.CacheControl?.NoStore);
        }
    }

    [Fact]
    public async Task Number_that_two_policies_have_leads_to_the_list()
    {
        using var folder = new DataFolder();
        folder.Edit("fhir-resources/PlanDefinition/medica-mb2300-2025-08-21.json", "\"value\": \"MB2300\"", "\"value\": \"7.03.03\"");
        using var both = new ServerFactory { Settings = { ["Crd:ResourcesPath"] = folder.Root } };
        using var client = both.CreateClient(new() { AllowAutoRedirect = false });

        using var response = await client.GetAsync(new Uri("/policies/7.03.03", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/policies", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Number_that_is_not_held_is_not_found_and_its_page_leads_to_the_list()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/policies/9.99.99", UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("href=\"/policies\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Icon_is_an_icon()
    {
        using var response = await server.Client.GetAsync(new Uri("/favicon.ico", UriKind.Relative));

        Assert.Equal("image/x-icon", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal([0, 0, 1, 0], (await response.Content.ReadAsByteArrayAsync())[..4]); // the signature of the format
    }

    [Fact]
    public async Task Reads_from_an_ehr_and_of_keys_tell_the_name_and_version_of_this_server()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        using var sandbox = new ServerFixture();
        await HookAnswer.PostAsync(sandbox.Client, OnTheEhr.Call("Medication").At(ehr.Base));

        Assert.All(ehr.Requests, r => Assert.Equal($"KetamineCrd/{ProgramVersion.Text}", r.UserAgent));
        Assert.NotEmpty(ehr.Requests);

        using var client = new ClientServer();
        await using var keys = await KeyServer.StartAsync(client.Signer.Jwks);
        foreach (var key in client.Server.Settings.Keys.Where(k => k.Contains(":Jwks:", StringComparison.Ordinal)).ToArray())
        {
            client.Server.Settings.Remove(key);
        }

        client.Server.Settings[$"{ClientServer.Entry}:JwksUrl"] = keys.Address.AbsoluteUri;
        client.Server.Settings[$"{ClientServer.Entry}:AllowPrivateNetwork"] = "true";
        await client.CallAsync(client.Signer.Sign(TokenSigner.Base + "/cds-services/crd-order-sign"));

        Assert.Equal($"KetamineCrd/{ProgramVersion.Text}", Assert.Single(keys.UserAgents));
    }

    private static ClientOf Plain()
    {
        var factory = new ServerFactory();
        return new ClientOf(factory, factory.CreateClient(new() { AllowAutoRedirect = false }));
    }

    private sealed record ClientOf(ServerFactory Server, HttpClient Client) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
