using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>Facts that are only on the client's FHIR server (CRD 2.2.1 found-5, resp-39; CDS Hooks 2.0, "FHIR Resource Access").</summary>
public sealed class FhirReadTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("Organization", "Organization/organization-1")]
    [InlineData("Medication", "Medication/medication-1")]
    [InlineData("Condition", "Condition/condition-1")]
    [InlineData("Coverage", "Coverage?patient=patient-1&status=active")]
    public async Task Fact_that_only_the_ehr_has_is_read_with_the_token_and_gives_the_same_answer(string type, string address)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call(type).At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(Given.Coverage, answer.Statement.Coverage);
        Assert.Single(answer.Cards);
        Assert.Equal(address, Assert.Single(ehr.Requests).Address);
        Assert.All(ehr.Requests, r => Assert.Equal($"Bearer {Given.AccessToken}", r.Authorization));
    }

    [Fact]
    public async Task Every_fact_on_the_ehr_at_once_gives_the_same_answer()
    {
        await using var ehr = await EhrServer.StartAsync(OnTheEhr.Organization, OnTheEhr.Medication, OnTheEhr.Condition, OnTheEhr.Call("Organization").TheCoverage());
        var call = OnTheEhr.Call(OnTheEhr.Types).At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(ehr.Requests.Count, ehr.Requests.Select(r => r.Address).Distinct(StringComparer.Ordinal).Count());
        Assert.All(ehr.Requests, r => Assert.Equal($"Bearer {Given.AccessToken}", r.Authorization));
    }

    [Fact]
    public async Task Absolute_reference_below_the_fhir_base_is_read()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Condition");
        call.TheOrder().At("reasonReference", 0)["reference"] = $"{Given.EhrBase}/Condition/condition-1";

        var answer = await HookAnswer.PostAsync(server.Client, call.At(ehr.Base));

        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Theory]
    [InlineData("http://{0}/fhir/r4/Condition/condition-1")]
    [InlineData("../../other/Condition/condition-1")]
    [InlineData("Condition/condition-1/../../secret")]
    [InlineData("Condition/condition-1?_format=xml")]
    [InlineData("//{0}/Condition/condition-1")]
    public async Task Reference_that_leads_out_of_the_fhir_base_is_not_followed(string reference)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        await using var elsewhere = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Condition");
        call.TheOrder().At("reasonReference", 0)["reference"] = string.Format(null, reference, elsewhere.Base.Authority);

        var answer = await HookAnswer.PostAsync(server.Client, call.At(ehr.Base));

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain(answer.Statements, s => s.Covered is "covered" or "not-covered");
        Assert.Empty(elsewhere.Requests);
        Assert.DoesNotContain(ehr.Requests, r => r.Address is not "Condition/condition-1");
    }

    [Fact]
    public async Task Slow_ehr_still_gives_the_right_answer()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.FaultOn("Organization", EhrFault.Slow);

        var answer = await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Organization").At(ehr.Base));

        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Reads_that_do_not_depend_on_each_other_run_at_the_same_time()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.HoldUntilTogether(2); // none is answered before the second has come

        var answer = await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Organization", "Condition").At(ehr.Base));

        Assert.True(ehr.WereTogether);
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Order_for_another_drug_causes_no_read()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Coverage", "Condition");
        call.TheOrder()["medicationCodeableConcept"] = Given.OtherOrder()["medicationCodeableConcept"]!.DeepClone();

        (await HookAnswer.PostAsync(server.Client, call.At(ehr.Base))).IsSilent();

        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Facts_that_came_along_are_not_read_again()
    {
        await using var ehr = await OnTheEhr.StartAsync();

        var answer = await HookAnswer.PostAsync(server.Client, Given.Call().At(ehr.Base));

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Coverage_on_the_second_page_of_the_search_is_found()
    {
        await using var ehr = await EhrServer.StartAsync(Other("coverage-0"), Given.CoverageResource());
        ehr.PageSize = 1;
        var call = OnTheEhr.Call("Coverage");
        call.TheOrder()["insurance"] = new JsonArray(OnTheEhr.Reference(Given.Coverage));
        call = call.At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(Given.Coverage, answer.Statement.Coverage);
        Assert.Equal(2, ehr.Requests.Count);
        Assert.All(ehr.Requests, r => Assert.Equal($"Bearer {Given.AccessToken}", r.Authorization));
    }

    [Fact]
    public async Task Next_page_on_another_host_is_not_followed_and_never_gets_the_token()
    {
        await using var elsewhere = await OnTheEhr.StartAsync();
        await using var ehr = await EhrServer.StartAsync(Given.CoverageResource(), Other("coverage-2"));
        ehr.PageSize = 1;
        ehr.PagesElsewhere = true;
        ehr.Elsewhere = elsewhere;
        var call = OnTheEhr.Call("Coverage");
        call.TheOrder()["insurance"] = new JsonArray(OnTheEhr.Reference(Given.Coverage));

        var answer = await HookAnswer.PostAsync(server.Client, call.At(ehr.Base));

        Assert.Empty(elsewhere.Requests);
        Assert.Equal("Coverage?patient=patient-1&status=active", Assert.Single(ehr.Requests).Address);
        Assert.Equal(("not-covered", Given.Coverage), (answer.Statement.Covered, answer.Statement.Coverage));
    }

    [Fact]
    public async Task Search_that_never_ends_is_given_up_without_an_error()
    {
        await using var ehr = await EhrServer.StartAsync([.. Enumerable.Range(0, 300).Select(i => Other($"coverage-{i + 10}"))]);
        ehr.PageSize = 1;

        var answer = await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Coverage").At(ehr.Base));

        answer.IsSilent();
        Assert.InRange(ehr.Requests.Count, 1, 100);
    }

    private static JsonObject Other(string id)
    {
        var coverage = Given.CoverageResource();
        coverage["id"] = id;
        coverage["payor"] = new JsonArray(new JsonObject { ["display"] = "Some Other Health Plan" });
        return coverage;
    }
}
