using System.Text.Json.Nodes;
using KetamineCrd.Facts;

namespace KetamineCrd.Tests.Reading;

/// <summary>
/// Decision rule 6: the drug of an administration code is that of a linked medication order (<c>basedOn</c>, <c>supportingInfo</c>,
/// <c>supportingInformation</c>), else of the only infusable drug order of the same draft set.
/// </summary>
public sealed class InfusionPairingTests
{
    private static readonly JsonNode Ketorolac = Given.Coded(Given.RxNorm, "35827");

    [Fact]
    public void The_only_infusable_drug_order_of_the_set_is_given() => Assert.Equal("ketamine", Infused(Given.Order(), Given.Infusion()));

    [Fact]
    public void The_order_of_the_set_makes_no_difference() => Assert.Equal("ketamine", Infused(Given.Infusion(), Given.Order()));

    [Fact]
    public void A_drug_order_by_another_route_is_no_candidate()
    {
        var oral = Given.Order(o => Given.SetRoute(o, Given.Oral));

        Assert.Equal("unnamed", Infused(oral, Given.Infusion()));
        Assert.Equal("ketamine", Infused(oral, Given.Order(o => o["id"] = "ketamine-2"), Given.Infusion()));
    }

    // "premedications in the same order set do not break the pairing"
    [Theory]
    [InlineData(Given.Intravenous)]
    [InlineData("")] // not said: it could be infused
    public void A_premedication_of_the_set_does_not_break_the_pairing(string route)
    {
        var other = Given.Order(o =>
        {
            o["id"] = "other-1";
            o["medicationCodeableConcept"] = Ketorolac.DeepClone();
            Given.SetRoute(o, route);
        });

        Assert.Equal("ketamine", Infused(Given.Order(), other, Given.Infusion()));
        Assert.Equal("ketamine", Infused(Given.Order(), other, Given.Infusion(o => Given.SetReasons(o))));
    }

    // "its reasons do not speak against it": an iron infusion beside a ketamine order is not the ketamine infusion.
    [Theory]
    [InlineData("D50.9")]
    [InlineData("F33.2")]
    public void An_infusion_for_another_reason_is_not_that_of_the_ketamine_order(string reason) =>
        Assert.Equal("unnamed", Infused(Given.Order(), Given.Infusion(o => Given.SetReasons(o, reason))));

    [Fact]
    public void An_infusion_without_a_reason_is_not_paired_beside_another_drug_that_has_one_of_its_own()
    {
        var iron = Given.Order(o =>
        {
            o["id"] = "iron-1";
            o["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, "24909");
            Given.SetReasons(o, "D50.9");
        });

        Assert.Null(Infused(Given.Order(), iron, Given.Infusion(o => Given.SetReasons(o))));
        Assert.Equal("ketamine", Infused(Given.Order(), iron, Given.Infusion()));
    }

    // Words left over after the vocabulary of giving name another drug.
    [Theory]
    [InlineData("""{ "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365" }], "text": "iron sucrose infusion" }""")]
    [InlineData("""{ "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365", "display": "Vyepti IV infusion" }] }""")]
    [InlineData("""{ "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365" }, { "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J1756" }] }""")]
    [InlineData("""{ "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96372" }, { "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J3420" }] }""")]
    [InlineData("""{ "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "96365" }], "text": "hydration, normal saline bolus for dehydration" }""")]
    public void An_infusion_that_names_another_drug_is_left_alone_beside_a_ketamine_order(string code) =>
        Assert.Null(Infused(Given.Order(), Given.Infusion(o => o["code"] = Given.Json(code))));

    [Fact]
    public void An_infusion_of_another_drug_is_left_alone() =>
        Assert.Null(Infused(Given.Order(o => o["medicationCodeableConcept"] = Ketorolac.DeepClone()), Given.Infusion()));

    [Fact]
    public void An_injection_code_does_not_give_an_intravenous_order() =>
        Assert.Equal("unnamed", Infused(Given.Order(), Given.Infusion(o => o["code"] = Given.Coded(Given.Cpt, "96372"))));

    // A link decides against any reason; it may stand on either order.
    [Theory]
    [InlineData("infusion", "basedOn")]
    [InlineData("infusion", "supportingInfo")]
    [InlineData("medication", "basedOn")]
    [InlineData("medication", "supportingInformation")]
    public void An_explicit_link_decides(string on, string member)
    {
        var ketamine = Given.Order(o => Link(o, on == "medication", member, "ServiceRequest/infusion-1"));
        var infusion = Given.Infusion(o => Link(o, on == "infusion", member, "MedicationRequest/ketamine-1"));
        var other = Given.Order(o =>
        {
            o["id"] = "other-1";
            o["medicationCodeableConcept"] = Ketorolac.DeepClone();
        });

        Assert.Equal("ketamine", Infused(other, ketamine, infusion));
    }

    [Theory]
    [InlineData("basedOn")]
    [InlineData("supportingInfo")]
    public void A_link_to_another_drug_settles_it(string member)
    {
        var other = Given.Order(o =>
        {
            o["id"] = "other-1";
            o["medicationCodeableConcept"] = Ketorolac.DeepClone();
        });

        Assert.Null(Infused(Given.Order(), other, Given.Infusion(o => Link(o, true, member, "MedicationRequest/other-1"))));
    }

    [Fact]
    public void A_linked_order_may_be_outside_the_draft_set()
    {
        var call = new Call
        {
            Orders = [Given.Infusion(o => Link(o, true, "basedOn", Call.FhirServer + "/MedicationRequest/ketamine-1"))],
            Prefetched = [Given.Order()],
        };

        Assert.Equal("ketamine", Infused(call));
    }

    [Fact]
    public void A_link_to_something_else_says_nothing() =>
        Assert.Equal("ketamine", Infused(Given.Order(), Given.Infusion(o => Link(o, true, "supportingInfo", "Observation/o1"))));

    // Rule 9: "for a ServiceRequest those of a linked medication order".
    [Fact]
    public void The_reasons_of_the_medication_order_are_reasons_of_its_infusion()
    {
        var call = new Call { Orders = [Given.Order(o => Given.SetReasons(o, "F33.2")), Given.Infusion(o => Given.SetReasons(o))] };

        var indication = Assert.Single(Infusion(call)!.Indications);
        Assert.Equal("psychiatric", indication.Recognised?.Id);
    }

    [Fact]
    public void A_medication_order_without_a_route_is_given_as_its_infusion_says()
    {
        var call = new Call { Orders = [Given.Order(o => Given.SetRoute(o, "")), Given.Infusion()] };

        Assert.All(call.Read().Orders, o => Assert.Equal("route-intravenous", Assert.Single(o.Route.Concepts).Id));
    }

    [Fact]
    public void A_drug_named_by_the_service_itself_needs_no_pair() =>
        Assert.Equal("esketamine", Infused(Given.Order(), Given.Infusion(o => o["note"] = Given.Json("""[{ "text": "S-ketamine" }]"""))));

    [Fact]
    public void A_drug_that_was_paired_is_implied() =>
        Assert.Equal(FactBasis.Implied, Assert.IsType<DrugFact.Named>(Infusion(new Call { Orders = [Given.Order(), Given.Infusion()] })!.Drug).Basis);

    private static void Link(JsonObject order, bool applies, string member, string target)
    {
        if (applies)
        {
            order[member] = new JsonArray(Given.ReferenceTo(target));
        }
    }

    private static OrderFacts? Infusion(Call call) => call.Read().Orders.SingleOrDefault(o => o.Reference == "ServiceRequest/infusion-1");

    private static string? Infused(params JsonObject[] orders) => Infused(new Call { Orders = orders });

    private static string? Infused(Call call) => Infusion(call)?.Drug switch
    {
        null => null,
        DrugFact.Named named => named.Drug.Id,
        _ => "unnamed",
    };
}
