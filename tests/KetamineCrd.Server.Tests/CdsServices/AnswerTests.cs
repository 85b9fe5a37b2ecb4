using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>What an answer does to the orders of the call.</summary>
public sealed class AnswerTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Same_call_gets_the_same_answer()
    {
        var call = Given.Call();
        var first = await HookAnswer.PostAsync(server.Client, call);
        var second = await HookAnswer.PostAsync(server.Client, call);
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Order_that_already_carries_the_answer_gets_no_new_action()
    {
        // CRD 2.2.1 resp-35: no update unless new or changed.
        var call = Given.Call();
        var answered = await HookAnswer.PostAsync(server.Client, call);
        call.At("context", "draftOrders", "entry", 0)["resource"] = answered.Actions[0]!["resource"]!.DeepClone();

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.False(answer.Json.ContainsKey("systemActions"));
    }

    [Fact]
    public async Task Older_answer_about_the_same_coverage_is_replaced_and_others_stay()
    {
        // crd.md section 10, "Replacement of older repetitions".
        var call = Given.Call();
        var mine = Statement(Given.Coverage, "conditional");
        var another = Statement("Coverage/of-another-payer", "covered");
        call.TheOrder()["extension"] = new JsonArray(mine, another);

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        var statements = answer.Statements;
        Assert.Equal(2, statements.Count);
        Assert.Equal("not-covered", Assert.Single(statements, s => s.Coverage == Given.Coverage).Covered);
        Assert.True(JsonNode.DeepEquals(another, Assert.Single(statements, s => s.Coverage != Given.Coverage).Json));
    }

    [Fact]
    public async Task Order_comes_back_byte_for_byte_whatever_is_in_it()
    {
        const string Odd = """
            , "_status": { "extension": [ { "url": "https://x.example/p", "valueDecimal": 1.2300E+2 } ] },
              "contained": [ { "resourceType": "Observation", "id": "w", "valueQuantity": { "value": 70.50 } } ],
              "unknownMember": { "a": [ 0.50, -0, 1e0, 12345678901234567890.0 ], "b": "\u00e9\/\"é<>&'" } }
            """;
        var call = Given.Call();
        var text = call.ToJsonString();
        var order = call.TheOrder().ToJsonString();
        text = text.Replace(order, order[..^1] + Odd, StringComparison.Ordinal);
        Assert.Contains("12345678901234567890.0", text, StringComparison.Ordinal);

        var answer = await HookAnswer.PostTextAsync(server.Client, text);

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Empty(ResponseChecker.Check(text, answer.Text));
    }

    [Fact]
    public async Task Every_ketamine_order_of_the_set_is_answered_and_no_other()
    {
        var call = Given.Call();
        call.AddOrder(Given.OtherOrder());
        call.AddOrder(Given.MedicationOrder("order-3"));

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal(2, answer.Actions.Count);
        Assert.All(answer.Statements, s => Assert.Equal("not-covered", s.Covered));
        Assert.Single(answer.Cards); // few cards (crd.md section 6); it names both orders (dev-25)
        Assert.Equal(2, answer.Cards[0]!["extension"]!["davinci-crd.associated-resource"]!.AsArray().Count);
    }

    [Fact]
    public async Task Order_select_judges_the_selected_orders_only()
    {
        var call = Given.Call("order-select");
        call.AddOrder(Given.MedicationOrder("order-3"));

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("order-1", (string?)Assert.Single(answer.Actions)!["resource"]!["id"]);
    }

    [Theory]
    [InlineData("""[ "MedicationRequest/order-2" ]""")]
    [InlineData("""[ "MedicationRequest/no-such-order", "MedicationRequest/order-2" ]""")]
    public async Task Order_select_without_a_selected_ketamine_order_is_silent(string selections)
    {
        var call = Given.Call("order-select");
        call.AddOrder(Given.OtherOrder());
        call.At("context")["selections"] = JsonNode.Parse(selections);
        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    [Fact]
    public async Task Order_select_does_not_ask_for_a_reason_that_is_not_entered_yet()
    {
        // decision-rules.md 14.
        var call = Given.Call("order-select");
        call.TheOrder().Remove("reasonCode");
        (await HookAnswer.PostAsync(server.Client, call)).IsSilent();
    }

    [Fact]
    public async Task Reason_under_tricare_does_not_call_the_va_document_the_payers_own()
    {
        // facts.md 003, ambiguous 5: "second-hand, no TRICARE determination"; decision-rules.md 17: TRICARE is not VA community care.
        var call = Given.Call();
        call.TheCoverage()["payor"] = new JsonArray(new JsonObject { ["display"] = "TRICARE East" });
        call.TheCoverage()["type"] = JsonNode.Parse("""{ "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "MILITARY" } ] }""");

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("conditional", answer.Statement.Covered);
        Assert.Contains("TRICARE Policy Manual", answer.Statement.ReasonText, StringComparison.Ordinal);
        Assert.DoesNotContain("The payer's document", answer.Statement.ReasonText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Statement_under_a_policy_whose_review_is_overdue_says_so(bool namesTheDrug)
    {
        // decision-rules.md 2: after the next-review date "the version still answers and says that its review is overdue".
        var call = Given.Call();
        if (namesTheDrug)
        {
            call.TheOrder().At("dosageInstruction", 0, "timing", "event")[0] = "2026-11-30";
        }
        else
        {
            call.At("context", "draftOrders", "entry", 0)["resource"] = Given.Parse("""
                {
                  "resourceType": "ServiceRequest", "id": "order-1", "status": "draft", "intent": "order",
                  "code": { "coding": [ { "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J3490" }, { "system": "http://www.ama-assn.org/go/cpt", "code": "96365" } ] },
                  "subject": { "reference": "Patient/patient-1" }, "occurrenceDateTime": "2026-11-30",
                  "reasonCode": [ { "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" } ] } ]
                }
                """);
        }

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Contains("Review was due March 2026; no newer text is held here: check for one.", answer.Statement.ReasonText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://crd.payer.example/base/", "https://crd.payer.example/base/policies/")]
    [InlineData("https://crd.payer.example", "https://crd.payer.example/policies/")]
    public async Task Links_lead_to_the_configured_public_address(string configured, string expected)
    {
        using var configuredServer = new ServerFactory { Settings = { ["Crd:PublicBaseAddress"] = configured } };
        using var client = configuredServer.CreateClient();
        var answer = await HookAnswer.PostAsync(client, Given.Call());
        Assert.Contains(answer.Cards[0]!["links"]!.AsArray(), l => ((string)l!["url"]!).StartsWith(expected, StringComparison.Ordinal));
    }

    private static JsonObject Statement(string coverage, string covered) => Given.Parse($$"""
        {
          "url": "{{CoverageInformationPart.Url}}",
          "extension": [
            { "url": "coverage", "valueReference": { "reference": "{{coverage}}" } },
            { "url": "covered", "valueCode": "{{covered}}" },
            { "url": "date", "valueDate": "2025-01-01" },
            { "url": "coverage-assertion-id", "valueString": "OLD-{{covered}}" }
          ]
        }
        """);
}
