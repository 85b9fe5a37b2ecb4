using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>The hooks besides order-sign and order-select: what they judge, and what they update (crd.md section 5).</summary>
public sealed class PrimaryHookTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Hooks = ["appointment-book", "encounter-discharge", "encounter-start", "order-dispatch", "order-select", "order-sign"];

    [Theory]
    [InlineData("/cds-services")]
    [InlineData("/2.0/cds-services")]
    public async Task Each_of_the_six_hooks_has_a_service(string path)
    {
        var services = Given.Parse(await server.Client.GetStringAsync(new Uri(path, UriKind.Relative)))["services"]!.AsArray();
        Assert.Equal(Hooks, services.Select(s => (string)s!["hook"]!).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(services, s => Assert.Equal($"crd-{s!["hook"]}", (string?)s["id"]));
    }

    [Fact]
    public async Task Dispatched_order_is_answered_from_prefetch_and_no_other_order_is()
    {
        var call = Dispatch();
        call.At("prefetch")["medicationRequests"] = Bundle(Given.MedicationOrder(), Given.MedicationOrder("order-3"));

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("order-1", (string?)Assert.Single(answer.Actions)!["resource"]!["id"]);
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Dispatched_order_that_was_not_sent_is_read()
    {
        await using var ehr = await EhrServer.StartAsync(Given.MedicationOrder());
        var call = Dispatch().At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call, "2.2", Given.MedicationOrder());

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(Given.Order, Assert.Single(ehr.Requests).Address);
    }

    [Fact]
    public async Task Dispatched_order_that_can_neither_be_had_nor_read_is_a_failed_precondition()
    {
        var call = Dispatch();
        call.Remove("fhirServer");
        (await HookAnswer.PostAsync(server.Client, call)).IsOutcome(HttpStatusCode.PreconditionFailed, "prefetch");
    }

    [Fact]
    public async Task Appointment_for_an_order_updates_the_order()
    {
        var call = Book(OnTheEhr.Reference("ServiceRequest/service-1"));
        call.At("prefetch")["serviceRequests"] = Bundle(Service());

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("ServiceRequest", (string?)Assert.Single(answer.Actions)!["resource"]!["resourceType"]);
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Appointment_without_an_order_is_updated_itself()
    {
        var call = Book(basis: null);
        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);
        Assert.Equal("Appointment", (string?)Assert.Single(answer.Actions)!["resource"]!["resourceType"]);
    }

    [Theory]
    [InlineData("encounter-start")]
    [InlineData("encounter-discharge")]
    public async Task Encounter_that_no_policy_speaks_of_is_silence_and_its_coverage_is_read_for_later_calls(string hook)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = Given.Call(hook).At(ehr.Base);
        call.At("context").AsObject().Remove("draftOrders");
        call.At("context")["encounterId"] = "encounter-1";
        call.At("prefetch").AsObject().Remove("coverage");

        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();

        Assert.Contains(ehr.Requests, r => r.Address.StartsWith("Coverage?", StringComparison.Ordinal));
    }

    private static JsonObject Bundle(params JsonObject[] resources) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "searchset",
        ["entry"] = new JsonArray([.. resources.Select(r => (JsonNode)new JsonObject { ["resource"] = r })]),
    };

    private static JsonObject Service() => Given.Parse("""
        {
          "resourceType": "ServiceRequest", "id": "service-1", "status": "active", "intent": "order",
          "code": { "text": "Ketamine IV infusion", "coding": [ { "system": "http://www.ama-assn.org/go/cpt", "code": "96365" } ] },
          "subject": { "reference": "Patient/patient-1" }, "authoredOn": "2025-06-01",
          "reasonCode": [ { "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" } ] } ]
        }
        """);

    private static JsonObject Dispatch()
    {
        var call = Given.Call("order-dispatch");
        call.At("context").AsObject().Remove("draftOrders");
        call.At("context")["dispatchedOrders"] = new JsonArray(Given.Order);
        call.At("context")["performer"] = "Organization/clinic-1";
        return call;
    }

    private static JsonObject Book(JsonObject? basis)
    {
        var call = Given.Call("appointment-book");
        call.At("context").AsObject().Remove("draftOrders");
        var appointment = Given.Parse("""
            {
              "resourceType": "Appointment", "id": "appointment-1", "status": "proposed", "start": "2025-06-09T09:00:00Z",
              "serviceType": [ { "text": "Ketamine IV infusion", "coding": [ { "system": "http://www.ama-assn.org/go/cpt", "code": "96365" } ] } ],
              "reasonCode": [ { "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" } ] } ],
              "participant": [ { "actor": { "reference": "Patient/patient-1" }, "status": "accepted" } ]
            }
            """);
        if (basis is not null)
        {
            appointment["basedOn"] = new JsonArray(basis);
        }

        call.At("context")["appointments"] = Bundle(appointment);
        return call;
    }
}
