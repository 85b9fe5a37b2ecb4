using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.FhirApi;

/// <summary>Searching by POST to <c>_search</c>: FHIR R4 http.html, "search".</summary>
public sealed class PostedSearchTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("", "status=active&date=ge2025", "status=active&date=ge2025")]
    [InlineData("?status=active", "date=ge2025", "status=active&date=ge2025")]
    [InlineData("?status=active", "", "status=active")]
    [InlineData("", "", "")]
    [InlineData("", "title=intravenous+anesthetics", "title=intravenous%20anesthetics")]
    [InlineData("", "_count=2", "_count=2")]
    public async Task It_finds_what_get_finds_by_the_same_parameters(string query, string body, string same)
    {
        using var posted = await PostAsync("PlanDefinition/_search" + query, body);
        var got = await server.Client.GetStringAsync(new Uri($"/fhir/PlanDefinition?{same}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal(got, await posted.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Its_other_pages_are_read_by_get()
    {
        using var posted = await PostAsync("ValueSet/_search", "_count=1");
        var next = (string)JsonNode.Parse(await posted.Content.ReadAsStringAsync())!["link"]!.AsArray().Single(l => (string?)l!["relation"] == "next")!["url"]!;

        Assert.Equal("http://localhost/fhir/ValueSet?_count=1&_offset=1", next);
    }

    [Fact]
    public async Task It_is_never_answered_with_not_modified()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/fhir/PlanDefinition/_search", UriKind.Relative)) { Content = new StringContent("", Encoding.UTF8, Form) };
        request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Value_that_is_malformed_is_refused()
    {
        using var response = await PostAsync("PlanDefinition/_search", "date=soon");
        (await HookAnswer.ReadAsync(response)).IsOutcome(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("application/json", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=x", "--x--", HttpStatusCode.UnsupportedMediaType)]
    public async Task Body_that_is_no_form_is_refused(string type, string body, HttpStatusCode status)
    {
        using var response = await PostAsync("PlanDefinition/_search", body, type);
        (await HookAnswer.ReadAsync(response)).IsOutcome(status);
    }

    [Fact]
    public async Task Body_that_is_too_large_is_refused()
    {
        using var response = await PostAsync("PlanDefinition/_search", "title=" + new string('x', 10_000));
        (await HookAnswer.ReadAsync(response)).IsOutcome(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("Patient/_search", HttpStatusCode.NotFound)]
    [InlineData("PlanDefinition/excellus-7.03.03-2025-03-20", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PlanDefinition", HttpStatusCode.MethodNotAllowed)]
    public async Task Nothing_else_is_posted_to(string path, HttpStatusCode status)
    {
        using var response = await PostAsync(path, "status=active");
        (await HookAnswer.ReadAsync(response)).IsOutcome(status);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string type = Form)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await server.Client.PostAsync(new Uri("/fhir/" + path, UriKind.Relative), content);
    }
}
