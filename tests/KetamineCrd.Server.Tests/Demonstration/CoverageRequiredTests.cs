using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Demonstration;

/// <summary>Calls without a usable Coverage: 412 when it could not be had, 400 when there is none (CRD 2.2.1 hook-13, found-32; CDS Hooks 2.0).</summary>
public sealed class CoverageRequiredTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> LookedUpAndEmpty =>
        ["null", """{ "resourceType": "Bundle", "type": "searchset", "total": 0 }""", """{ "resourceType": "Bundle", "type": "searchset", "entry": [] }"""];

    [Fact]
    public async Task Coverage_neither_sent_nor_readable_is_a_failed_precondition()
    {
        var call = WithoutFhirServer(OnTheEhr.Call("Coverage"));
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.PreconditionFailed, "prefetch.coverage");
    }

    [Fact]
    public async Task Call_without_any_prefetch_and_fhir_server_is_a_failed_precondition()
    {
        var call = WithoutFhirServer(Given.Call());
        call.Remove("prefetch");
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.PreconditionFailed);
    }

    [Theory]
    [MemberData(nameof(LookedUpAndEmpty))]
    public async Task Coverage_looked_up_and_not_found_is_a_bad_request_and_is_not_looked_up_again(string coverage)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = Given.Call().At(ehr.Base);
        call.At("prefetch")["coverage"] = JsonNode.Parse(coverage);

        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest, "prefetch.coverage");

        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Coverage_that_the_ehr_does_not_find_either_is_a_bad_request()
    {
        await using var ehr = await EhrServer.StartAsync();
        (await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Coverage").At(ehr.Base))).IsOutcome(HttpStatusCode.BadRequest);
        Assert.Single(ehr.Requests);
    }

    [Fact]
    public async Task Several_coverages_that_answer_alike_are_answered_under_the_first()
    {
        // hook-13 refuses plural Coverages since nothing tells which one counts; where all answer alike it does not matter, and the answer is given (found-34).
        var call = Given.Call();
        var second = Given.CoverageResource();
        second["id"] = "coverage-2";
        call.At("prefetch", "coverage", "entry").AsArray().Add((JsonNode)new JsonObject { ["fullUrl"] = $"{Given.EhrBase}/Coverage/coverage-2", ["resource"] = second });

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);
        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal("Coverage/coverage-1", answer.Statement.Coverage);
    }

    [Fact]
    public async Task Several_coverages_that_answer_differently_are_a_bad_request_unless_the_order_names_one()
    {
        // 7.03.03 (2025): commercial is investigational, Medicaid is left to eMedNY (facts.md, product rules of 002).
        var call = Given.Call();
        var medicaid = Given.CoverageResource();
        medicaid["id"] = "coverage-2";
        medicaid["type"] = JsonNode.Parse("""{ "coding": [ { "system": "https://nahdo.org/sopt", "code": "211" } ] }""");
        call.At("prefetch", "coverage", "entry").AsArray().Add((JsonNode)new JsonObject { ["resource"] = medicaid });

        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest);

        call.TheOrder()["insurance"] = new JsonArray(OnTheEhr.Reference("Coverage/coverage-2"));
        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);
        Assert.Equal("conditional", answer.Statement.Covered);
        Assert.Equal("Coverage/coverage-2", answer.Statement.Coverage);
    }

    [Fact]
    public async Task Coverage_of_another_patient_is_a_member_that_is_not_found()
    {
        // CRD 2.2.1 resp-44: 200, and no policy is quoted.
        var call = Given.Call();
        call.TheCoverage().At("beneficiary")["reference"] = "Patient/patient-2";

        var statement = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call).Statement;

        Assert.Equal("not-covered", statement.Covered);
        Assert.Equal(["no-member-found"], statement.ReasonCodes);
        Assert.DoesNotContain("7.03.03", statement.ReasonText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LookedUpAndEmpty))]
    [InlineData("absent")]
    public async Task Coverage_is_no_matter_for_orders_of_other_drugs(string coverage)
    {
        var call = WithoutFhirServer(Given.Call());
        call.At("context", "draftOrders", "entry", 0)["resource"] = Given.OtherOrder();
        if (coverage == "absent")
        {
            call.At("prefetch").AsObject().Remove("coverage");
        }
        else
        {
            call.At("prefetch")["coverage"] = JsonNode.Parse(coverage);
        }

        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    [Fact]
    public async Task Cancelled_ketamine_order_needs_no_coverage()
    {
        // decision-rules.md, order of tests: live order comes first.
        var call = WithoutFhirServer(OnTheEhr.Call("Coverage"));
        call.TheOrder()["status"] = "cancelled";
        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    [Fact]
    public async Task Coverage_sent_alone_instead_of_in_a_bundle_is_taken()
    {
        // cds-hooks.md section 5: "single resource instead of Bundle: accept".
        var call = Given.Call();
        call.At("prefetch")["coverage"] = Given.CoverageResource();
        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Coverage_under_a_key_that_was_not_asked_for_is_taken()
    {
        var call = Given.Call();
        call.At("prefetch")["insurance"] = call.At("prefetch", "coverage").DeepClone();
        call.At("prefetch").AsObject().Remove("coverage");
        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Error_that_the_client_put_into_prefetch_is_never_taken_for_no_coverage()
    {
        var call = WithoutFhirServer(Given.Call());
        call.At("prefetch")["coverage"] = Given.Parse("""{ "resourceType": "OperationOutcome", "issue": [ { "severity": "error", "code": "exception" } ] }""");
        var answer = await HookAnswer.PostAsync(server.Client, call);
        Assert.Equal("indeterminate", answer.IsGood(call).Statement.Covered);
    }

    private static JsonObject WithoutFhirServer(JsonObject call)
    {
        call.Remove("fhirServer");
        call.Remove("fhirAuthorization");
        return call;
    }
}
