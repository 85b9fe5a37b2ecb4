using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>Calls with coverages of several payers, or whose orders name a Coverage that was not sent (decision rule 16; CRD 2.2.1 hook-13).</summary>
public sealed class SeveralCoveragesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Va = "Coverage/va-1";

    [Fact]
    public async Task Va_beside_Excellus_is_one_update_with_a_statement_for_each_and_a_card_for_each()
    {
        var call = Given.Call();
        Send(call, VaCoverage());

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Single(answer.Actions);
        Assert.Equal([(Given.Coverage, "not-covered"), (Va, "not-covered")], answer.Statements.Select(s => (s.Coverage!, s.Covered!)));
        Assert.Contains("7.03.03", answer.Statements[0].ReasonText, StringComparison.Ordinal);
        Assert.Contains("CDI 00031", answer.Statements[1].ReasonText, StringComparison.Ordinal);
        Assert.Equal(["Excellus BlueCross BlueShield", "VA Community Care"], answer.Cards.Select(c => (string)c!["source"]!["label"]!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Statements_of_both_payers_on_the_order_are_not_added_again()
    {
        var call = Given.Call();
        Send(call, VaCoverage());
        var signed = (await HookAnswer.PostAsync(server.Client, call)).Actions[0]!["resource"]!.DeepClone();
        call.At("context", "draftOrders", "entry", 0)["resource"] = signed;

        var again = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Empty(again.Actions);
        Assert.Equal(2, again.Cards.Count);
    }

    [Theory]
    [InlineData(Va)]
    [InlineData(Given.EhrBase + "/" + Va)]
    public async Task Coverage_that_the_order_names_and_that_was_not_sent_is_read_and_decides(string literal)
    {
        await using var ehr = await EhrServer.StartAsync(VaCoverage());
        var call = Naming(literal).At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call, served: VaCoverage());

        Assert.Equal(Va, answer.Statement.Coverage);
        Assert.Contains("CDI 00031", answer.Statement.ReasonText, StringComparison.Ordinal);
        Assert.Single(ehr.Requests);
    }

    [Fact]
    public async Task Its_payer_is_read_in_one_more_round()
    {
        var coverage = VaCoverage();
        coverage["payor"] = new JsonArray(OnTheEhr.Reference("Organization/va"));
        await using var ehr = await EhrServer.StartAsync(coverage, Given.Parse("""{ "resourceType": "Organization", "id": "va", "name": "VA Community Care" }"""));
        var call = Naming(Va).At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call, served: coverage);

        Assert.Equal((Va, "not-covered"), (answer.Statement.Coverage, answer.Statement.Covered));
        Assert.Equal(2, ehr.Requests.Count);
    }

    [Fact]
    public async Task Where_it_cannot_be_read_nothing_is_denied_under_another_one()
    {
        await using var ehr = await EhrServer.StartAsync();
        var call = Naming(Va).At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal((Va, "indeterminate"), (answer.Statement.Coverage, answer.Statement.Covered));
        Assert.Equal(["technical"], answer.Statement.ReasonCodes);
        Assert.Empty(answer.Cards);
    }

    [Theory]
    [InlineData(Va)]
    [InlineData("https://other.example.org/fhir/" + Va)]
    [InlineData("urn:uuid:0b2cbd4e-0001-4000-8000-000000000001")]
    [InlineData("#va-1")]
    [InlineData("what the desk wrote")]
    public async Task Where_nobody_can_be_asked_nothing_is_said_under_another_one(string literal)
    {
        var call = Naming(literal);
        call.Remove("fhirServer");
        call.Remove("fhirAuthorization");

        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    [Fact]
    public async Task Order_whose_coverage_is_not_clear_does_not_refuse_the_clear_one_beside_it()
    {
        var call = Given.Call();
        var medicaid = Given.CoverageResource();
        medicaid["id"] = "coverage-2";
        medicaid["type"] = JsonNode.Parse("""{ "coding": [ { "system": "https://nahdo.org/sopt", "code": "211" } ] }""");
        Send(call, medicaid);
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.BadRequest);

        var clear = Given.MedicationOrder("order-9");
        clear["insurance"] = new JsonArray(OnTheEhr.Reference(Given.Coverage));
        call.AddOrder(clear);
        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("order-9", (string?)Assert.Single(answer.Actions)!["resource"]!["id"]);
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Order_of_another_patient_gets_nothing_beside_the_patients_own()
    {
        var call = Given.Call();
        var other = Given.MedicationOrder("order-9");
        other["subject"] = OnTheEhr.Reference("Patient/patient-2");
        call.AddOrder(other);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("order-1", (string?)Assert.Single(answer.Actions)!["resource"]!["id"]);
        Assert.DoesNotContain("order-9", answer.Text, StringComparison.Ordinal);

        call.TheOrder()["subject"] = OnTheEhr.Reference("Patient/patient-2");
        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    [Fact]
    public async Task While_the_ehr_is_down_the_same_is_not_added_twice_and_it_gives_way_when_it_is_up()
    {
        await using var ehr = await EhrServer.StartAsync();
        ehr.FaultOn("Coverage", EhrFault.ServerError);
        var down = OnTheEhr.Call("Coverage").At(ehr.Base);
        var first = (await HookAnswer.PostAsync(server.Client, down)).IsGood(down);
        Assert.Equal("indeterminate", first.Statement.Covered);
        var signed = first.Actions[0]!["resource"]!;

        down.At("context", "draftOrders", "entry", 0)["resource"] = signed.DeepClone();
        Assert.Empty((await HookAnswer.PostAsync(server.Client, down)).IsGood(down).Actions);

        var up = Given.Call().At(ehr.Base);
        up.At("context", "draftOrders", "entry", 0)["resource"] = signed.DeepClone();
        var answer = (await HookAnswer.PostAsync(server.Client, up)).IsGood(up);
        Assert.Equal("not-covered", Assert.Single(CoverageInformationPart.Of(answer.Actions[0]!["resource"]!)).Covered);
    }

    [Fact]
    public async Task Statement_that_was_altered_under_its_id_is_put_right()
    {
        var call = Given.Call();
        var signed = (await HookAnswer.PostAsync(server.Client, call)).Actions[0]!["resource"]!;
        var wanted = signed["extension"]!.ToJsonString();
        signed["extension"]![0]!["extension"]!.AsArray().Single(e => (string?)e!["url"] == "covered")!["valueCode"] = "covered";
        call.At("context", "draftOrders", "entry", 0)["resource"] = signed.DeepClone();

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal(wanted, Assert.Single(answer.Actions)!["resource"]!["extension"]!.ToJsonString());
    }

    private static JsonObject VaCoverage()
    {
        var coverage = Given.CoverageResource();
        coverage["id"] = "va-1";
        coverage.Remove("type");
        coverage["payor"]![0]!["display"] = "VA Community Care";
        return coverage;
    }

    private static void Send(JsonObject call, JsonObject coverage) =>
        call.At("prefetch", "coverage", "entry").AsArray().Add((JsonNode)new JsonObject { ["resource"] = coverage });

    // Excellus is sent; the order names another one.
    private static JsonObject Naming(string literal)
    {
        var call = Given.Call();
        call.TheOrder()["insurance"] = new JsonArray(OnTheEhr.Reference(literal));
        return call;
    }
}
