using KetamineCrd.Facts;

namespace KetamineCrd.Tests.Reading;

/// <summary>What a Reference says beside the resource it leads to counts wherever one is read: its identifier where that is a code, its display.</summary>
public sealed class ReferenceTests
{
    private const string Midazolam = "6960";

    // FHIR R4 lets a Reference have any of reference, identifier and display.
    [Theory]
    [InlineData("""{ "display": "ketamine 50 mg/mL injection" }""", "ketamine", FactBasis.Words)]
    [InlineData("""{ "identifier": { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "value": "238082" } }""", "ketamine", FactBasis.Code)]
    [InlineData("""{ "identifier": { "system": "urn:oid:2.16.840.1.113883.6.69", "value": "0143-9509-01" } }""", "ketamine", FactBasis.Code)]
    [InlineData("""{ "reference": "Medication/not-sent", "identifier": { "system": "http://hl7.org/fhir/sid/ndc", "value": "0143-9509-01" } }""", "ketamine", FactBasis.Code)]
    [InlineData("""{ "reference": "Medication/not-sent", "display": "ketamine 50 mg/mL injection" }""", "ketamine", FactBasis.Words)]
    [InlineData("""{ "identifier": { "system": "https://ehr.example.org/formulary", "value": "238082" }, "display": "Spravato" }""", "esketamine", FactBasis.Words)]
    public void A_medication_reference_names_the_drug_by_itself(string reference, string drug, FactBasis basis)
    {
        var named = Assert.IsType<DrugFact.Named>(Drug(reference)?.Drug);

        Assert.Equal((drug, basis), (named.Drug.Id, named.Basis));
    }

    // Rule 5: a code of another drug settles it before any text is read.
    [Theory]
    [InlineData("""{ "identifier": { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "value": "6960" } }""")]
    [InlineData("""{ "reference": "Medication/not-sent", "identifier": { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "value": "6960" } }""")]
    [InlineData("""{ "display": "midazolam 1 mg/mL, before the ketamine infusion" }""")]
    [InlineData("""{ "identifier": { "system": "https://ehr.example.org/formulary", "value": "238082" } }""")]
    public void A_medication_reference_that_names_another_drug_or_none_is_not_ours(string reference) => Assert.Null(Drug(reference));

    [Fact]
    public void A_code_in_a_reference_to_another_drug_spares_the_read()
    {
        var call = With("""{ "reference": "Medication/m1", "identifier": { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "value": "6960" } }""") with { CanRead = true };

        Assert.Empty(call.Reads());
        Assert.Equal(PassedOverReason.OtherDrug, Assert.Single(call.Read().PassedOver).Reason);
    }

    [Fact]
    public void The_Medication_that_was_sent_says_more_than_the_reference_to_it()
    {
        var call = With("""{ "reference": "Medication/m1", "display": "ketamine" }""") with { Prefetched = [Given.Json($$"""{ "resourceType": "Medication", "id": "m1", "code": { "coding": [{ "system": "{{Given.RxNorm}}", "code": "{{Midazolam}}" }] } }""").AsObject()] };

        Assert.Null(call.ReadOrder());
    }

    [Theory]
    [InlineData("""{ "identifier": { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "value": "6130" } }""")]
    [InlineData("""{ "display": "ketamine hydrochloride" }""")]
    public void An_ingredient_is_known_by_the_reference_to_it(string reference)
    {
        var call = With("""{ "reference": "Medication/m1" }""") with
        {
            Prefetched = [Given.Json($$"""{ "resourceType": "Medication", "id": "m1", "ingredient": [{ "itemReference": {{reference}} }] }""").AsObject()],
        };

        Assert.Equal("ketamine", Assert.IsType<DrugFact.Named>(call.ReadOrder()?.Drug).Drug.Id);
    }

    [Theory]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm", "G90.511", "investigational")]
    [InlineData("urn:oid:2.16.840.1.113883.6.90", "G90511", "investigational")]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm", "S52.501A", "silent")] // a fracture, which no set knows
    [InlineData("https://ehr.example.org/problems", "G90.511", "unreadable Indication")]
    public void A_reason_reference_may_have_the_diagnosis_as_its_identifier(string system, string code, string outcome)
    {
        var call = Call.WithOrder(o =>
        {
            o.Remove("reasonCode");
            o["reasonReference"] = Given.Json($$"""[{ "reference": "Condition/not-sent", "identifier": { "system": "{{system}}", "value": "{{code}}" } }]""");
        }) with
        {
            Unavailable = ["Condition/not-sent"],
        };

        Assert.Equal(outcome, call.Outcome());
    }

    // CRD 2.2.1 ext-billing-options: J3490 there is read as the coding is, which names no drug and has it asked for.
    [Theory]
    [InlineData("J3490", "ask Drug")]
    [InlineData("99213", "silent")]
    public void An_unclassified_drug_as_billing_option_has_the_drug_asked_for(string code, string outcome) => Assert.Equal(outcome, Call.WithOrder(o =>
        o["medicationCodeableConcept"] = Given.Json(
            $$"""
            { "extension": [{
                "url": "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options",
                "valueCodeableConcept": { "coding": [{ "system": "{{Given.Hcpcs}}", "code": "{{code}}" }] } }],
              "text": "pharmacy to prepare" }
            """)).Outcome());

    // "Never called another drug": it may be for anything.
    [Fact]
    public void A_Medication_that_nobody_can_be_asked_for_leaves_the_order_alone_and_is_told()
    {
        var facts = With("""{ "reference": "Medication/m1", "display": "Infusion drug" }""").Read();

        Assert.Equal(PassedOverReason.DrugUnread, Assert.Single(facts.PassedOver).Reason);
        Assert.Equal(("Medication", UnreadReason.NotRegistered), (Assert.Single(facts.Unread).Type, facts.Unread[0].Reason));
    }

    [Theory]
    [InlineData("#gone", UnreadReason.NotOnTheServer)]
    [InlineData("urn:uuid:0b2cbd4e-0001-4000-8000-000000000001", UnreadReason.NotOnTheServer)]
    [InlineData("https://other.example.org/Medication/m1", UnreadReason.NotOnTheServer)]
    public void A_Medication_that_is_not_the_servers_is_told_as_one(string literal, UnreadReason reason)
    {
        var facts = (With($$"""{ "reference": "{{literal}}" }""") with { CanRead = true }).Read();

        Assert.Equal(PassedOverReason.DrugUnread, Assert.Single(facts.PassedOver).Reason);
        Assert.Equal(("Medication", reason), (Assert.Single(facts.Unread).Type, facts.Unread[0].Reason));
    }

    [Fact]
    public void A_server_that_does_not_answer_for_the_Medication_makes_the_answer_indeterminate()
    {
        var call = With("""{ "reference": "Medication/m1" }""") with { CanRead = true, Unavailable = ["Medication/m1"] };

        Assert.Equal("unreadable Drug", call.Outcome());
        Assert.Equal(UnreadReason.NoAnswer, Assert.Single(call.Read().Unread).Reason);
    }

    private static OrderFacts? Drug(string reference) => With(reference).ReadOrder();

    private static Call With(string reference) => Call.WithOrder(o =>
    {
        o.Remove("medicationCodeableConcept");
        o["medicationReference"] = Given.Json(reference);
    });
}
