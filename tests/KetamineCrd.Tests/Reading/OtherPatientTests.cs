using System.Text.Json.Nodes;
using KetamineCrd.Facts;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Reading;

/// <summary>Nothing is said about, and written on, an order that is surely another patient's than the call is about.</summary>
public sealed class OtherPatientTests
{
    [Theory]
    [InlineData("Patient/pat-2")]
    [InlineData("https://ehr.example.org/fhir/r4/Patient/pat-2")]
    public void An_order_of_another_patient_gets_neither_statement_nor_card(string subject)
    {
        var call = WithSubject($$"""{ "reference": "{{subject}}" }""");

        Assert.Equal("""{"cards":[]}""", call.AnswerText());
        Assert.Equal([new PassedOver(0, PassedOverReason.OtherPatient)], call.Read().PassedOver);
        Assert.Empty((call with { Coverages = [], CanRead = true }).Reads());
    }

    [Theory]
    [InlineData("""{ "reference": "Patient/pat-1" }""")]
    [InlineData("""{ "reference": "https://ehr.example.org/fhir/r4/Patient/pat-1/_history/2" }""")]
    [InlineData("""{ "reference": "https://other.example.org/fhir/Patient/pat-2" }""")] // of another server: not sure
    [InlineData("""{ "identifier": { "value": "4711" } }""")]
    [InlineData("""{ "reference": "Group/g1" }""")]
    public void An_order_that_may_be_this_patients_is_judged(string subject) => Assert.Equal("investigational", WithSubject(subject).Outcome());

    // FHIR R4 Patient.link: records that were merged.
    [Fact]
    public void An_order_of_a_record_that_was_merged_with_the_patients_is_judged()
    {
        var patient = Given.Json("""{ "resourceType": "Patient", "id": "pat-1", "link": [{ "type": "replaces", "other": { "reference": "Patient/pat-2" } }] }""").AsObject();

        Assert.Equal("investigational", (WithSubject("""{ "reference": "Patient/pat-2" }""") with { Prefetched = [patient] }).Outcome());
    }

    [Fact]
    public void The_patients_own_order_beside_it_is_judged()
    {
        var action = Assert.Single(
            new Call { Orders = [Given.Order(o => (o["id"], o["subject"]) = ("other", Given.ReferenceTo("Patient/pat-2"))), Given.Order()] }
                .Answer().GetProperty("systemActions").EnumerateArray());

        Assert.Equal("ketamine-1", action.GetProperty("resource").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("Patient/pat-2", "Practitioner/p1", 0)]
    [InlineData("Patient/pat-1", "Practitioner/p1", 1)]
    [InlineData("Patient/pat-2", "Patient/pat-1", 1)]
    [InlineData("Location/l1", "Practitioner/p1", 1)]
    public void An_appointment_is_another_patients_when_only_others_take_part(string first, string second, int judged)
    {
        var appointment = new JsonObject
        {
            ["resourceType"] = "Appointment",
            ["id"] = "a1",
            ["status"] = "proposed",
            ["start"] = "2025-06-02T13:30:00-05:00",
            ["serviceType"] = new JsonArray(Given.Worded("ketamine infusion")),
            ["reasonCode"] = new JsonArray(Given.Coded(Given.Icd10Cm, Given.Crps)),
            ["participant"] = new JsonArray([.. new[] { first, second }.Select(a => new JsonObject { ["actor"] = Given.ReferenceTo(a) })]),
        };
        var call = new Call { Service = CdsService.All.Single(s => s.Kind == HookKind.AppointmentBook), Orders = [appointment] };

        Assert.Equal(judged, call.Read().Orders.Count);
    }

    private static Call WithSubject(string subject) => Call.WithOrder(o => o["subject"] = Given.Json(subject));
}
