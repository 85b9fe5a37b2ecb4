using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>Prefetched searches of which only the first page came (CDS Hooks 2.0, "Prefetch Template": following <c>next</c> needs the token).</summary>
public sealed class PagedPrefetchTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Coverage_on_a_further_page_is_read_with_the_token()
    {
        await using var ehr = await StartAsync();

        var answer = await HookAnswer.PostAsync(server.Client, FirstPage(ehr, $"{ehr.Base}/Coverage?patient=patient-1&status=active&page=1"));

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(Given.Coverage, answer.Statement.Coverage);
        string[] pages = ["Coverage?patient=patient-1&status=active&page=1", "Coverage?patient=patient-1&status=active&page=2"];
        Assert.Equal(pages, ehr.Requests.Select(r => r.Address).ToArray());
        Assert.All(ehr.Requests, r => Assert.Equal($"Bearer {Given.AccessToken}", r.Authorization));
    }

    [Theory]
    [InlineData("Coverage?patient=patient-1&status=active&page=1")]
    [InlineData("./Coverage?patient=patient-1&status=active&page=1")]
    public async Task Relative_link_is_followed_below_the_fhir_base(string next)
    {
        await using var ehr = await StartAsync();

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, FirstPage(ehr, next))).Statement.Covered);
    }

    [Fact]
    public async Task Page_at_the_fhir_base_itself_is_read()
    {
        // Some servers page by "[base]?_getpages=…".
        await using var ehr = await StartAsync();
        ehr.RootPage = "Coverage?patient=patient-1&status=active&page=1";

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, FirstPage(ehr, $"{ehr.Base}?_getpages=7f3a"))).Statement.Covered);

        Assert.Equal("?_getpages=7f3a", ehr.Requests[0].Address);
    }

    [Theory]
    [InlineData("http://{0}/fhir/r4/Coverage?page=1")]
    [InlineData("//{0}/fhir/r4/Coverage?page=1")]
    [InlineData("{1}//{0}/fhir/r4/Coverage?page=1")]
    [InlineData("{1}/http://{0}/fhir/r4/Coverage?page=1")]
    [InlineData("{1}/../../secret")]
    [InlineData("/secret")]
    [InlineData("file:///etc/passwd")]
    [InlineData("::")]
    public async Task Link_out_of_the_fhir_base_is_not_followed(string next)
    {
        await using var ehr = await StartAsync();
        await using var elsewhere = await StartAsync();
        var call = FirstPage(ehr, string.Format(null, next, elsewhere.Base.Authority, ehr.Base));
        call.At("prefetch", "coverage", "entry", 0)["resource"] = Given.CoverageResource();

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered); // by what came

        Assert.Empty(elsewhere.Requests);
        Assert.DoesNotContain(ehr.Requests, r => r.Address.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file:///")]
    [InlineData("urn:uuid:5f0c2f1e-6f0b-4a31-9a55-0f6a3d8c7b21")]
    public async Task Link_is_left_where_the_fhir_server_has_no_web_address(string fhirServer)
    {
        await using var ehr = await StartAsync();
        var call = FirstPage(ehr, "Coverage?page=1");
        call.At("prefetch", "coverage", "entry", 0)["resource"] = Given.CoverageResource();
        call["fhirServer"] = fhirServer;

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered); // by what came
    }

    [Theory]
    [InlineData(EhrFault.ServerError)]
    [InlineData(EhrFault.OperationOutcome)]
    [InlineData(EhrFault.Aborts)]
    public async Task What_came_is_used_when_the_rest_cannot_be_read(EhrFault fault)
    {
        await using var ehr = await StartAsync();
        ehr.FaultOn("Coverage", fault);
        var call = FirstPage(ehr, $"{ehr.Base}/Coverage?patient=patient-1&page=1");
        call.At("prefetch", "coverage", "entry", 0)["resource"] = Given.CoverageResource();

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);

        Assert.Single(ehr.Requests);
    }

    [Fact]
    public async Task Empty_page_whose_rest_cannot_be_read_is_no_missing_coverage()
    {
        await using var ehr = await StartAsync();
        ehr.FaultOn("Coverage", EhrFault.ServerError);
        var call = FirstPage(ehr, $"{ehr.Base}/Coverage?patient=patient-1&page=1");
        call.At("prefetch", "coverage")["entry"] = new JsonArray();

        Assert.Equal("indeterminate", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);
    }

    [Fact]
    public async Task Empty_pages_to_the_end_mean_that_there_is_no_coverage()
    {
        await using var ehr = await EhrServer.StartAsync();
        var call = FirstPage(ehr, $"{ehr.Base}/Coverage?patient=patient-1&page=1");
        call.At("prefetch", "coverage")["entry"] = new JsonArray();

        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Problem_list_on_a_further_page_is_read()
    {
        // facts.md: a problem of the same code that began more than three months ago makes the pain chronic.
        await using var ehr = await EhrServer.StartAsync(Problem("condition-0", "Z00.00"), Problem("condition-1", "M54.50"));
        ehr.PageSize = 1;
        var call = Given.Call().At(ehr.Base);
        call.TheOrder()["reasonCode"] = new JsonArray(Problem("", "M54.50")["code"]!.DeepClone());
        Assert.DoesNotContain((await HookAnswer.PostAsync(server.Client, call)).Statements, s => s.Covered == "not-covered");
        call.At("prefetch")["problems"] = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["link"] = Next($"{ehr.Base}/Condition?patient=patient-1&page=1"),
            ["entry"] = new JsonArray(new JsonObject { ["resource"] = Problem("condition-0", "Z00.00") }),
        };

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);
    }

    [Fact]
    public async Task No_page_is_read_for_an_order_of_another_drug()
    {
        await using var ehr = await StartAsync();
        var call = FirstPage(ehr, $"{ehr.Base}/Coverage?patient=patient-1&status=active&page=1");
        call.At("context", "draftOrders", "entry", 0)["resource"] = Given.OtherOrder();

        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();

        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Page_of_what_no_fact_is_read_from_is_left()
    {
        await using var ehr = await StartAsync();
        var call = Given.Call().At(ehr.Base);
        call.At("prefetch")["observations"] = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["link"] = Next($"{ehr.Base}/Observation?page=1"),
            ["entry"] = new JsonArray(new JsonObject { ["resource"] = new JsonObject { ["resourceType"] = "Observation", ["id"] = "o" } }),
        };

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);

        Assert.Empty(ehr.Requests);
    }

    // Three coverages, one a page; the one that the order names is on the last.
    private static async Task<EhrServer> StartAsync()
    {
        var ehr = await EhrServer.StartAsync(Other("coverage-a"), Other("coverage-b"), Given.CoverageResource());
        ehr.PageSize = 1;
        return ehr;
    }

    private static JsonObject FirstPage(EhrServer ehr, string next)
    {
        var call = Given.Call();
        call.At("prefetch", "coverage", "entry", 0)["resource"] = Other("coverage-a");
        call.At("prefetch", "coverage")["link"] = Next(next);
        call.TheOrder()["insurance"] = new JsonArray(OnTheEhr.Reference(Given.Coverage));
        return call.At(ehr.Base);
    }

    private static JsonArray Next(string url) => [new JsonObject { ["relation"] = "self", ["url"] = "x" }, new JsonObject { ["relation"] = "next", ["url"] = url }];

    private static JsonObject Problem(string id, string code) => Given.Parse($$"""
        {
          "resourceType": "Condition", "id": "{{id}}", "subject": { "reference": "Patient/patient-1" }, "onsetDateTime": "2020-01-01",
          "code": { "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "{{code}}" } ] }
        }
        """);

    private static JsonObject Other(string id)
    {
        var coverage = Given.CoverageResource();
        coverage["id"] = id;
        coverage["payor"] = new JsonArray(new JsonObject { ["display"] = "Some Other Health Plan" });
        return coverage;
    }
}
