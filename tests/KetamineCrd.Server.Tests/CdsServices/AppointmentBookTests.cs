using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>appointment-book: the statement goes on the order that is booked, and on the appointment where there is none (crd.md section 5).</summary>
public sealed class AppointmentBookTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Infusion = "ServiceRequest/infusion-1";

    [Theory]
    [InlineData("cancelled")]
    [InlineData("entered-in-error")]
    [InlineData("noshow")]
    [InlineData("fulfilled")]
    public async Task Appointment_that_will_not_take_place_is_left_alone(string status)
    {
        var appointment = HookCalls.AppointmentFor();
        appointment["status"] = status;
        (await HookAnswer.PostAsync(server.Client, HookCalls.Book(appointment))).IsSilent();
    }

    [Fact]
    public async Task Cancelled_appointment_says_nothing_of_its_order_and_does_not_read_it()
    {
        await using var ehr = await EhrServer.StartAsync(HookCalls.InfusionOrder());
        var appointment = HookCalls.AppointmentFor(Infusion);
        appointment["status"] = "cancelled";

        (await HookAnswer.PostAsync(server.Client, HookCalls.Book(appointment).At(ehr.Base))).IsSilent();

        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Two_appointments_for_one_order_get_one_statement()
    {
        var call = HookCalls.Book(HookCalls.AppointmentFor(Infusion), HookCalls.AppointmentFor(Infusion, "appointment-2"));
        call.At("prefetch")["serviceRequests"] = HookCalls.BundleOf("searchset", HookCalls.InfusionOrder());

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal("infusion-1", (string?)Assert.Single(answer.Actions)!["resource"]!["id"]);
        Assert.Single(answer.Cards);
    }

    [Fact]
    public async Task Order_of_two_appointments_is_read_once()
    {
        var order = HookCalls.InfusionOrder();
        await using var ehr = await EhrServer.StartAsync(order);
        var call = HookCalls.Book(HookCalls.AppointmentFor(Infusion), HookCalls.AppointmentFor(Infusion, "appointment-2")).At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call, "2.2", order);

        Assert.Single(answer.Actions);
        Assert.Equal([Infusion], Addresses(ehr));
    }

    [Fact]
    public async Task Two_appointments_without_an_order_are_answered_each()
    {
        var call = HookCalls.Book(HookCalls.AppointmentFor(), HookCalls.AppointmentFor(id: "appointment-2"));

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Collection(
            answer.Actions,
            a => Assert.Equal("appointment-1", (string?)a!["resource"]!["id"]),
            a => Assert.Equal("appointment-2", (string?)a!["resource"]!["id"]));
        Assert.Single(answer.Cards); // one for each policy
    }

    [Theory]
    [InlineData(EhrFault.NotFound)]
    [InlineData(EhrFault.Unauthorized)]
    [InlineData(EhrFault.ServerError)]
    [InlineData(EhrFault.Aborts)]
    public async Task Order_that_cannot_be_read_leaves_an_appointment_for_ketamine_indeterminate(EhrFault fault)
    {
        // CRD 2.2.1 resp-43: a technical failure, reason code and text.
        await using var ehr = await EhrServer.StartAsync();
        ehr.FaultOn("ServiceRequest", fault);
        var call = HookCalls.Book(HookCalls.AppointmentFor(Infusion)).At(ehr.Base);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("Appointment", (string?)Assert.Single(answer.Actions)!["resource"]!["resourceType"]);
        Assert.Equal("indeterminate", answer.Statement.Covered);
        Assert.Equal(["technical"], answer.Statement.ReasonCodes);
        Assert.StartsWith("The order that the appointment is based on", answer.Statement.ReasonText, StringComparison.Ordinal);
        Assert.Empty(answer.Cards);
    }

    [Fact]
    public async Task Order_that_cannot_be_read_leaves_any_other_appointment_alone()
    {
        await using var ehr = await EhrServer.StartAsync();
        var appointment = HookCalls.AppointmentFor(Infusion);
        appointment["serviceType"] = JsonNode.Parse("""[ { "text": "Physical therapy" } ]""");
        (await HookAnswer.PostAsync(server.Client, HookCalls.Book(appointment).At(ehr.Base))).IsSilent();
    }

    [Theory]
    [InlineData("2025-01-26", "not-covered")]
    [InlineData("2025-01-27", "conditional")]
    public async Task Day_of_the_appointment_counts_not_the_day_of_the_order(string day, string covered)
    {
        // II-271, version 011: replaced on 2025-01-27, from which day on nothing is answered from it.
        var appointment = HookCalls.AppointmentFor(Infusion);
        appointment["start"] = $"{day}T09:00:00-06:00";
        var order = HookCalls.InfusionOrder();
        order["occurrenceDateTime"] = day == "2025-01-26" ? "2025-01-27" : "2025-01-26";
        var call = HookCalls.Book(appointment);
        call.At("prefetch")["serviceRequests"] = HookCalls.BundleOf("searchset", order);
        call.TheCoverage()["payor"] = new JsonArray(new JsonObject { ["display"] = "Blue Cross and Blue Shield of Minnesota" });

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal(covered, answer.Statement.Covered);
    }

    private static string[] Addresses(EhrServer ehr) => [.. ehr.Requests.Select(r => r.Address)];
}
