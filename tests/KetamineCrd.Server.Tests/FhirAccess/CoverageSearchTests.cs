using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>The search for the patient's active coverages on EHRs that do not search by <c>status</c>: US Core asks servers for the search by patient only.</summary>
public sealed class CoverageSearchTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Active = "Coverage?patient=patient-1&status=active";
    private const string All = "Coverage?patient=patient-1";

    [Theory]
    [InlineData(400)]
    [InlineData(422)]
    [InlineData(501)]
    public async Task Refused_search_by_status_is_asked_again_without_it(int status)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.RefusesStatus = status;

        var answer = await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Coverage").At(ehr.Base));

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal([Active, All], ehr.Requests.Select(r => r.Address), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Refusal_of_another_kind_is_not_asked_again(int status)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.RefusesStatus = status;

        var answer = await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Coverage").At(ehr.Base));

        Assert.Equal("indeterminate", answer.Statement.Covered);
        Assert.Equal([Active], ehr.Requests.Select(r => r.Address), StringComparer.Ordinal);
    }

    // A cancelled one that was sent is "no-active-coverage"; the search for active ones would not have brought it.
    [Fact]
    public async Task Only_coverages_that_are_over_are_none()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.RefusesStatus = 400;
        var cancelled = Given.CoverageResource();
        cancelled["status"] = "cancelled";
        ehr.Replace(cancelled);

        (await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Coverage").At(ehr.Base))).IsOutcome(System.Net.HttpStatusCode.BadRequest, "prefetch.coverage");
    }

    [Fact]
    public async Task Wider_search_is_kept_as_the_search_by_status_is()
    {
        using var own = new ServerFactory();
        using var client = own.CreateClient();
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.RefusesStatus = 400;
        var call = OnTheEhr.Call("Coverage").At(ehr.Base);
        await HookAnswer.PostAsync(client, call);

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, call)).Statement.Covered);

        Assert.Equal([Active, All], ehr.Requests.Select(r => r.Address), StringComparer.Ordinal);
    }
}
