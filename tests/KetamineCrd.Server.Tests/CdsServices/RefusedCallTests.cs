using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

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

    /// <summary>Bytes that are no text in UTF-8, with a byte order mark of UTF-16 before it, or two bodies in one.</summary>
    public static TheoryData<byte[], HttpStatusCode> NotUtf8
    {
        get
        {
            var good = Given.Call().ToJsonString();
            return new()
            {
                { [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(good)], HttpStatusCode.BadRequest },
                { [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(good)], HttpStatusCode.BadRequest },
                { [.. Encoding.UTF8.GetBytes(good), .. Encoding.UTF8.GetBytes(good)], HttpStatusCode.BadRequest },
                { [.. Encoding.UTF8.GetBytes(good), 0], HttpStatusCode.BadRequest },

                // Inside a name that nothing asks for, wrong bytes do no harm.
                { Encoding.Latin1.GetBytes(good.Replace("Okonkwo", "Ok\u00D4\u00FF", StringComparison.Ordinal)), HttpStatusCode.OK },
                { Encoding.Latin1.GetBytes(good.Replace("Okonkwo", "\u00C0\u00AF", StringComparison.Ordinal)), HttpStatusCode.OK },
                { Encoding.Latin1.GetBytes(good.Replace("Okonkwo", "\u00ED\u00A0\u0080", StringComparison.Ordinal)), HttpStatusCode.OK },
            };
        }
    }

    [Theory]
    [MemberData(nameof(NotUtf8))]
    public async Task Body_of_other_bytes_than_one_text_in_utf8_is_answered_or_refused_and_the_next_call_answered(byte[] body, HttpStatusCode status)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await HookAnswer.PostContentAsync(server.Client, content);
        Assert.Equal(status, answer.Status);
        Assert.NotNull(answer.Json);
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, Given.Call())).Statement.Covered);
    }

    [Theory]
    [InlineData("1e999999")]
    [InlineData("-1e-999999")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890.000000000000000000000000000000000000000001")]
    [InlineData("0.50000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Number_of_any_size_goes_back_as_it_came(string number)
    {
        var body = Given.Call().ToJsonString();
        Assert.Contains("\"value\":0.50", body, StringComparison.Ordinal);
        var answer = await HookAnswer.PostTextAsync(server.Client, body.Replace("\"value\":0.50", $"\"value\":{number}", StringComparison.Ordinal));
        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Contains($"\"value\":{number}", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("0x10")]
    public async Task Number_that_json_has_not_is_a_bad_request(string number) =>
        (await HookAnswer.PostTextAsync(server.Client, Given.Call().ToJsonString().Replace("\"value\":0.50", $"\"value\":{number}", StringComparison.Ordinal)))
            .IsOutcome(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Names_that_other_languages_stumble_over_are_names_like_others()
    {
        var call = Given.Call();
        foreach (var name in new[] { "", "__proto__", "constructor", "toString", "$type", "\0", "a.b[0]", "\uFEFF" })
        {
            call[name] = new JsonObject { [name] = "x" };
            call.TheOrder()[name] = new JsonArray(new JsonObject { [name] = null });
            call.At("prefetch")[name] = new JsonObject { ["resourceType"] = name };
        }

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);
        Assert.Equal(HttpStatusCode.OK, (await HookAnswer.PostAsync(server.Client, call, "crd-order-sign/explanation")).Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    [InlineData("x")]
    public async Task Encoded_body_is_not_supported(string encoding)
    {
        foreach (var service in new[] { "crd-order-sign", "crd-order-sign/explanation", "crd-order-sign/feedback" })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Given.Call().ToJsonString()));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
            (await HookAnswer.PostContentAsync(server.Client, content, service)).IsOutcome(HttpStatusCode.UnsupportedMediaType);
        }
    }

    [Fact]
    public async Task Body_that_says_it_is_not_encoded_is_read()
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Given.Call().ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("identity");
        Assert.Equal("not-covered", (await HookAnswer.PostContentAsync(server.Client, content)).Statement.Covered);
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override", "POST")]
    [InlineData("X-HTTP-Method", "POST")]
    [InlineData("X-Method-Override", "POST")]
    public async Task Method_is_not_overridden_by_a_header(string header, string method)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/cds-services/crd-order-sign", UriKind.Relative));
        request.Headers.Add(header, method);
        using var response = await server.Client.SendAsync(request);
        (await HookAnswer.ReadAsync(response)).IsOutcome(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("..%2Fcrd-order-sign")]
    [InlineData("crd-order-sign%0d%0aX-Evil:1")]
    [InlineData("%F0%9F%92%8A")]
    [InlineData("%ED%A0%80")]
    [InlineData("<script>")]
    [InlineData("crd-order-sign;x=1")]
    [InlineData("crd-order-sign/explanation/explanation")]
    [InlineData("crd-order-sign/feedback/1")]
    public async Task Service_id_of_any_kind_that_is_not_ours_is_not_found(string id)
    {
        using var content = new StringContent(Given.Call().ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri($"/cds-services/{id}", UriKind.Relative), content);
        (await HookAnswer.ReadAsync(response)).IsOutcome(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("ORDER-SIGN")]
    [InlineData("order-sign\u0000")]
    [InlineData(" order-sign")]
    [InlineData("order\u2010sign")]
    [InlineData("\u202Engis-redro")]
    public async Task Hook_of_any_kind_that_is_not_the_services_own_is_a_bad_request(string hook)
    {
        var call = Given.Call();
        call["hook"] = hook;
        (await HookAnswer.PostAsync(server.Client, call, "crd-order-sign")).IsOutcome(HttpStatusCode.BadRequest, "hook");
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
    public async Task Member_twice_elsewhere_is_answered(string text, string replacement)
    {
        var body = Given.Call().ToJsonString();
        Assert.Contains(text, body, StringComparison.Ordinal);
        var answer = await HookAnswer.PostTextAsync(server.Client, body.Replace(text, replacement, StringComparison.Ordinal));
        Assert.Equal("not-covered", answer.Statement.Covered);
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
