using System.Text.Json.Nodes;
using KetamineCrd.Facts;
using KetamineCrd.Hooks;
using KetamineCrd.Reading;

namespace KetamineCrd.Tests.Reading;

/// <summary>
/// Decision rules, "Order of tests": cheap tests come first, an order about another drug costs no look-up. First the Medication with the
/// Coverage, which every call is meant to bring; then the reasons with the payer.
/// </summary>
public sealed class ReadsTests
{
    private const string CoverageSearch = "Coverage?patient=pat-1&status=active";

    private static readonly JsonObject KetamineMedication = Medication("6130");
    private static readonly JsonObject OtherMedication = Medication("35827");

    [Fact]
    public void Nothing_is_read_when_everything_was_sent() => Assert.Empty(Reads(new Call()));

    [Fact]
    public void An_order_about_another_drug_causes_no_read()
    {
        var call = Everything(o =>
        {
            o.Remove("medicationReference");
            o["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, "35827");
        });

        Assert.Empty(Reads(call));
        Assert.Equal(CoverageSource.NotNeeded, call.Read().CoverageSource);
    }

    [Fact]
    public void An_order_that_is_not_live_causes_no_read() => Assert.Empty(Reads(Everything(o => o["status"] = "cancelled")));

    [Fact]
    public void The_Medication_is_read_first_with_the_Coverage() => Assert.Equal($"{CoverageSearch} Medication/m1", Reads(Everything()));

    [Fact]
    public void The_payer_of_a_Coverage_at_hand_waits_for_the_Medication() => Assert.Equal("Medication/m1", Reads(Everything(), WithPayerToRead()));

    [Fact]
    public void After_a_Medication_of_another_drug_nothing_more_is_read() => Assert.Empty(Reads(Everything(), OtherMedication));

    [Fact]
    public void After_the_Medication_the_reasons_and_the_Coverage_are_read() =>
        Assert.Equal($"Condition/c1 {CoverageSearch}", Reads(Everything(), KetamineMedication));

    [Fact]
    public void After_the_Medication_and_the_Coverage_the_reasons_and_the_payer_are_read()
    {
        var condition = Given.Json("""{ "resourceType": "Condition", "id": "c1" }""").AsObject();
        var organization = Given.Json("""{ "resourceType": "Organization", "id": "o1", "name": "Excellus" }""").AsObject();

        Assert.Equal("Condition/c1 Organization/o1", Reads(Everything(), KetamineMedication, WithPayerToRead()));
        Assert.Equal("Organization/o1", Reads(Everything(), KetamineMedication, condition, WithPayerToRead()));
        Assert.Empty(Reads(Everything(), KetamineMedication, condition, WithPayerToRead(), organization));
    }

    // It took a round already, so nothing of what it names waits for its drug.
    [Fact]
    public void Reasons_and_payer_of_an_order_that_was_read_are_read_with_its_Medication()
    {
        var infusion = new Call
        {
            CanRead = true,
            Coverages = [],
            Orders = [Given.Infusion(s => s["basedOn"] = new JsonArray(Given.ReferenceTo("MedicationRequest/ketamine-1")))],
        };
        var linked = Everything().Orders[0];

        Assert.Equal($"{CoverageSearch} MedicationRequest/ketamine-1", Reads(infusion));
        Assert.Equal("Condition/c1 Medication/m1 Organization/o1", Reads(infusion, linked, WithPayerToRead()));
    }

    [Fact]
    public void A_payer_that_is_named_is_not_read() =>
        Assert.Empty(Reads(Call.WithCoverage(c => c["payor"] = Given.Json("""[{ "reference": "Organization/o1", "display": "Excellus" }]""")) with { CanRead = true }));

    [Fact]
    public void A_Medication_that_is_named_by_its_display_is_not_read()
    {
        var call = Everything(o =>
        {
            o.Remove("reasonReference");
            o["medicationReference"]!["display"] = "Ketamine";
        });

        Assert.Empty(Reads(call with { Coverages = [Given.Coverage()] }));
    }

    [Fact]
    public void An_absolute_reference_below_the_base_is_read_as_relative() =>
        Assert.Equal("Medication/m1", Reads(OnlyMedication(Call.FhirServer + "/Medication/m1/_history/2")));

    [Theory]
    [InlineData("https://other.example.org/fhir/r4/Medication/m1")]
    [InlineData("urn:uuid:0b2cbd4e-0001-4000-8000-000000000001")]
    [InlineData("#gone")]
    [InlineData("../../admin")]
    [InlineData("Medication/m1?_include=*")]
    public void A_reference_that_this_server_cannot_be_asked_for_is_not_read(string literal) =>
        Assert.Empty(Reads(OnlyMedication(literal)));

    [Theory]
    [InlineData("Medication/m1")]
    [InlineData(Call.FhirServer + "/Medication/m1")]
    public void What_could_not_be_read_is_not_asked_for_again(string literal)
    {
        var call = OnlyMedication(literal);
        var request = call.Request();
        var index = FactsReader.Index(request);
        index.MarkUnavailable("Medication/m1");

        _ = call.Engine.ReadFacts(request, index, canRead: true, call.Now, out var reads);
        Assert.Empty(reads);
    }

    [Fact]
    public void Nothing_is_read_when_nothing_can_be() => Assert.Empty(Reads(Everything() with { CanRead = false }));

    // "null means looked up, nothing there; an absent key was not tried" (CDS Hooks 2.0).
    [Theory]
    [InlineData("null", CoverageSource.None, "")]
    [InlineData("""{ "resourceType": "Bundle", "entry": [] }""", CoverageSource.None, "")]
    [InlineData("""{ "resourceType": "Bundle" }""", CoverageSource.None, "")]
    [InlineData("""{ "resourceType": "OperationOutcome" }""", CoverageSource.Unreadable, "")]
    [InlineData(null, CoverageSource.Unreadable, CoverageSearch)]
    public void A_Coverage_that_the_client_looked_for_in_vain_is_not_read(string? prefetched, CoverageSource source, string reads)
    {
        var call = new Call { Coverages = [], RawCoverage = prefetched, CanRead = true };

        Assert.Equal(reads, string.Join(' ', call.Reads()));
        Assert.Equal(source, (call with { Unavailable = [.. call.Reads()] }).Read().CoverageSource);
    }

    [Fact]
    public void The_patient_id_cannot_change_the_search()
    {
        var call = new Call { PatientId = "1&status=cancelled" };

        Assert.Equal("Coverage?patient=1%26status%3Dcancelled&status=active", ActiveCoverages.SearchOf(call.Request().PatientId));
    }

    // Everything the answer turns on is only on the client's server.
    private static Call Everything(Action<JsonObject>? change = null) => new()
    {
        CanRead = true,
        Coverages = [],
        Orders =
        [
            Given.Order(o =>
            {
                o.Remove("medicationCodeableConcept");
                Given.SetReasons(o);
                o["medicationReference"] = Given.ReferenceTo("Medication/m1");
                o["reasonReference"] = new JsonArray(Given.ReferenceTo("Condition/c1"));
                change?.Invoke(o);
            }),
        ],
    };

    private static Call OnlyMedication(string literal)
    {
        var call = Everything(o =>
        {
            o.Remove("reasonReference");
            o["medicationReference"] = Given.ReferenceTo(literal);
        });
        return call with { Coverages = [Given.Coverage()] };
    }

    private static JsonObject WithPayerToRead() => Given.Coverage(c => c["payor"] = new JsonArray(Given.ReferenceTo("Organization/o1")));

    private static JsonObject Medication(string code) => new()
    {
        ["resourceType"] = "Medication",
        ["id"] = "m1",
        ["code"] = Given.Coded(Given.RxNorm, code),
    };

    private static string Reads(Call call, params JsonObject[] read) =>
        string.Join(' ', call.Reads(read).Order(StringComparer.Ordinal));
}
