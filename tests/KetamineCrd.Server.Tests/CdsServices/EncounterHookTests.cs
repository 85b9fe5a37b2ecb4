using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>encounter-start and encounter-discharge say nothing under the payers held; they read what later calls need (crd.md section 5: "cache eligibility").</summary>
public sealed class EncounterHookTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Search = "Coverage?patient=patient-1&status=active";

    public static TheoryData<string, string> HooksAndVersions => new()
    {
        { "encounter-start", "2.2" }, { "encounter-start", "2.0" }, { "encounter-discharge", "2.2" }, { "encounter-discharge", "2.0" },
    };

    public static TheoryData<string> Payers => ["Excellus BlueCross BlueShield", "Blue Cross and Blue Shield of Minnesota", "Medica", "VA Community Care", "TRICARE", "No Such Payer"];

    [Theory]
    [MemberData(nameof(Payers))]
    public async Task Encounter_for_ketamine_gets_no_card_and_no_action(string payer)
    {
        foreach (var hook in new[] { "encounter-start", "encounter-discharge" })
        {
            var call = HookCalls.Encounter(hook);
            call.TheCoverage()["payor"] = new JsonArray(new JsonObject { ["display"] = payer });
            (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
        }
    }

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task Call_without_a_coverage_is_no_error(string hook, string version)
    {
        foreach (var coverage in new[] { null, """{ "resourceType": "Bundle", "type": "searchset", "total": 0 }""" })
        {
            var call = HookCalls.Encounter(hook).WithoutFhirServer();
            call.At("prefetch")["coverage"] = coverage is null ? null : JsonNode.Parse(coverage);
            (await HookCalls.PostAsync(server.Client, call, version)).IsSilent();
        }
    }

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task Call_with_nothing_but_its_context_is_no_error(string hook, string version)
    {
        var call = HookCalls.Encounter(hook).WithoutFhirServer();
        call.Remove("prefetch");
        (await HookCalls.PostAsync(server.Client, call, version)).IsSilent();
    }

    [Theory]
    [InlineData(EhrFault.NotFound)]
    [InlineData(EhrFault.Unauthorized)]
    [InlineData(EhrFault.ServerError)]
    [InlineData(EhrFault.Garbage)]
    [InlineData(EhrFault.Aborts)]
    public async Task Ehr_that_fails_is_no_error(EhrFault fault)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.FaultOn("Coverage", fault);
        (await HookAnswer.PostAsync(server.Client, Start(ehr))).IsSilent();
        Assert.Contains(ehr.Requests, r => r.Address == Search);
    }

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task What_it_reads_is_not_read_again_when_an_order_is_signed(string hook, string version)
    {
        await using var ehr = await EhrServer.StartAsync(OnTheEhr.Organization, CoverageOfAnOrganization());
        (await HookCalls.PostAsync(server.Client, Start(ehr, hook), version)).IsSilent();
        Assert.Equal([Search, "Organization/organization-1"], Addresses(ehr));
        ehr.Clear();

        var call = OnTheEhr.Call("Coverage").At(ehr.Base);
        var answer = await HookCalls.PostAsync(server.Client, call, version);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Encounter_itself_is_not_read()
    {
        await using var ehr = await EhrServer.StartAsync();
        var call = HookCalls.Encounter("encounter-start").At(ehr.Base);
        call.At("prefetch").AsObject().Remove("encounter");

        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();

        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Encounter_that_is_not_named_is_a_bad_request()
    {
        var call = HookCalls.Encounter("encounter-start");
        call.At("context").AsObject().Remove("encounterId");
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest, "context.encounterId");
    }

    private static string[] Addresses(EhrServer ehr) => [.. ehr.Requests.Select(r => r.Address)];

    private static JsonObject Start(EhrServer ehr, string hook = "encounter-start")
    {
        var call = HookCalls.Encounter(hook).At(ehr.Base);
        call.At("prefetch").AsObject().Remove("coverage");
        return call;
    }

    private static JsonObject CoverageOfAnOrganization()
    {
        var coverage = Given.CoverageResource();
        coverage["payor"] = new JsonArray(OnTheEhr.Reference("Organization/organization-1"));
        return coverage;
    }
}
