using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>Prefetch as clients send it (CDS Hooks 2.0, "Prefetch Template"; cds-hooks.md section 5, the interpretation table).</summary>
public sealed class PrefetchTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Search = "Coverage?patient=patient-1&status=active";

    public static TheoryData<string, string> Failures
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var key in new[] { "coverage", "Coverage", "coverageBundle" })
            {
                data.Add(key, """{ "resourceType": "OperationOutcome", "issue": [ { "severity": "error", "code": "exception" } ] }""");
                data.Add(key, """
                    { "resourceType": "Bundle", "type": "searchset", "entry": [ { "search": { "mode": "outcome" },
                      "resource": { "resourceType": "OperationOutcome", "issue": [ { "severity": "error", "code": "timeout" } ] } } ] }
                    """);
            }

            return data;
        }
    }

    [Theory]
    [InlineData("\"Coverage?patient={{context.patientId}}&status=active\"")]
    [InlineData("\"\"")]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("""{ "error": "not supported" }""")]
    [InlineData("""{ "resourceType": "Patient", "id": "patient-1" }""")]
    [InlineData("[ \"Coverage/coverage-1\" ]")]
    public async Task Value_that_is_no_answer_counts_as_absent_and_the_coverage_is_read(string value)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = Given.Call().At(ehr.Base);
        call.At("prefetch")["coverage"] = JsonNode.Parse(value);

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);

        Assert.Equal(Search, Assert.Single(ehr.Requests).Address);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failure_of_the_clients_own_search_is_not_repeated_and_is_no_missing_coverage(string key, string value)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Coverage").At(ehr.Base);
        call.At("prefetch")[key] = JsonNode.Parse(value);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("indeterminate", answer.Statement.Covered);
        Assert.Equal(["technical"], answer.Statement.ReasonCodes);
        Assert.Empty(ehr.Requests);
    }

    [Theory]
    [InlineData("Coverage", "null")]
    [InlineData("coverageBundle", "null")]
    [InlineData("patient_coverages", """{ "resourceType": "Bundle", "entry": [] }""")]
    [InlineData("coverage", "[]")]
    [InlineData("coverage", """
        { "resourceType": "Bundle", "entry": [ { "search": { "mode": "outcome" },
          "resource": { "resourceType": "OperationOutcome", "issue": [ { "severity": "information", "code": "not-found" } ] } } ] }
        """)]
    public async Task Search_that_the_client_made_in_vain_is_not_repeated_under_any_key(string key, string value)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Coverage").At(ehr.Base);
        call.At("prefetch")[key] = JsonNode.Parse(value);

        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest, "prefetch.coverage");

        Assert.Empty(ehr.Requests);
    }

    [Theory]
    [InlineData("coverageEligibility")]
    [InlineData("device")]
    public async Task Nothing_under_a_key_of_another_subject_says_nothing_of_the_coverage(string key)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Coverage").At(ehr.Base);
        call.At("prefetch")[key] = null;

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);
    }

    [Fact]
    public async Task Fixed_keys_of_a_client_that_does_not_follow_discovery_are_used()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Medication", "Condition", "Organization").At(ehr.Base);
        var bundle = call.At("prefetch", "coverage").DeepClone().AsObject();
        bundle.At("entry").AsArray().Add((JsonNode)new JsonObject { ["resource"] = OnTheEhr.Organization.DeepClone() });
        call["prefetch"] = new JsonObject
        {
            ["coverageBundle"] = bundle,
            ["medicationRequestBundle"] = new JsonObject
            {
                ["resourceType"] = "Bundle",
                ["entry"] = new JsonArray(
                    new JsonObject { ["resource"] = OnTheEhr.Medication.DeepClone() }, new JsonObject { ["resource"] = OnTheEhr.Condition.DeepClone() }),
            },
            ["deviceRequestBundle"] = null,
        };

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);

        Assert.Empty(ehr.Requests);
    }

    [Theory]
    [InlineData("Patient/patient-1")]
    [InlineData("{base}/Patient/patient-1")]
    [InlineData("Patient/patient-1/_history/3")]
    public async Task Patient_reference_in_place_of_the_id_is_read_as_the_id(string patient)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Coverage").At(ehr.Base);
        call.At("context")["patientId"] = patient.Replace("{base}", ehr.Base.AbsoluteUri, StringComparison.Ordinal);

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);

        Assert.Equal(Search, Assert.Single(ehr.Requests).Address);
    }

    [Fact]
    public async Task Patient_id_that_the_client_did_not_fill_in_is_never_searched_by()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Coverage").At(ehr.Base);
        call.At("context")["patientId"] = "{{context.patientId}}";

        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.PreconditionFailed);

        Assert.Empty(ehr.Requests);
        var complete = Given.Call();
        complete.At("context")["patientId"] = "{{context.patientId}}";
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, complete)).Statement.Covered);
    }

    [Theory]
    [InlineData("patient-1,patient-2", HttpStatusCode.PreconditionFailed, "prefetch.coverage")] // "or", in a search
    [InlineData("Group/group-1", HttpStatusCode.PreconditionFailed, "prefetch.coverage")]
    [InlineData("http://ehr.example.org/Patient/", HttpStatusCode.BadRequest, "context.patientId")]
    [InlineData("../patient-1", HttpStatusCode.PreconditionFailed, "prefetch.coverage")]
    [InlineData("", HttpStatusCode.BadRequest, "context.patientId")]
    public async Task Patient_id_that_a_search_would_not_take_for_one_id_is_never_searched_by(string patient, HttpStatusCode status, string path)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Coverage").At(ehr.Base);
        call.At("context")["patientId"] = patient;

        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(status, path);

        Assert.Empty(ehr.Requests);
    }

    [Theory]
    [InlineData("Patient/patient-2")]
    [InlineData(Given.EhrBase + "/Patient/patient-2")]
    public async Task Coverage_of_another_patient_is_no_rival(string beneficiary)
    {
        // Answers that differ would be refused (CRD 2.2.1 hook-13): Medicaid is left to eMedNY.
        var call = Given.Call();
        call.At("prefetch", "coverage", "entry").AsArray().Insert(0, new JsonObject { ["resource"] = MedicaidOf(beneficiary) });

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(Given.Coverage, answer.Statement.Coverage);
    }

    [Theory]
    [InlineData("https://other.example.org/fhir/Patient/patient-2")]
    [InlineData("Patient/patient-1")]
    [InlineData("urn:uuid:0b2cbd4e-0001-4000-8000-000000000001")]
    public async Task Coverage_that_may_be_the_patients_is_a_rival(string beneficiary)
    {
        var call = Given.Call();
        call.At("prefetch", "coverage", "entry").AsArray().Insert(0, new JsonObject { ["resource"] = MedicaidOf(beneficiary) });

        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Coverage_of_a_record_that_was_merged_into_the_patients_is_the_patients()
    {
        var call = Given.Call();
        call.TheCoverage().At("beneficiary")["reference"] = "Patient/merged-into-patient-1";
        Assert.Equal(["no-member-found"], (await HookAnswer.PostAsync(server.Client, call)).Statement.ReasonCodes);

        call.At("prefetch", "patient")["link"] = JsonNode.Parse("""[ { "other": { "reference": "Patient/merged-into-patient-1" }, "type": "replaces" } ]""");

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);
        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Empty(answer.Statement.ReasonCodes);
        Assert.Single(answer.Cards);
    }

    private static JsonObject MedicaidOf(string beneficiary)
    {
        var coverage = Given.CoverageResource();
        coverage["id"] = "coverage-2";
        coverage["type"] = JsonNode.Parse("""{ "coding": [ { "system": "https://nahdo.org/sopt", "code": "211" } ] }""");
        coverage.At("beneficiary")["reference"] = beneficiary;
        return coverage;
    }
}
