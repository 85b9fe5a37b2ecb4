using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>What is refused, with the status of the release that is spoken (CRD 2.2.1 hook-13; CRD 2.0.1, hooks page; crd.md section 8).</summary>
public sealed class ReleaseErrorTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Versions = ["2.2", "2.0"];

    private static readonly Dictionary<string, Action<JsonObject>> Broken = new(StringComparer.Ordinal)
    {
        ["hook"] = call => call.Remove("hook"),
        ["hookInstance"] = call => call.Remove("hookInstance"),
        ["context"] = call => call.Remove("context"),
        ["context.patientId"] = call => call.At("context").AsObject().Remove("patientId"),
        ["context.draftOrders"] = call => call.At("context").AsObject().Remove("draftOrders"),
        ["context.draftOrders.entry[0].resource.resourceType"] = call => call.TheOrder()["resourceType"] = "MedicationOrder",
        ["context.draftOrders.entry[0].resource.medication[x]"] = call => call.TheOrder()["medicationReference"] = OnTheEhr.Reference("Medication/medication-1"),
        ["prefetch.coverage"] = call => call.At("prefetch")["coverage"] = null,
    };

    public static TheoryData<string, string> BrokenCalls => Cross(Broken.Keys);

    public static TheoryData<string, string> NoSets => Cross(
        "[]", "{}", """{ "type": "collection" }""", """{ "resourceType": "Patient", "id": "patient-1" }""", """[{ "resourceType": "Patient", "id": "patient-1" }]""",
        """{ "resourceType": "Patient", "entry": [] }""", "[{}]", "null", "7", "\"MedicationRequest/order-1\"");

    public static TheoryData<string, string> SetsWithoutOrders => Cross(
        """{ "resourceType": "Bundle" }""", """{ "resourceType": "Bundle", "type": "collection", "entry": [] }""", """{ "entry": [] }""");

    public static TheoryData<string, string> OneMedication => Cross("null", "{}");

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task Body_that_is_no_json_is_a_bad_request_in_each(string version) =>
        (await PostTextAsync("{", version)).IsRefused(RefusedFor.Json, version);

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task Json_that_is_no_object_breaks_cds_hooks(string version) =>
        (await PostTextAsync("[]", version)).IsRefused(RefusedFor.HooksOrFhir, version);

    [Theory]
    [MemberData(nameof(BrokenCalls))]
    public async Task Call_that_breaks_cds_hooks_or_fhir_or_has_no_coverage_is_refused_and_the_place_named(string path, string version)
    {
        var call = Given.Call();
        Broken[path](call);
        (await HookCalls.PostAsync(server.Client, call, version, "order-sign")).IsRefused(RefusedFor.HooksOrFhir, version, path);
    }

    [Theory]
    [MemberData(nameof(NoSets))]
    public async Task What_is_no_set_of_orders_is_refused_and_never_answered_with_silence(string draftOrders, string version)
    {
        foreach (var hook in new[] { "order-sign", "order-select" })
        {
            var call = Given.Call(hook);
            call.At("context")["draftOrders"] = JsonNode.Parse(draftOrders);
            (await HookCalls.PostAsync(server.Client, call, version)).IsRefused(RefusedFor.HooksOrFhir, version, "context.draftOrders");
        }
    }

    [Theory]
    [MemberData(nameof(NoSets))]
    public async Task What_is_no_set_of_appointments_is_refused(string appointments, string version)
    {
        var call = HookCalls.Of("appointment-book");
        call.At("context")["appointments"] = JsonNode.Parse(appointments);
        (await HookCalls.PostAsync(server.Client, call, version)).IsRefused(RefusedFor.HooksOrFhir, version, "context.appointments");
    }

    [Theory]
    [MemberData(nameof(SetsWithoutOrders))]
    public async Task Set_that_is_empty_is_answered_with_silence(string draftOrders, string version)
    {
        var call = Given.Call();
        call.At("context")["draftOrders"] = JsonNode.Parse(draftOrders);
        (await HookCalls.PostAsync(server.Client, call, version)).IsSilent();
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task Order_of_no_known_type_is_refused_beside_a_good_one(string version)
    {
        foreach (var resource in new[] { """{ "resourceType": "DeviceUsage", "id": "1" }""", """{ "resourceType": "medicationrequest", "id": "1" }""", """{ "id": "1" }""" })
        {
            var call = Given.Call();
            call.At("context", "draftOrders", "entry").AsArray().Add((JsonNode)new JsonObject { ["resource"] = JsonNode.Parse(resource) });
            (await HookCalls.PostAsync(server.Client, call, version)).IsRefused(RefusedFor.HooksOrFhir, version, "context.draftOrders.entry[1].resource.resourceType");
        }
    }

    [Theory]
    [MemberData(nameof(OneMedication))]
    public async Task Medication_that_says_nothing_is_no_second_one(string reference, string version)
    {
        var call = Given.Call();
        call.TheOrder()["medicationReference"] = JsonNode.Parse(reference);
        Assert.Equal("not-covered", (await HookCalls.PostAsync(server.Client, call, version)).Statement.Covered);
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task Dispatched_order_with_two_medications_is_judged_by_neither(string version)
    {
        var call = HookCalls.Of("order-dispatch");
        call.At("prefetch", "medicationRequests", "entry", 0, "resource")["medicationReference"] = OnTheEhr.Reference("Medication/medication-1");
        (await HookCalls.PostAsync(server.Client, call, version))
            .IsRefused(RefusedFor.HooksOrFhir, version, "prefetch.medicationRequests.entry[0].resource.medication[x]");
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task Several_coverages_that_answer_differently_are_refused(string version)
    {
        var call = Given.Call();
        var medicaid = Given.CoverageResource();
        medicaid["id"] = "coverage-2";
        medicaid["type"] = JsonNode.Parse("""{ "coding": [ { "system": "https://nahdo.org/sopt", "code": "211" } ] }""");
        call.At("prefetch", "coverage", "entry").AsArray().Add((JsonNode)new JsonObject { ["resource"] = medicaid });
        (await HookCalls.PostAsync(server.Client, call, version)).IsRefused(RefusedFor.HooksOrFhir, version, "prefetch.coverage");
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task Coverage_that_cannot_be_had_is_a_failed_precondition_in_each(string version)
    {
        var call = Given.Call().WithoutFhirServer();
        call.At("prefetch").AsObject().Remove("coverage");
        (await HookCalls.PostAsync(server.Client, call, version)).IsRefused(RefusedFor.Unobtainable, version, "prefetch.coverage");
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task What_breaks_the_guide_alone_is_unprocessable_in_each(string version)
    {
        var call = Given.Call();
        call.At("context", "draftOrders")["entry"] = new JsonArray([.. Enumerable.Range(0, 1_001).Select(_ => (JsonNode)new JsonObject { ["resource"] = Given.OtherOrder() })]);
        (await HookCalls.PostAsync(server.Client, call, version)).IsRefused(RefusedFor.Guide, version, "context.draftOrders");
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task Explanation_and_feedback_are_refused_as_the_call_is(string version)
    {
        var call = Given.Call();
        call.Remove("hookInstance");
        (await PostTextAsync(call.ToJsonString(), version, "crd-order-sign/explanation")).IsRefused(RefusedFor.HooksOrFhir, version, "hookInstance");
        (await PostTextAsync("{}", version, "crd-order-sign/feedback")).IsRefused(RefusedFor.HooksOrFhir, version, "feedback");
        (await PostTextAsync("{", version, "crd-order-sign/feedback")).IsRefused(RefusedFor.Json, version);
    }

    [Fact]
    public void Checker_knows_the_statuses_of_both_releases()
    {
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), StatusesOf(RefusedFor.Json));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity), StatusesOf(RefusedFor.HooksOrFhir));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), StatusesOf(RefusedFor.Guide));
        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed), StatusesOf(RefusedFor.Unobtainable));
    }

    private static (HttpStatusCode Crd22, HttpStatusCode Crd20) StatusesOf(RefusedFor what) => (CrdDialect.Of("2.2").StatusOf(what), CrdDialect.Of("2.0").StatusOf(what));

    private static TheoryData<string, string> Cross(params IEnumerable<string> values)
    {
        var data = new TheoryData<string, string>();
        foreach (var value in values)
        {
            Array.ForEach(Versions, version => data.Add(value, version));
        }

        return data;
    }

    private async Task<HookAnswer> PostTextAsync(string body, string version, string service = "crd-order-sign")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri($"{(version == "2.0" ? "/2.0" : "")}/cds-services/{service}", UriKind.Relative), content);
        return await HookAnswer.ReadAsync(response);
    }
}
