using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests;

/// <summary>Calls that are refused: status, place, never the value that was sent (cds-hooks.md section 7; CRD 2.2.1 hook-10, hook-13).</summary>
public sealed class RefusedCallTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Secret = "Zyxw-Secret-Value";

    public static TheoryData<string> NotJson =>
    [
        "", " ", "{", "nonsense " + Secret, "{\"hook\":\"order-sign\",}", "{\"hook\":'order-sign'}", "/* a comment */ {}", "{\"hook\":\"" + Secret + "\"} trailing",
        "{\"hook\":\"" + Secret + "\\ud800\"}", "\u0000",
    ];

    [Theory]
    [MemberData(nameof(NotJson))]
    public async Task Body_that_is_no_json_is_a_bad_request(string body)
    {
        var answer = await HookAnswer.PostTextAsync(server.Client, body);

        answer.IsOutcome(HttpStatusCode.BadRequest);
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"status\":\"draft\"", "\"status\":\"draft\",\"status\":\"" + Secret + "\"")]
    [InlineData("\"value\":0.50", "\"value\":0.50,\"value\":5.0")]
    public async Task Order_to_be_returned_with_a_member_twice_is_a_bad_request(string text, string replacement)
    {
        // docs/decisions/0003: JSON readers disagree about which of the two counts.
        var body = Given.Call().ToJsonString();
        Assert.Contains(text, body, StringComparison.Ordinal);
        var answer = await HookAnswer.PostTextAsync(server.Client, body.Replace(text, replacement, StringComparison.Ordinal));
        answer.IsOutcome(HttpStatusCode.BadRequest);
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"hook\":\"order-sign\"", "\"hook\":\"order-sign\",\"hook\":\"order-sign\"")]
    [InlineData("\"gender\":\"female\"", "\"gender\":\"female\",\"gender\":\"male\"")]
    [InlineData("\"subscriberId\":", "\"subscriberId\":\"M1\",\"subscriberId\":")]
    public async Task Member_twice_elsewhere_is_answered_or_refused_but_never_a_server_error(string text, string replacement)
    {
        var body = Given.Call().ToJsonString();
        Assert.Contains(text, body, StringComparison.Ordinal);
        var answer = await HookAnswer.PostTextAsync(server.Client, body.Replace(text, replacement, StringComparison.Ordinal));
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.Status}");
        Assert.NotNull(answer.Json);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"order-sign\"")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("[{\"hook\":\"order-sign\"}]")]
    public async Task Body_that_is_no_object_is_a_bad_request(string body) =>
        (await HookAnswer.PostTextAsync(server.Client, body)).IsOutcome(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("hook")]
    [InlineData("hookInstance")]
    [InlineData("context")]
    [InlineData("context", "patientId")]
    [InlineData("context", "draftOrders")]
    public async Task Required_member_that_is_missing_is_named(params string[] path)
    {
        var call = Given.Call();
        Parent(call, path).Remove(path[^1]);
        (await HookAnswer.PostAsync(server.Client, call, "crd-order-sign")).IsOutcome(HttpStatusCode.BadRequest, string.Join('.', path));
    }

    [Theory]
    [InlineData("hook")]
    [InlineData("hookInstance")]
    [InlineData("context")]
    [InlineData("context", "patientId")]
    [InlineData("context", "draftOrders")]
    public async Task Required_member_of_another_kind_is_named_and_its_value_is_not(params string[] path)
    {
        foreach (var value in new JsonNode?[] { null, 7, true, new JsonArray(Secret), new JsonObject { ["x"] = Secret } })
        {
            if (value is JsonObject && path[^1] is "context" or "draftOrders")
            {
                continue;
            }

            var call = Given.Call();
            Parent(call, path)[path[^1]] = value?.DeepClone();
            var answer = await HookAnswer.PostAsync(server.Client, call, "crd-order-sign");
            answer.IsOutcome(HttpStatusCode.BadRequest, string.Join('.', path));
            Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Order_select_without_selections_is_a_bad_request()
    {
        var call = Given.Call("order-select");
        call.At("context").AsObject().Remove("selections");
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest, "context.selections");
    }

    [Theory]
    [InlineData("order-sign", "crd-order-select")]
    [InlineData("order-select", "crd-order-sign")]
    [InlineData("encounter-start", "crd-order-sign")]
    [InlineData(Secret, "crd-order-sign")]
    public async Task Hook_that_is_not_the_services_own_is_a_bad_request(string hook, string service)
    {
        var call = Given.Call("order-select");
        call["hook"] = hook;
        var answer = await HookAnswer.PostAsync(server.Client, call, service);
        answer.IsOutcome(HttpStatusCode.BadRequest, "hook");
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("3.0")]
    [InlineData("2.21")]
    [InlineData("2")]
    [InlineData(Secret)]
    public async Task Crd_version_that_is_not_served_is_unprocessable(string version)
    {
        var call = Given.Call();
        call["extension"] = new JsonObject { ["davinci-crd.requestedVersion"] = version };
        var answer = await HookAnswer.PostAsync(server.Client, call);
        answer.IsOutcome(HttpStatusCode.UnprocessableEntity);
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.2.1")]
    public async Task Crd_version_that_is_served_may_name_its_correction(string version)
    {
        var call = Given.Call();
        call["extension"] = new JsonObject { ["davinci-crd.requestedVersion"] = version };
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).IsGood(call).Statement.Covered);
    }

    [Theory]
    [InlineData("GET", "/cds-services/crd-order-sign", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/cds-services/crd-order-sign", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/cds-services", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/" + Secret, HttpStatusCode.NotFound)]
    [InlineData("GET", "/cds-services/crd-order-sign/" + Secret, HttpStatusCode.NotFound)]
    [InlineData("POST", "/cds-services/" + Secret, HttpStatusCode.NotFound)]
    [InlineData("POST", "/cds-services/CRD-ORDER-SIGN", HttpStatusCode.NotFound)]
    public async Task Address_or_method_that_is_not_served_is_an_outcome(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (method == "POST")
        {
            request.Content = new StringContent(Given.Call().ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var response = await server.Client.SendAsync(request);
        var answer = await HookAnswer.ReadAsync(response);
        answer.IsOutcome(status);
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    public async Task Content_type_that_is_no_json_is_not_supported(string type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Given.Call().ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        (await HookAnswer.PostContentAsync(server.Client, content)).IsOutcome(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_over_the_limit_is_too_large_with_and_without_its_length(bool withLength)
    {
        using var small = new ServerFactory { Settings = { ["Crd:MaximumRequestBytes"] = "16384" } };
        using var client = small.CreateClient();
        var call = Given.Call();
        call["padding"] = new string('x', 20_000);
        using var content = withLength
            ? new ByteArrayContent(Encoding.UTF8.GetBytes(call.ToJsonString()))
            : (HttpContent)new ChunkedContent(call.ToJsonString());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (await HookAnswer.PostContentAsync(client, content)).IsOutcome(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Body_that_is_too_deep_is_a_bad_request()
    {
        var body = $"{{\"hook\":\"order-sign\",\"x\":{new string('[', 10_000)}{new string(']', 10_000)}}}";
        (await HookAnswer.PostTextAsync(server.Client, body)).IsOutcome(HttpStatusCode.BadRequest);
    }

    private static JsonObject Parent(JsonObject call, string[] path) => path.Length == 1 ? call : call.At([.. path[..^1]]).AsObject();
}
