using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Explanations;
using KetamineCrd.Fhir;
using KetamineCrd.Reading;

namespace KetamineCrd.Tests.Explanations;

/// <summary>Every determination carries an explanation as data: what was read where, which tests ran, which place of which policy decided.</summary>
public sealed class ExplanationTests
{
    [Fact]
    public void A_denial_names_the_place_of_every_fact()
    {
        var sources = Explain(new Call()).Sources;

        Assert.Contains(new ReadFact("drug", "ketamine", "code", "context.draftOrders.entry[0].resource.medicationCodeableConcept.coding[0]"), sources);
        Assert.Contains(new ReadFact("route", "route-intravenous", "code", "context.draftOrders.entry[0].resource.dosageInstruction[0].route.coding[0]"), sources);
        Assert.Contains(new ReadFact("indication", "chronic-pain", "code", "context.draftOrders.entry[0].resource.reasonCode[0].coding[0]"), sources);
        Assert.Contains(new ReadFact("service-date", "2025-06-02", "code", "context.draftOrders.entry[0].resource.dosageInstruction[0].timing"), sources);
        Assert.Contains(new ReadFact("payer", "excellus", "code", "prefetch.coverage.entry[0].resource.payor[0]"), sources);
        Assert.Contains(new ReadFact("product-line", "line-commercial", "code", "prefetch.coverage.entry[0].resource.type.coding[0]"), sources);
    }

    [Fact]
    public void A_denial_names_policy_version_section_and_statement()
    {
        var explanation = Explain(new Call());

        Assert.Equal("not-covered", explanation.Determination);
        Assert.Equal("Coverage/cov-1", explanation.Coverage);
        Assert.Equal(new DateOnly(2025, 6, 2), explanation.ServiceDate);
        var policy = explanation.Policy!;
        Assert.Equal(("7.03.03", "2025-03-20", "chronic-pain", "Policy Statement"), (policy.Number, policy.Version, policy.Rule, policy.Section));
        Assert.Equal("/policies/7.03.03/2025-03-20#chronic-pain", policy.Page);
        Assert.Contains("investigational", policy.Statement!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tests_stand_in_the_order_in_which_they_ran() => Assert.Equal(
        [
            "drug yes", "payer yes", "policy-about-drug yes", "coverage-in-force yes", "version-in-force yes 7.03.03 2025-03-20",
            "rules yes 7.03.03 2025-03-20 chronic-pain",
        ],
        Tests(Explain(new Call())));

    [Theory]
    [InlineData("2020-04-01", "version-in-force between 7.03.03 2019-04-18")]
    [InlineData("2015-03-01", "version-in-force not-yet 7.03.03 2019-04-18")]
    public void A_day_without_a_held_text_is_told(string date, string expected) =>
        Assert.Contains(expected, Tests(Explain(Call.WithOrder(o => Given.SetDate(o, date)))), StringComparer.Ordinal);

    [Fact]
    public void The_first_test_that_settles_the_matter_ends_it() => Assert.Equal(
        ["drug yes", "payer yes", "policy-about-drug yes", "coverage-in-force no"],
        Tests(Explain(Call.WithCoverage(c => c["status"] = "cancelled"))));

    [Fact]
    public void What_an_answer_turns_on_is_an_open_test_with_the_rules_that_may_fit()
    {
        var explanation = Explain(Call.WithOrder(o => Given.SetReasons(o)));

        Assert.Equal("information-missing", explanation.Determination);
        Assert.Equal(["indication"], explanation.Missing);
        var open = explanation.Tests[^1];
        Assert.Equal(("rules", "open"), (open.Test, open.Result));
        Assert.Contains("chronic-pain", open.Rules, StringComparer.Ordinal);
        Assert.Contains("psychiatric", open.Rules, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("""{ "status": "cancelled" }""", "not-live")]
    [InlineData("""{ "medicationCodeableConcept": { "text": "morphine" } }""", "other-drug")]
    [InlineData("""{ "resourceType": "DeviceRequest" }""", "other-type")]
    [InlineData("""{ "medicationCodeableConcept": { "text": "lidocaine 5 % patch" }, "dosageInstruction": [] }""", "route-not-certain")]
    public void Silence_has_a_reason(string change, string reason)
    {
        var explanation = Explain(Call.WithOrder(o =>
        {
            foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            {
                o[name] = value!.DeepClone();
            }
        }));

        Assert.Equal(("not-addressed", reason), (explanation.Determination, explanation.PassedOver));
    }

    [Fact]
    public void A_fact_from_another_resource_names_that_resource()
    {
        var call = Call.WithOrder(o =>
        {
            o.Remove("reasonCode");
            o["reasonReference"] = new JsonArray(Given.ReferenceTo("Condition/c1"));
        }) with
        {
            CanRead = true,
        };
        var read = new JsonObject { ["resourceType"] = "Condition", ["id"] = "c1", ["code"] = Given.Coded(Given.Icd10Cm, Given.Crps) };

        Assert.Contains(new ReadFact("indication", "chronic-pain", "code", "Condition/c1: code.coding[0]"), Explain(call, read).Sources);
    }

    // "Which facts were read from where (JSON path of the element, never its free text)".
    [Fact]
    public void Nothing_of_the_call_is_quoted()
    {
        var explanation = Written(Call.WithOrder(o =>
        {
            o["medicationCodeableConcept"] = Given.Worded("ketamine for Jane Marker");
            o["reasonCode"] = new JsonArray(Given.Coded(Given.Icd10Cm, Given.Crps, "marker display", "marker text, chronic"));
            o["note"] = new JsonArray(new JsonObject { ["text"] = "marker note: IV over 40 min" });
        }));

        Assert.DoesNotContain("marker", explanation, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("G90", explanation, StringComparison.Ordinal);
        Assert.Contains("medicationCodeableConcept.text", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_fact_is_named()
    {
        var call = Call.WithOrder(o =>
        {
            o.Remove("reasonCode");
            o["reasonReference"] = new JsonArray(Given.ReferenceTo("Condition/c1"));
        }) with
        {
            Unavailable = ["Condition/c1"],
        };

        var explanation = Explain(call);
        Assert.Equal("indeterminate", explanation.Determination);
        Assert.Equal(["indication"], explanation.Missing);
    }

    [Fact]
    public void A_reference_that_could_not_be_followed_is_told_by_type_reason_and_place()
    {
        var explanation = All(Call.WithOrder(o =>
        {
            o.Remove("medicationCodeableConcept");
            o["medicationReference"] = Given.ReferenceTo("Medication/secret");
        }));

        Assert.Equal(("not-addressed", "drug-unread"), (Assert.Single(explanation.Orders).Determination, explanation.Orders[0].PassedOver));
        Assert.Equal(new UnreadExplanation("Medication", "not-registered", "context.draftOrders.entry[0].resource.medicationReference"), Assert.Single(explanation.Unread));
    }

    [Fact]
    public void A_reason_and_a_payer_that_could_not_be_followed_are_told_too()
    {
        var explanation = All(Call.WithOrder(o => o["reasonReference"] = new JsonArray(Given.ReferenceTo("Condition/c1"))) with
        {
            Coverages = [Given.Coverage(c => c["payor"] = new JsonArray(Given.ReferenceTo("Organization/o1")))],
        });

        Assert.Equal(["Condition", "Organization"], explanation.Unread.Select(u => u.Type).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.EndsWith("payor[0]", explanation.Unread.Single(u => u.Type == "Organization").Path, StringComparison.Ordinal);
    }

    private static string[] Tests(OrderExplanation explanation) =>
        [.. explanation.Tests.Select(t => string.Join(' ', new[] { t.Test, t.Result, t.Policy, string.Join('|', t.Rules) }.Where(p => !string.IsNullOrEmpty(p))))];

    private static OrderExplanation Explain(Call call, params JsonObject[] read) => Assert.Single(All(call, read).Orders);

    private static Explanation All(Call call, params JsonObject[] read)
    {
        var request = call.Request();
        var index = FactsReader.Index(request);
        foreach (var resource in read)
        {
            index.Add(Given.Element(resource));
        }

        foreach (var address in call.Unavailable)
        {
            index.MarkUnavailable(address);
        }

        var facts = call.Engine.ReadFacts(request, index, call.CanRead, call.Now);
        return Explainer.Explain(request, index, facts, call.Engine.Determine(facts, out _)!);
    }

    private static string Written(Call call) => Encoding.UTF8.GetString(JsonText.Write(default, All(call).Write).Span);
}
