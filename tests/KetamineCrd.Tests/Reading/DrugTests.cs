using KetamineCrd.Facts;

namespace KetamineCrd.Tests.Reading;

/// <summary>Decision rules 5 and 6: codes first, words second; esketamine before ketamine; a code of another drug settles it.</summary>
public sealed class DrugTests
{
    [Theory]
    [InlineData(Given.RxNorm, "6130", "ketamine")]
    [InlineData(Given.RxNorm, "238082", "ketamine")]
    [InlineData(Given.RxNorm, "6129", "ketamine")] // Ketalar
    [InlineData(Given.Ndc, "0143-9509-01", "ketamine")]
    [InlineData(Given.Ndc, "17033010110", "ketamine")] // "compounded or veterinary product codes of ketamine are still ketamine"
    [InlineData(Given.SnomedCt, "373464007", "ketamine")]
    [InlineData("http://fdasis.nlm.nih.gov", "690G0D6V8H", "ketamine")]
    [InlineData("http://www.whocc.no/atc", "N01AX03", "ketamine")]
    [InlineData(Given.RxNorm, "2119365", "esketamine")]
    [InlineData(Given.RxNorm, "2119382", "esketamine")] // Spravato
    [InlineData(Given.Ndc, "50458-028-00", "esketamine")]
    [InlineData("http://www.whocc.no/atc", "N06AX27", "esketamine")]
    [InlineData(Given.Hcpcs, "G2082", "esketamine")]
    [InlineData(Given.Hcpcs, "S0013", "esketamine")]
    public void A_drug_is_recognised_by_its_code(string system, string code, string drug) =>
        Assert.Equal(Named(drug, FactBasis.Code), Medication(Given.Coded(system, code)));

    // Terminology, "HCPCS over time"; compared with the service date.
    [Theory]
    [InlineData("J2001", "2024-09-30", "lidocaine")]
    [InlineData("J2001", "2024-10-01", null)]
    [InlineData("J2002", "2024-09-30", null)]
    [InlineData("J2002", "2024-10-01", "lidocaine")]
    [InlineData("J2003", "2024-09-30", null)]
    [InlineData("J2003", "2024-10-01", "lidocaine")]
    [InlineData("J2004", "2024-10-01", null)] // with epinephrine
    [InlineData("S0013", "2025-12-31", "esketamine")]
    [InlineData("S0013", "2026-01-01", null)]
    [InlineData("J0013", "2025-12-31", null)]
    [InlineData("J0013", "2026-01-01", "esketamine")]
    [InlineData("G2082", "2025-12-31", "esketamine")]
    [InlineData("G2083", "2026-01-01", "esketamine")]
    public void A_service_code_names_a_drug_while_it_is_valid(string code, string date, string? drug)
    {
        Assert.Equal(drug is null ? null : Named(drug, FactBasis.Code), Drug(On(date, Given.Coded(Given.Hcpcs, code))));
        Assert.Equal(drug is null ? null : Named(drug, FactBasis.Code), Drug(On(date, Given.Coded(Given.Cpt, code))));
    }

    // A code that has ended names nothing, and no other drug either: the words still count.
    [Theory]
    [InlineData("S0013", "2026-01-01", "Spravato", "esketamine")]
    [InlineData("J2001", "2024-10-01", "lidocaine", "lidocaine")]
    public void Words_beside_a_code_that_has_ended_still_count(string code, string date, string text, string drug) =>
        Assert.Equal(Named(drug, FactBasis.Words), Drug(On(date, Given.Coded(Given.Hcpcs, code, text: text))));

    // Rule 8: "lidocaine with epinephrine is local anaesthesia", whatever the day and the words.
    [Theory]
    [InlineData("2024-09-30")]
    [InlineData("2024-10-01")]
    public void Lidocaine_with_epinephrine_is_another_drug_on_any_day(string date) =>
        Assert.Null(Drug(On(date, Given.Coded(Given.Hcpcs, "J2004", text: "lidocaine"))));

    // Terminology: "reduce to 11 digits before comparing", and the first nine digits catch other package sizes.
    [Theory]
    [InlineData("00264959420", "lidocaine")]
    [InlineData("00264-9594-20", "lidocaine")]
    [InlineData("0264-9594-20", "lidocaine")] // 4-4-2
    [InlineData("0264959420", "lidocaine")]   // ten digits
    [InlineData("0264-9594-30", "lidocaine")] // another package of the same product
    [InlineData("50090-4559-0", "lidocaine")] // 5-4-1
    [InlineData("5009045590", "lidocaine")]
    [InlineData("0338-0411-02", "lidocaine")]
    [InlineData("0264-9595-20", null)]        // another product
    [InlineData("0265-9594-20", null)]        // another labeler
    public void A_premixed_bag_of_lidocaine_is_recognised_by_its_NDC_in_any_layout(string code, string? drug)
    {
        var call = Call.WithOrder(o =>
        {
            o["medicationCodeableConcept"] = Given.Coded(Given.Ndc, code);
            Given.SetRoute(o, "");
        });

        Assert.Equal(drug is null ? null : Named(drug, FactBasis.Code), Drug(call));
        Assert.Equal(drug is null ? null : "route-intravenous", call.ReadOrder()?.Route.Concepts.Single().Id);
    }

    [Theory]
    [InlineData("Ketamine 50 mg/mL injection", "ketamine")]
    [InlineData("KETALAR", "ketamine")]
    [InlineData("KETARx", "ketamine")]
    [InlineData("compounded ketamine troche", "ketamine")]
    [InlineData("S-ketamine", "esketamine")]
    [InlineData("Spravato 84 mg", "esketamine")]
    [InlineData("esketamine or ketamine", "esketamine")]
    public void A_drug_without_a_code_is_recognised_by_words(string text, string drug) =>
        Assert.Equal(Named(drug, FactBasis.Words), Medication(Given.Worded(text)));

    [Theory]
    [InlineData("morphine")]
    [InlineData("ketorolac 30 mg IV")]
    [InlineData("bupivacaine infusion")]
    [InlineData("propofol")]
    [InlineData("no ketamine")]
    [InlineData("norketamine")]
    public void Another_drug_by_words_is_left_alone(string text) => Assert.Null(Medication(Given.Worded(text)));

    // Code first: the display does not count where the code is known; esketamine's code decides even beside ketamine's.
    [Fact]
    public void Esketamine_decides_where_both_are_coded()
    {
        var both = Given.Coded(Given.RxNorm, "6130");
        both["coding"]!.AsArray().Add(Given.Json("""{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "2119365" }"""));

        Assert.Equal(Named("esketamine", FactBasis.Code), Medication(both));
    }

    [Fact]
    public void A_code_decides_against_words() =>
        Assert.Equal(Named("esketamine", FactBasis.Code), Medication(Given.Coded(Given.RxNorm, "2119365", text: "ketamine")));

    // "A code of another drug settles it: not addressed."
    [Theory]
    [InlineData(Given.RxNorm, "35827")]  // ketorolac
    [InlineData(Given.RxNorm, "1815")]   // bupivacaine
    [InlineData(Given.Ndc, "0143-9999-01")]
    [InlineData(Given.Hcpcs, "J3000")]   // streptomycin, which some public pages call ketamine
    [InlineData(Given.Hcpcs, "J2004")]   // lidocaine with epinephrine
    public void A_code_of_another_drug_settles_it_whatever_the_notes_say(string system, string code) =>
        Assert.Null(Call.WithOrder(o =>
        {
            o["medicationCodeableConcept"] = Given.Coded(system, code);
            o["note"] = Given.Json("""[{ "text": "not to be mixed with the ketamine infusion" }]""");
            o["dosageInstruction"]![0]!["text"] = "after ketamine";
        }).ReadOrder());

    [Fact]
    public void A_code_of_a_local_system_settles_nothing() =>
        Assert.Equal(Named("ketamine", FactBasis.Words), Medication(Given.Coded("urn:local", "KET1", "Ketamine 10 mg/mL")));

    // "An unclassified-drug code (J3490 …) names no drug. Look in the same resource's other codings, text, orderDetail, note."
    [Theory]
    [InlineData("ketamine 100 mg/mL", "ketamine")]
    [InlineData("Spravato", "esketamine")]
    public void An_unclassified_drug_code_with_words_is_the_drug_of_the_words(string text, string drug)
    {
        Assert.Equal(Named(drug, FactBasis.Words), Medication(Given.Coded(Given.Hcpcs, "J3490", text: text)));
        Assert.Equal(Named(drug, FactBasis.Words), Medication(Given.Coded(Given.Cpt, "J3490", display: text)));
    }

    [Fact]
    public void An_unclassified_drug_code_with_a_drug_code_is_that_drug()
    {
        var concept = Given.Coded(Given.Hcpcs, "J3490");
        concept["coding"]!.AsArray().Add(Given.Json("""{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130" }"""));

        Assert.Equal(Named("ketamine", FactBasis.Code), Medication(concept));
    }

    [Theory]
    [InlineData("J3490")]
    [InlineData("J7999")]
    [InlineData("C9399")]
    public void An_unclassified_drug_code_alone_names_no_drug(string code) =>
        Assert.Equal("unnamed", Medication(Given.Coded(Given.Hcpcs, code)));

    [Fact]
    public void The_drug_of_an_unclassified_code_may_stand_in_a_note() =>
        Assert.Equal(Named("ketamine", FactBasis.Words), Drug(Call.WithOrder(o =>
        {
            o["medicationCodeableConcept"] = Given.Coded(Given.Hcpcs, "J3490");
            o["note"] = Given.Json("""[{ "text": "compounded" }, { "text": "ketamine 0.5 mg/kg" }]""");
        })));

    // Rule 5: "Free text (note, dosage text, comment) may name the drug" of an unclassified code.
    [Fact]
    public void The_drug_of_an_unclassified_code_may_stand_in_the_dosage_text()
    {
        var call = Call.WithOrder(o =>
        {
            o["medicationCodeableConcept"] = Given.Coded(Given.Hcpcs, "J3490");
            o["dosageInstruction"]![0]!["text"] = "ketamine 0.5 mg/kg IV";
        });

        Assert.Equal(Named("ketamine", FactBasis.Words), Drug(call));
        Assert.Equal("investigational", call.Outcome());
    }

    // The same of an administration code on an Appointment.
    [Theory]
    [InlineData("comment")]
    [InlineData("description")]
    public void The_drug_of_a_booked_infusion_may_stand_in_the_words_of_the_appointment(string member)
    {
        var call = Call.Booking(a => a[member] = "ketamine 0.5 mg/kg over 40 min");

        Assert.Equal(Named("ketamine", FactBasis.Words), Drug(call));
        Assert.Equal("investigational", call.Outcome());
    }

    // Rule 5: "a pharmacy's local code alone does not settle it".
    [Fact]
    public void A_local_code_without_words_leaves_it_to_the_note()
    {
        var call = Call.WithOrder(o =>
        {
            o["medicationCodeableConcept"] = Given.Coded("urn:local", "KET1");
            o["note"] = Given.Json("""[{ "text": "ketamine 0.5 mg/kg" }]""");
        });

        Assert.Equal(Named("ketamine", FactBasis.Words), Drug(call));
        Assert.Equal("investigational", call.Outcome());
    }

    // A denial word counts wherever it stands in the text.
    [Theory]
    [InlineData("propofol, no ketamine")]
    [InlineData("bolus without ketamine")]
    [InlineData("anesthetic (not ketamine)")]
    public void A_drug_that_is_negated_in_the_middle_of_a_text_is_not_ordered(string text)
    {
        Assert.Null(Medication(Given.Worded(text)));
        Assert.DoesNotContain("ketamine", Drug(Call.WithService(o => o["note"] = Given.Json($$"""[{ "text": "{{text}}" }]"""))) ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_billing_option_may_name_the_drug() =>
        Assert.Equal(Named("esketamine", FactBasis.Code), Drug(Call.WithOrder(o =>
        {
            var concept = Given.Worded("nasal antidepressant");
            concept["extension"] = Given.Json("""
                [{ "url": "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options",
                   "valueCodeableConcept": { "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "S0013" }] } }]
                """);
            o["medicationCodeableConcept"] = concept;
        })));

    // The same drug as a Medication: contained, prefetched, by its ingredient, or by the display of the reference alone.
    [Theory]
    [InlineData("""{ "code": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130" }] } }""", FactBasis.Code)]
    [InlineData("""{ "code": { "text": "Ketamine 10 mg/mL" } }""", FactBasis.Words)]
    [InlineData("""{ "ingredient": [{ "itemCodeableConcept": { "coding": [{ "system": "http://snomed.info/sct", "code": "373464007" }] } }] }""", FactBasis.Code)]
    public void A_Medication_says_the_same_as_a_concept(string medication, FactBasis basis)
    {
        var resource = Given.Json(medication).AsObject();
        (resource["resourceType"], resource["id"]) = ("Medication", "m1");
        var contained = Given.Order(o =>
        {
            SetReference(o, Given.ReferenceTo("#m1"));
            o["contained"] = new System.Text.Json.Nodes.JsonArray(resource.DeepClone());
        });
        var prefetched = Given.Order(o => SetReference(o, Given.ReferenceTo("Medication/m1")));

        Assert.Equal(Named("ketamine", basis), Drug(new Call { Orders = [contained] }));
        Assert.Equal(Named("ketamine", basis), Drug(new Call { Orders = [prefetched], Prefetched = [resource] }));
    }

    // FHIR R4 Medication.ingredient.item[x]: a Reference to a Medication or a Substance.
    [Theory]
    [InlineData("""{ "resourceType": "Medication", "id": "i1", "code": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130" }] } }""", FactBasis.Code)]
    [InlineData("""{ "resourceType": "Medication", "id": "i1", "code": { "text": "ketamine hydrochloride" } }""", FactBasis.Words)]
    [InlineData("""{ "resourceType": "Substance", "id": "i1", "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "373464007" }] } }""", FactBasis.Code)]
    public void An_ingredient_may_be_a_resource_of_its_own(string ingredient, FactBasis basis)
    {
        var inOrder = Given.Order(o =>
        {
            SetReference(o, Given.ReferenceTo("#m1"));
            o["contained"] = new System.Text.Json.Nodes.JsonArray(Compound("m1", "#i1"), Given.Json(ingredient));
        });
        var compound = Compound("m1", "#i1");
        compound["contained"] = new System.Text.Json.Nodes.JsonArray(Given.Json(ingredient));
        var referring = Given.Order(o => SetReference(o, Given.ReferenceTo("Medication/m1")));
        var type = Given.Json(ingredient)["resourceType"]!.GetValue<string>();

        Assert.Equal(Named("ketamine", basis), Drug(new Call { Orders = [inOrder] }));
        Assert.Equal(Named("ketamine", basis), Drug(new Call { Orders = [referring], Prefetched = [compound] }));
        Assert.Equal(Named("ketamine", basis), Drug(new Call { Orders = [referring], Prefetched = [Compound("m1", $"{type}/i1"), Given.Json(ingredient).AsObject()] }));
    }

    [Fact]
    public void A_Medication_that_is_not_at_hand_is_known_by_its_display()
    {
        Assert.Equal(Named("ketamine", FactBasis.Words), Drug(Call.WithOrder(o => SetReference(o, Given.Json("""{ "reference": "Medication/m1", "display": "Ketamine 50 mg/mL" }""")))));
        Assert.Equal("unreadable", Drug(Call.WithOrder(o => SetReference(o, Given.ReferenceTo("Medication/m1"))) with { Unavailable = ["Medication/m1"] }));
    }

    [Fact]
    public void A_Medication_that_no_server_can_be_asked_for_makes_an_order_not_ours_to_judge()
    {
        Assert.Null(Drug(Call.WithOrder(o => SetReference(o, Given.ReferenceTo("Medication/m1")))));
    }

    [Theory]
    [InlineData(Given.Cpt, "96365")]
    [InlineData(Given.Cpt, "96374")]
    [InlineData(Given.Hcpcs, "96365")]
    [InlineData(Given.Hcpcs, "J3490")]
    public void An_administration_code_names_no_drug(string system, string code) =>
        Assert.Equal("unnamed", Drug(Call.WithService(o => o["code"] = Given.Coded(system, code))));

    [Theory]
    [InlineData("code", """{ "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365" }], "text": "Ketamine infusion" }""")]
    [InlineData("code", """{ "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365", "display": "IV infusion of ketamine" }] }""")]
    [InlineData("code", """{ "text": "Ketamine infusion for CRPS" }""")]
    [InlineData("orderDetail", """[{ "text": "ketamine 0.5 mg/kg" }]""")]
    [InlineData("note", """[{ "text": "ketamine 0.5 mg/kg over 40 min" }]""")]
    public void A_service_may_name_the_drug_in_words(string member, string json) =>
        Assert.Equal(Named("ketamine", FactBasis.Words), Drug(Call.WithService(o => o[member] = Given.Json(json))));

    [Fact]
    public void A_service_may_name_the_drug_by_a_code_of_its_detail() =>
        Assert.Equal(
            Named("ketamine", FactBasis.Code),
            Drug(Call.WithService(o => o["orderDetail"] = new System.Text.Json.Nodes.JsonArray(Given.Coded(Given.RxNorm, "6130")))));

    // A blood level, a consultation or a drug test of ketamine is not the drug.
    [Theory]
    [InlineData(Given.Loinc, "3713-6", "Ketamine [Mass/volume] in Serum")]
    [InlineData(Given.Cpt, "80357", "Ketamine and norketamine")]
    [InlineData(Given.Cpt, "99213", "Office visit about ketamine infusion")]
    public void A_code_of_another_service_is_not_the_drug(string system, string code, string text) =>
        Assert.Null(Call.WithService(o => o["code"] = Given.Coded(system, code, text, text)).ReadOrder());

    [Theory]
    [InlineData("Ketamine level")]
    [InlineData("Pain clinic consultation, patient asks about ketamine")]
    [InlineData("Infusion of iron")]
    public void Words_that_give_no_ketamine_are_left_alone(string text) =>
        Assert.Null(Call.WithService(o => o["code"] = Given.Worded(text)).ReadOrder());

    [Theory]
    [InlineData("DeviceRequest")]
    [InlineData("NutritionOrder")]
    [InlineData("Appointment")]
    public void Other_kinds_of_order_are_left_alone(string type) => Assert.Null(Call.WithOrder(o => o["resourceType"] = type).ReadOrder());

    private static void SetReference(System.Text.Json.Nodes.JsonObject order, System.Text.Json.Nodes.JsonNode reference)
    {
        order.Remove("medicationCodeableConcept");
        order["medicationReference"] = reference;
    }

    private static System.Text.Json.Nodes.JsonObject Compound(string id, string ingredient) => new()
    {
        ["resourceType"] = "Medication",
        ["id"] = id,
        ["ingredient"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["itemReference"] = Given.ReferenceTo(ingredient) }),
    };

    private static Call On(string date, System.Text.Json.Nodes.JsonNode concept) => Call.WithOrder(o =>
    {
        o["medicationCodeableConcept"] = concept;
        Given.SetDate(o, date);
    });

    private static string Named(string drug, FactBasis basis) => $"{drug} by {basis}";

    private static string? Medication(System.Text.Json.Nodes.JsonNode concept) => Drug(Call.WithOrder(o => o["medicationCodeableConcept"] = concept));

    private static string? Drug(Call call) => call.ReadOrder()?.Drug switch
    {
        null => null,
        DrugFact.Named named => Named(named.Drug.Id, named.Basis),
        DrugFact.Unnamed => "unnamed",
        DrugFact.Unreadable => "unreadable",
        _ => "other",
    };
}
