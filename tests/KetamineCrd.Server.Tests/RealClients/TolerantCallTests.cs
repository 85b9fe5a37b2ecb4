using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.RealClients;

/// <summary>Calls that are odd but usable are answered like plain ones (CRD 2.2.1 found-33, conf-12; cds-hooks.md sections 3 to 5).</summary>
public sealed class TolerantCallTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string, string, string> Unknown => new()
    {
        { "", "unknownMember", """{ "deep": [ 1, null, { "a": "" } ] }""" },
        { "context", "unknownMember", "[ [ ] ]" },
        { "prefetch", "unknownKey", """{ "resourceType": "Device", "id": "d" }""" },
        { "prefetch", "unknownNull", "null" },
        { "", "extension", """{ "com.example.thing": true, "davinci-crd.configuration": { "no-such-option": 5 } }""" },
        { "", "extension", """{ "davinci-crd.requestedVersion": "2.2" }""" },
        { "", "extension", """[ "not an object" ]""" },
        { "context", "encounterId", "7" },
        { "context", "userId", "null" },
        { "", "fhirAuthorization", "null" },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task Unknown_or_unneeded_member_is_ignored(string parent, string name, string value)
    {
        var call = Given.Call();
        (parent.Length == 0 ? call : call.At(parent).AsObject())[name] = JsonNode.Parse(value);
        await IsAnsweredAsync(call);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/fhir+json")]
    [InlineData("APPLICATION/JSON")]
    public async Task Content_type_of_json_in_any_form_is_taken(string type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Given.Call().ToJsonString()));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        var answer = await HookAnswer.PostContentAsync(server.Client, content);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Byte_order_mark_is_passed_over()
    {
        var answer = await HookAnswer.PostTextAsync(server.Client, "\uFEFF" + Given.Call().ToJsonString());
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Body_in_pieces_without_a_length_is_read_whole()
    {
        var call = Given.Call();
        call["padding"] = new string('é', 60_000);
        using var content = new ChunkedContent(call.ToJsonString());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await HookAnswer.PostContentAsync(server.Client, content);
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Bundle_without_type_and_entries_without_full_url_are_taken()
    {
        // crd.md section 4: "LIB examples omit fullUrl, do not insist".
        var call = Given.Call();
        call.At("context", "draftOrders").AsObject().Remove("type");
        call.At("context", "draftOrders", "entry", 0).AsObject().Remove("fullUrl");
        call.At("prefetch", "coverage").AsObject().Remove("type");
        call.At("prefetch", "coverage", "entry", 0).AsObject().Remove("fullUrl");
        await IsAnsweredAsync(call);
    }

    [Fact]
    public async Task Empty_codings_and_entries_beside_real_ones_do_no_harm()
    {
        var call = Given.Call();
        call.TheOrder().At("medicationCodeableConcept", "coding").AsArray().Insert(0, new JsonObject());
        call.TheOrder().At("reasonCode").AsArray().Insert(0, new JsonObject { ["coding"] = new JsonArray(new JsonObject(), null) });
        call.TheOrder().At("dosageInstruction").AsArray().Add((JsonNode)new JsonObject());
        call.At("context", "draftOrders", "entry").AsArray().Add((JsonNode)new JsonObject());
        call.TheCoverage()["class"] = new JsonArray(new JsonObject(), null);
        await IsAnsweredAsync(call);
    }

    [Fact]
    public async Task Extension_in_place_of_a_value_is_no_value()
    {
        // HRex 1.2.0, consumer (hrex-conf-6): data-absent-reason where a value is missing.
        const string Absent = """{ "extension": [ { "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown" } ] }""";
        var call = Given.Call();
        call.TheOrder()["requester"] = JsonNode.Parse(Absent);
        call.TheOrder().Remove("authoredOn");
        call.TheOrder()["_authoredOn"] = JsonNode.Parse(Absent);
        call.TheCoverage().Remove("subscriberId");
        call.TheCoverage()["_subscriberId"] = JsonNode.Parse(Absent);
        call.TheCoverage()["relationship"] = JsonNode.Parse(Absent);
        await IsAnsweredAsync(call);

        call.TheOrder()["reasonCode"] = new JsonArray(JsonNode.Parse(Absent));
        var statement = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call).Statement;
        Assert.Equal("conditional", statement.Covered);
    }

    [Fact]
    public async Task Codings_that_say_nothing_are_told_apart_from_a_denial()
    {
        // No drug is named by empty codings and no words: nothing to say.
        var call = Given.Call();
        call.TheOrder()["medicationCodeableConcept"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject()) };
        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    [Fact]
    public async Task Order_without_an_id_gets_no_system_action()
    {
        // found-36 is the client's duty; there is nothing to update without an id, and no null or empty systemActions (CDS Hooks 2.0).
        var call = Given.Call();
        call.TheOrder().Remove("id");
        var answer = await HookAnswer.PostAsync(server.Client, call);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.False(answer.Json.ContainsKey("systemActions"));
        Assert.Empty(ResponseChecker.Check(call.ToJsonString(), answer.Text));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("[ null, [], {}, 3, \"x\" ]")]
    [InlineData("{ \"coding\": {}, \"reference\": [], \"entry\": 5, \"extension\": true, \"value\": {} }")]
    public async Task Member_of_another_kind_than_fhir_has_is_never_a_server_error(string value)
    {
        var refused = new List<string>();
        foreach (var member in Members(Given.Call()))
        {
            var call = Given.Call();
            JsonNode parent = call;
            foreach (var step in member[..^1])
            {
                parent = step is int index ? parent[index]! : parent[(string)step]!;
            }

            if (member[^1] is int i)
            {
                parent.AsArray()[i] = JsonNode.Parse(value);
            }
            else
            {
                parent.AsObject()[(string)member[^1]] = JsonNode.Parse(value);
            }

            call.Remove("fhirServer");
            var answer = await HookAnswer.PostAsync(server.Client, call, "crd-order-sign");
            if (answer.Status != HttpStatusCode.OK)
            {
                refused.Add($"{(int)answer.Status} {string.Join('.', member)}");
            }
        }

        var members = Members(Given.Call()).Select(m => string.Join('.', m));
        Assert.Equal(string.Join('\n', members.Where(m => Refusal(m, value) is not null).Select(m => $"{Refusal(m, value)} {m}")), string.Join('\n', refused));
    }

    [Theory]
    [InlineData("\"subject\":")]
    [InlineData("\"patientId\":")]
    [InlineData("\"hook\":")]
    [InlineData("\"subscriberId\":")]
    public async Task Member_whose_name_is_no_text_is_passed_over(string before)
    {
        var body = Given.Call().ToJsonString();
        Assert.Contains(before, body, StringComparison.Ordinal);

        var answer = await HookAnswer.PostTextAsync(server.Client, body.Replace(before, $"\"\\ud800atientId\":1,{before}", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("\"valueCode\":\"not-covered\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_say_is_an_empty_list_of_cards_and_no_system_actions()
    {
        var call = Given.Call();
        call.At("context", "draftOrders", "entry", 0)["resource"] = Given.OtherOrder();
        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    [Theory]
    [InlineData("""{ "resourceType": "Bundle", "type": "collection" }""")]
    [InlineData("""{ "resourceType": "Bundle", "entry": [] }""")]
    public async Task Draft_set_without_orders_is_answered_with_silence(string bundle)
    {
        var call = Given.Call();
        call.At("context")["draftOrders"] = JsonNode.Parse(bundle);
        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    private static IEnumerable<object[]> Members(JsonNode node, object[]? path = null)
    {
        path ??= [];
        var children = node switch
        {
            JsonObject o => o.Select(m => ((object)m.Key, m.Value)),
            JsonArray a => a.Select((item, i) => ((object)i, item)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            object[] here = [.. path, step];
            yield return here;
            foreach (var below in child is null ? [] : Members(child, here))
            {
                yield return below;
            }
        }
    }

    // Only what a call cannot be answered without is required: the hook, its context, and a Coverage (CDS Hooks 2.0, "HTTP Request"; CRD 2.2.1 hook-13).
    private static int? Refusal(string member, string value) => member switch
    {
        "hook" or "context" => 400,
        "hookInstance" or "context.patientId" => value == "\"text\"" ? null : 400,
        "context.draftOrders" => 400,
        "context.draftOrders.resourceType" => value == "\"text\"" ? 400 : null, // a resource, and no order
        "context.draftOrders.entry.0.resource" => value[0] == '{' ? 400 : null,
        "context.draftOrders.entry.0.resource.resourceType" => 400,
        "prefetch" or "prefetch.coverage.resourceType" => 412,
        "prefetch.coverage" => value is "[]" or "null" ? 400 : 412, // looked up and none found, or not tried
        "prefetch.coverage.entry" or "prefetch.coverage.entry.0" or "prefetch.coverage.entry.0.resource" or "prefetch.coverage.entry.0.resource.resourceType" => 400,
        "prefetch.coverage.entry.0.resource.id" => value == "\"text\"" ? null : 400,
        _ => null,
    };

    private async Task IsAnsweredAsync(JsonObject call)
    {
        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);
        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Single(answer.Cards);
    }
}
