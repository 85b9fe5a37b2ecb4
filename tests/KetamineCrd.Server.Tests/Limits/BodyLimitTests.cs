using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>How much one body may hold. Limits lie far above what EHRs send; what goes beyond is refused with its place and the limit.</summary>
public sealed class BodyLimitTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Services = ["crd-order-sign", "crd-order-sign/explanation", "crd-order-sign/feedback"];

    public static TheoryData<string> AllServices => [.. Services];

    [Theory]
    [MemberData(nameof(AllServices))]
    public async Task Array_may_have_10000_items(string service)
    {
        var tooMany = $$"""{ "hook": "order-sign", "x": { "y": [ {}, [{{string.Join(',', Enumerable.Repeat('0', 10_001))}}] ] } }""";
        var answer = await HookAnswer.PostTextAsync(server.Client, tooMany, service);
        answer.IsOutcome(HttpStatusCode.BadRequest, "x.y[1]");
        Assert.Equal("too-costly", Code(answer));
        Assert.Contains("10,000", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_with_10000_entries_is_read()
    {
        var call = Given.Call();
        call.At("prefetch")["observations"] = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["entry"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(i => (JsonNode)new JsonObject { ["resource"] = new JsonObject { ["resourceType"] = "Observation", ["id"] = $"o{i}" } })]),
        };
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);
    }

    [Fact]
    public async Task Object_may_have_10000_members()
    {
        var members = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"\"k{i}\":null"));
        (await HookAnswer.PostTextAsync(server.Client, $$"""{ "hook": "order-sign", "prefetch": { {{members}} } }""")).IsOutcome(HttpStatusCode.BadRequest, "prefetch");
    }

    [Fact]
    public async Task Place_of_what_is_too_large_has_no_text_of_the_client()
    {
        var items = string.Join(',', Enumerable.Repeat('0', 10_001));
        (await HookAnswer.PostTextAsync(server.Client, $$"""{ "hook": "order-sign", "prefetch": { "<script>Ada Okonkwo</script>": { "a": [{{items}}] } } }"""))
            .IsOutcome(HttpStatusCode.BadRequest, "prefetch.?.a");
    }

    [Fact]
    public async Task Text_may_have_6_MiB_so_that_a_document_of_some_MB_is_fine()
    {
        var call = Given.Call();
        var document = new JsonObject { ["resourceType"] = "Binary", ["id"] = "b", ["data"] = new string('A', 5 * 1024 * 1024) };
        call.At("prefetch")["document"] = document;
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);

        document["data"] = new string('A', (6 * 1024 * 1024) + 1);
        var answer = await HookAnswer.PostAsync(server.Client, call);
        answer.IsOutcome(HttpStatusCode.BadRequest, "prefetch.document.data");
        Assert.Equal("too-long", Code(answer));
    }

    [Fact]
    public async Task Body_may_have_1000000_values()
    {
        var values = string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Repeat('0', 9_999))}]", 101));
        var answer = await HookAnswer.PostTextAsync(server.Client, $$"""{ "hook": "order-sign", "x": [{{values}}] }""");
        answer.IsOutcome(HttpStatusCode.BadRequest);
        Assert.StartsWith("x[", (string?)answer.Json.At("issue", 0, "diagnostics"), StringComparison.Ordinal);
        Assert.Equal("too-costly", Code(answer));
    }

    [Theory]
    [InlineData(63, HttpStatusCode.OK)]
    [InlineData(64, HttpStatusCode.BadRequest)]
    public async Task Body_may_be_64_levels_deep(int arrays, HttpStatusCode status)
    {
        var body = Given.Call().ToJsonString();
        body = body.Insert(body.Length - 1, $",\"x\":{new string('[', arrays)}{new string(']', arrays)}");
        Assert.Equal(status, (await HookAnswer.PostTextAsync(server.Client, body)).Status);
    }

    [Theory]
    [InlineData("order-sign", "draftOrders")]
    [InlineData("order-select", "selections")]
    [InlineData("order-dispatch", "dispatchedOrders")]
    [InlineData("appointment-book", "appointments")]
    public async Task Call_may_be_about_1000_orders(string hook, string member)
    {
        var call = HookCalls.Of(hook);
        var list = call.At("context", member);
        var items = (list is JsonArray array ? array : list["entry"]!).AsArray();
        while (items.Count < 1_001)
        {
            items.Add(items[0] is JsonObject ? new JsonObject { ["resource"] = Given.OtherOrder($"other-{items.Count}") } : JsonValue.Create($"MedicationRequest/x{items.Count}"));
        }

        var answer = await HookAnswer.PostAsync(server.Client, call);
        answer.IsOutcome(HttpStatusCode.UnprocessableEntity, $"context.{member}");
        Assert.Equal("too-costly", Code(answer));
        Assert.Contains("1,000", answer.Text, StringComparison.Ordinal);

        items.RemoveAt(1_000);
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);
    }

    [Fact]
    public async Task Thousand_orders_of_ours_are_each_answered()
    {
        var call = Given.Call();
        for (var i = 2; i <= 1_000; i++)
        {
            call.AddOrder(Given.MedicationOrder($"order-{i}"));
        }

        Assert.Equal(1_000, (await HookAnswer.PostAsync(server.Client, call)).Statements.Count(s => s.Covered == "not-covered"));
    }

    [Fact]
    public async Task Order_that_is_dispatched_under_many_addresses_goes_back_once()
    {
        var call = HookCalls.Of("order-dispatch");
        call.At("context")["dispatchedOrders"] = new JsonArray([.. Enumerable.Range(1, 500).Select(i => (JsonNode)$"{Given.Order}/_history/{i}")]);
        Assert.Single((await HookAnswer.PostAsync(server.Client, call)).Actions);
    }

    [Fact]
    public async Task Patient_may_have_200_coverages_of_which_16_rival()
    {
        var call = Given.Call();
        var entries = call.At("prefetch", "coverage", "entry").AsArray();
        AddCoverages(16);
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);
        AddCoverages(17);
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest, "prefetch.coverage");
        AddCoverages(201);
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.UnprocessableEntity, "prefetch.coverage");

        void AddCoverages(int count)
        {
            while (entries.Count < count)
            {
                var coverage = Given.CoverageResource();
                coverage["id"] = $"coverage-{entries.Count + 1}";
                entries.Add(new JsonObject { ["resource"] = coverage });
            }
        }
    }

    [Theory]
    [InlineData("order-sign")]
    [InlineData("appointment-book")]
    public async Task Orders_that_refer_to_one_large_resource_again_and_again_are_too_costly(string hook)
    {
        var call = HookCalls.Of(hook);
        var order = hook == "order-sign" ? call.TheOrder() : call.At("context", "appointments", "entry", 0, "resource").AsObject();
        order["reasonReference"] = new JsonArray([.. Enumerable.Range(0, 500).Select(_ => (JsonNode)OnTheEhr.Reference("Condition/large"))]);
        var codings = new JsonArray([.. Enumerable.Range(0, 2_000).Select(i => (JsonNode)new JsonObject { ["system"] = "http://snomed.info/sct", ["code"] = $"{i}" })]);
        call.At("prefetch")["problem"] = new JsonObject { ["resourceType"] = "Condition", ["id"] = "large", ["code"] = new JsonObject { ["coding"] = codings } };

        var answer = await HookAnswer.PostAsync(server.Client, call);

        answer.IsOutcome(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("too-costly", Code(answer));
    }

    [Theory]
    [InlineData("hookInstance")]
    [InlineData("fhirServer")]
    [InlineData("context.patientId")]
    [InlineData("context.userId")]
    public async Task Id_may_have_2048_bytes(string path)
    {
        var call = Given.Call();
        var steps = path.Split('.');
        var parent = steps.Length == 1 ? call : call.At(steps[0]).AsObject();
        parent[steps[^1]] = "https://ehr.example.org/" + new string('x', 2_048);
        var answer = await HookAnswer.PostAsync(server.Client, call);
        answer.IsOutcome(HttpStatusCode.BadRequest, path);
        Assert.Equal("too-long", Code(answer));
    }

    private static string? Code(HookAnswer answer) => (string?)answer.Json.At("issue", 0, "code");
}
