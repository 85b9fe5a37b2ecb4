using System.Text.Json.Nodes;
using KetamineCrd.Facts;

namespace KetamineCrd.Tests.Reading;

/// <summary>Terminology README, "Routes": codes, then words; an unknown route of an injectable product is IV, IM or SC.</summary>
public sealed class RouteTests
{
    private const string Anything = "";
    private const string Injectable = "route-intramuscular route-intravenous route-subcutaneous";

    [Theory]
    [InlineData(Given.SnomedCt, "47625008", "route-intravenous")]
    [InlineData(Given.SnomedCt, "78421000", "route-intramuscular")]
    [InlineData(Given.SnomedCt, "34206005", "route-subcutaneous")]
    [InlineData(Given.SnomedCt, "26643006", "route-oral")]
    [InlineData(Given.SnomedCt, "46713006", "route-nasal")]
    [InlineData(Given.SnomedCt, "37839007", "route-sublingual")]
    [InlineData(Given.SnomedCt, "404820008", "route-neuraxial")] // epidural
    [InlineData(Given.SnomedCt, "54485002", Anything)]           // trap: ophthalmic, not epidural
    [InlineData(Given.SnomedCt, "420287000", Anything)]          // trap: cardiac ventricle, not an IV bolus
    [InlineData(Given.SnomedCt, "417255000", "route-intraosseous")]
    [InlineData(Given.RouteV3, "IV", "route-intravenous")]
    [InlineData(Given.RouteV3, "IVPUSH", "route-intravenous")]   // decision rule 7: IV push counts as inside
    [InlineData(Given.RouteV3, "IVINJBOL", "route-intravenous")]
    [InlineData(Given.RouteV3, "IVFLUSH", "route-other")]        // "a flush (no drug)"
    [InlineData(Given.RouteV3, "PARENTINJ", Injectable)]
    [InlineData("http://terminology.hl7.org/CodeSystem/v2-0162", "IN", "route-nasal")]
    [InlineData("http://terminology.hl7.org/CodeSystem/v2-0162", "IO", Anything)] // trap: intraocular
    [InlineData("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C38276", "route-intravenous")]
    [InlineData("http://ncithesaurus-stage.nci.nih.gov", "C38276", "route-intravenous")]
    [InlineData("http://ncithesaurus-stage.nci.nih.gov", "C38279", "route-intravenous")]
    [InlineData("http://ncithesaurus-stage.nci.nih.gov", "C38274", "route-intravenous")]
    [InlineData("http://ncithesaurus-stage.nci.nih.gov", "C28161", "route-intramuscular")]
    [InlineData("http://ncithesaurus-stage.nci.nih.gov", "C38299", "route-subcutaneous")]
    public void A_route_is_recognised_by_its_code(string system, string code, string expected) =>
        Assert.Equal(expected, Route(d => d["route"] = Given.Coded(system, code)));

    [Theory]
    [InlineData("IV", "route-intravenous")]
    [InlineData("Intravenous", "route-intravenous")]
    [InlineData("by mouth", "route-oral")]
    [InlineData("intranasal", "route-nasal")]
    [InlineData("under the skin", Anything)]
    [InlineData("subcut", "route-subcutaneous")]
    public void A_route_without_a_code_is_recognised_by_its_words(string text, string expected) =>
        Assert.Equal(expected, Route(d => d["route"] = Given.Worded(text)));

    [Theory]
    [InlineData("0.5 mg/kg IV over 40 minutes", "route-intravenous")]
    [InlineData("25 mg PO three times a day", "route-oral")]
    [InlineData("10 mg in 100 mL over 4 h", Anything)] // "in" is a common word; a rate alone does not tell the route
    [InlineData("infusion over 4 h", "route-intravenous route-subcutaneous")]
    [InlineData("IV or IM", "route-intramuscular route-intravenous")]
    public void A_route_may_stand_in_the_dosage_text(string text, string expected) => Assert.Equal(expected, Route(d =>
    {
        d.Remove("route");
        d["text"] = text;
    }));

    // Decision rule 7.
    [Theory]
    [InlineData("IV push", "route-intravenous")]
    [InlineData("IM injection", "route-intramuscular")]
    [InlineData("subcutaneous injection", "route-subcutaneous")]
    public void A_route_may_stand_in_the_method_or_in_the_instruction_for_the_patient(string text, string expected)
    {
        Assert.Equal(expected, Route(d =>
        {
            NoRoute(d);
            d["method"] = Given.Worded(text);
        }));
        Assert.Equal(expected, Route(d =>
        {
            NoRoute(d);
            d["patientInstruction"] = text;
        }));
    }

    [Fact]
    public void The_coded_route_decides_against_the_dosage_text()
    {
        Assert.Equal("route-oral", Route(d =>
        {
            d["route"] = Given.Coded(Given.SnomedCt, Given.Oral);
            d["text"] = "the IV solution, by mouth";
        }));
    }

    [Theory]
    [InlineData("ketamine nasal spray", "route-nasal")]
    [InlineData("ketamine oral solution", "route-oral")]
    [InlineData("ketamine infusion", "route-intravenous route-subcutaneous")]
    [InlineData("ketamine IV infusion", "route-intravenous")]
    [InlineData("ketamine cream 10 %", "route-topical")]
    [InlineData("ketamine", Anything)]
    public void A_route_may_stand_in_the_words_of_the_product(string text, string expected) => Assert.Equal(expected, Route(NoRoute, Given.Worded(text)));

    // "A route missing on an injectable product is unknown (IV, IM and SC are possible)."
    [Theory]
    [InlineData(Given.RxNorm, "238082", Injectable)]
    [InlineData(Given.RxNorm, "206972", Injectable)]
    [InlineData(Given.Ndc, "0143-9509-01", Injectable)]
    [InlineData(Given.RxNorm, "6130", Anything)] // the ingredient alone says no form
    public void An_injectable_product_without_a_route_is_IV_IM_or_SC(string system, string code, string expected) =>
        Assert.Equal(expected, Route(NoRoute, Given.Coded(system, code)));

    [Theory]
    [InlineData(Given.Cpt, "96365", "route-intravenous")]
    [InlineData(Given.Cpt, "96374", "route-intravenous")] // IV push
    [InlineData(Given.Cpt, "96369", "route-subcutaneous")]
    [InlineData(Given.Cpt, "96372", "route-intramuscular route-subcutaneous")]
    [InlineData(Given.Hcpcs, "S9326", "route-intravenous route-subcutaneous")] // home infusion: "do not alone tell IV from SC"
    [InlineData(Given.Hcpcs, "J3490", Anything)]
    [InlineData(Given.SnomedCt, "14152002", "route-intravenous")]
    public void The_route_of_a_service_follows_from_its_administration_code(string system, string code, string expected) =>
        Assert.Equal(expected, Ids(Call.WithService(o => o["code"] = Given.Coded(system, code)).ReadOrder()!.Route));

    [Theory]
    [InlineData("Ketamine infusion", "route-intravenous route-subcutaneous")]
    [InlineData("IV ketamine infusion", "route-intravenous")]
    [InlineData("Intramuscular ketamine", "route-intramuscular")]
    public void The_route_of_a_service_without_a_code_follows_from_its_words(string text, string expected) =>
        Assert.Equal(expected, Ids(Call.WithService(o => o["code"] = Given.Worded(text)).ReadOrder()!.Route));

    [Theory]
    [InlineData("comment", "ketamine by IV infusion", "route-intravenous")]
    [InlineData("description", "intramuscular ketamine", "route-intramuscular")]
    public void The_route_of_a_booked_service_may_stand_in_the_words_of_the_appointment(string member, string text, string expected) =>
        Assert.Equal(expected, Ids(Call.Booking(a =>
        {
            a["serviceType"] = new JsonArray(Given.Coded(Given.Hcpcs, "J3490"));
            a[member] = text;
        }).ReadOrder()!.Route));

    // FHIR R4 Medication.code and Medication.form: the product that the order refers to may say how it is given.
    [Theory]
    [InlineData("""{ "code": { "text": "ketamine nasal spray" } }""", "route-nasal")]
    [InlineData("""{ "code": { "text": "ketamine" }, "form": { "text": "for IV infusion" } }""", "route-intravenous")]
    [InlineData("""{ "code": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "238082" }] } }""", Injectable)]
    [InlineData("""{ "code": { "text": "ketamine" }, "form": { "text": "solution for injection" } }""", Injectable)]
    public void The_route_may_follow_from_the_Medication_that_the_order_refers_to(string medication, string expected)
    {
        var resource = Given.Json(medication).AsObject();
        (resource["resourceType"], resource["id"]) = ("Medication", "m1");
        var order = Given.Order(o =>
        {
            o.Remove("medicationCodeableConcept");
            o["medicationReference"] = Given.ReferenceTo("Medication/m1");
            NoRoute(o["dosageInstruction"]![0]!.AsObject());
        });

        Assert.Equal(expected, Ids(new Call { Orders = [order], Prefetched = [resource] }.ReadOrder()!.Route));
    }

    [Theory]
    [InlineData(Given.RxNorm, "238082", Injectable)]
    [InlineData(Given.RxNorm, "6130", Anything)]
    public void The_route_of_a_service_that_is_a_product_follows_from_its_form(string system, string code, string expected) =>
        Assert.Equal(expected, Ids(Call.WithService(o => o["code"] = Given.Coded(system, code)).ReadOrder()!.Route));

    private static void NoRoute(JsonObject dosage) => dosage.Remove("route");

    private static string Route(Action<JsonObject> change, JsonNode? product = null) => Ids(Call.WithOrder(o =>
    {
        o["medicationCodeableConcept"] = product ?? o["medicationCodeableConcept"]!.DeepClone();
        change(o["dosageInstruction"]![0]!.AsObject());
    }).ReadOrder()!.Route);

    private static string Ids(Possible possible) => string.Join(' ', possible.Concepts.Select(c => c.Id).Order(StringComparer.Ordinal));
}
