using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>appointment-book in CRD 2.0.1: the appointment that was passed is updated, also where it is based on an order (cards page; the exception is new in 2.2).</summary>
public sealed class EarlierAppointmentTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Infusion = "ServiceRequest/infusion-1";
    private const string Version = "2.0";

    [Fact]
    public async Task Appointment_for_an_order_is_updated_and_the_order_is_what_is_judged()
    {
        var appointment = HookCalls.AppointmentFor(Infusion);
        appointment.Remove("reasonCode");
        appointment["serviceType"] = JsonNode.Parse("""[ { "text": "Infusion clinic" } ]""");
        var call = Sent(HookCalls.Book(appointment));

        var answer = (await HookCalls.PostAsync(server.Client, call, Version)).IsGood(call, Version);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal("Appointment/appointment-1", Updated(Assert.Single(answer.Actions)));
        Assert.Single(answer.Cards);
    }

    [Fact]
    public async Task Each_appointment_for_one_order_is_updated_and_one_card_speaks_of_one_order()
    {
        var call = Sent(HookCalls.Book(HookCalls.AppointmentFor(Infusion), HookCalls.AppointmentFor(Infusion, "appointment-2")));

        var answer = (await HookCalls.PostAsync(server.Client, call, Version)).IsGood(call, Version);

        Assert.Equal(["Appointment/appointment-1", "Appointment/appointment-2"], answer.Actions.Select(Updated), StringComparer.Ordinal);
        var card = Assert.Single(answer.Cards)!;
        Assert.DoesNotContain("2 orders", (string?)card["detail"], StringComparison.Ordinal);
        Assert.Single(card["extension"]!["davinci-crd.associated-resource"]!.AsArray());
    }

    [Fact]
    public async Task Service_and_medication_order_of_one_appointment_make_one_statement()
    {
        var call = Sent(Booked(Infusion, Given.Order), Given.MedicationOrder());

        var answer = (await HookCalls.PostAsync(server.Client, call, Version)).IsGood(call, Version);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Single(answer.Actions);
    }

    [Fact]
    public async Task Orders_of_one_appointment_that_are_answered_differently_leave_it_without_a_statement()
    {
        // Depression is for policy 3.01.13 to decide, CRPS is not covered (7.03.03).
        var other = HookCalls.InfusionOrder("infusion-2");
        other.At("reasonCode", 0, "coding", 0)["code"] = "F33.2";
        var call = Sent(Booked(Infusion, "ServiceRequest/infusion-2"), other);

        var answer = await HookCalls.PostAsync(server.Client, call, Version);

        Assert.Empty(answer.Actions);
        Assert.NotEmpty(answer.Cards);
    }

    [Fact]
    public async Task Appointment_of_another_patient_is_left_alone()
    {
        var appointment = HookCalls.AppointmentFor(Infusion);
        appointment.At("participant", 0, "actor")["reference"] = "Patient/patient-2";
        (await HookCalls.PostAsync(server.Client, Sent(HookCalls.Book(appointment)), Version)).IsSilent();
    }

    [Fact]
    public async Task Appointment_that_has_the_statement_is_not_updated_again_and_no_card_comes()
    {
        var call = Sent(HookCalls.Book(HookCalls.AppointmentFor(Infusion)));
        var updated = (await HookCalls.PostAsync(server.Client, call, Version)).Actions[0]!["resource"]!.DeepClone();
        call.At("context", "appointments", "entry", 0)["resource"] = updated;

        (await HookCalls.PostAsync(server.Client, call, Version)).IsSilent();
    }

    [Fact]
    public async Task Order_that_was_signed_with_the_statement_has_it_put_on_the_appointment_without_a_card()
    {
        var signed = Given.Call();
        signed.At("context", "draftOrders", "entry", 0)["resource"] = HookCalls.InfusionOrder();
        var order = (await HookCalls.PostAsync(server.Client, signed, Version)).Actions[0]!["resource"]!.DeepClone().AsObject();
        var call = HookCalls.Book(HookCalls.AppointmentFor(Infusion));
        call.At("prefetch")["serviceRequests"] = HookCalls.BundleOf("searchset", order);

        var answer = await HookCalls.PostAsync(server.Client, call, Version);

        Assert.Equal("Appointment/appointment-1", Updated(Assert.Single(answer.Actions)));
        Assert.Empty(answer.Cards);
    }

    private static string Updated(JsonNode? action) => $"{action!["resource"]!["resourceType"]}/{action["resource"]!["id"]}";

    private static JsonObject Booked(params string[] orders)
    {
        var appointment = HookCalls.AppointmentFor();
        appointment["basedOn"] = new JsonArray([.. orders.Select(o => (JsonNode)OnTheEhr.Reference(o))]);
        return HookCalls.Book(appointment);
    }

    private static JsonObject Sent(JsonObject call, params JsonObject[] more)
    {
        call.At("prefetch")["serviceRequests"] = HookCalls.BundleOf("searchset", [HookCalls.InfusionOrder(), .. more]);
        return call;
    }
}
