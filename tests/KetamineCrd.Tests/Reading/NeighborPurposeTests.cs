using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Reading;

/// <summary>Decision rule 13: what a linked or neighboring service says the drug is for comes before every diagnosis.</summary>
public sealed class NeighborPurposeTests
{
    private const string Ect = "00104"; // anesthesia for electroconvulsive therapy

    [Fact]
    public void An_anesthesia_service_for_the_same_reason_makes_the_drug_the_anesthetic()
    {
        Assert.Equal("silent", Outcome(Service(Ect, "G90.511")));
        Assert.Equal("silent", Outcome(Service("99152", "G90.511")));
    }

    [Fact]
    public void One_for_another_reason_says_nothing_of_the_order() => Assert.Equal("investigational", Outcome(Service(Ect, "K80.20")));

    [Fact]
    public void One_without_a_reason_leaves_it_open() => Assert.Equal("ask TreatedReason", Outcome(Service(Ect)));

    [Theory]
    [InlineData("medication", "basedOn")]
    [InlineData("medication", "supportingInformation")]
    [InlineData("service", "basedOn")]
    [InlineData("service", "supportingInfo")]
    public void A_linked_service_counts_whatever_its_reason(string on, string member)
    {
        var service = Service(Ect, "K80.20");
        var order = Given.Order();
        (on == "service" ? service : order)[member] = new JsonArray(Given.ReferenceTo(on == "service" ? "MedicationRequest/ketamine-1" : "ServiceRequest/service-1"));

        Assert.Equal("silent", Outcome(service, order));
    }

    [Fact]
    public void A_linked_service_may_stand_outside_the_draft_set()
    {
        var order = Given.Order(o => o["basedOn"] = new JsonArray(Given.ReferenceTo("ServiceRequest/service-1")));

        Assert.Equal("silent", Call.Outcome(Assert.Single(new Call { Orders = [order], Prefetched = [Service(Ect, "K80.20")] }.DetermineAll())));
    }

    [Fact]
    public void A_procedure_in_words_counts_as_one_in_codes()
    {
        var service = Service("90870", "G90.511");
        service["code"] = Given.Worded("Electroconvulsive therapy");

        Assert.Equal("silent", Outcome(service));
    }

    [Fact]
    public void A_monitoring_service_says_nothing_of_the_order()
    {
        var service = Service("90870", "G90.511");
        service["code"] = Given.Worded("Vital signs every 15 minutes");

        Assert.Equal("investigational", Outcome(service));
    }

    private static JsonObject Service(string code, params string[] reasons) => Given.Infusion(o =>
    {
        o["id"] = "service-1";
        o["code"] = Given.Coded(Given.Cpt, code);
        Given.SetReasons(o, reasons);
    });

    private static string Outcome(JsonObject service, JsonObject? order = null) =>
        Call.Outcome(new Call { Orders = [order ?? Given.Order(), service] }.DetermineAll().Single(d => d.Order.Reference == "MedicationRequest/ketamine-1"));
}
