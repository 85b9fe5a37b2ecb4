using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Responses;

/// <summary>crd.md sections 9 and 10: the order comes back complete and unchanged but for the extension; older statements of ours are replaced.</summary>
public sealed class SystemActionTests
{
    [Fact]
    public void The_action_updates_the_whole_order_and_changes_nothing_but_the_extension()
    {
        var call = Call.WithOrder(o => o["x-unknown"] = Given.Json("""{ "a": [1, null] }"""));
        var action = Assert.Single(call.Answer().GetProperty("systemActions").EnumerateArray());
        var resource = JsonNode.Parse(action.GetProperty("resource").GetRawText())!.AsObject();

        Assert.Equal("update", action.GetProperty("type").GetString());
        Assert.False(string.IsNullOrEmpty(action.GetProperty("description").GetString()));
        Assert.False(action.TryGetProperty("resourceId", out _));
        Assert.Contains("\"value\":0.50", call.AnswerText(), StringComparison.Ordinal);
        Assert.True(resource.Remove("extension"));
        Assert.True(JsonNode.DeepEquals(call.Orders[0], resource));
    }

    [Fact]
    public void Where_nothing_is_said_there_is_no_member_for_it() =>
        Assert.Equal("""{"cards":[]}""", Call.WithOrder(o => Given.SetReasons(o, "G89.18")).AnswerText());

    [Fact]
    public void An_order_without_an_id_cannot_be_updated() => Assert.False(Call.WithOrder(o => o.Remove("id")).Answer().TryGetProperty("systemActions", out _));

    // crd.md section 10: one assertion id for one order and coverage; another when the content changes (resp-32: other coverages, other ids).
    [Fact]
    public void The_same_answer_has_the_same_assertion_id()
    {
        var id = AssertionId(new Call());

        Assert.Equal(id, AssertionId(new Call()));
        Assert.Equal(id, AssertionId(new Call { HookInstance = "00000000-0000-4000-8000-000000000000" }));
        Assert.Equal(id, AssertionId(new Call { Today = new DateOnly(2025, 6, 2) }));
        Assert.Equal(id, AssertionId(Call.WithOrder(o => o["priority"] = "urgent")));
    }

    [Fact]
    public void Another_answer_has_another_assertion_id()
    {
        string[] ids =
        [
            AssertionId(new Call()),
            AssertionId(Call.WithOrder(o => o["id"] = "ketamine-2")),
            AssertionId(Call.WithOrder(o => Given.SetReasons(o, "F33.2"))),
            AssertionId(Call.WithOrder(o => Given.SetReasons(o, Given.Crps, "F33.2"))),
            AssertionId(Call.WithOrder(o => Given.SetReasons(o, "M54.50"))),
            AssertionId(Call.WithOrder(o => Given.SetDate(o, "2019-06-03"))),
            AssertionId(Call.WithCoverage(c => c["id"] = "cov-2")),
            AssertionId(Call.WithCoverage(c => c["status"] = "cancelled")),
            AssertionId(new Call { Orders = [Given.Infusion()] }),
        ];

        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }

    // "The EHR retains the extension and sends it in later CRD calls."
    [Fact]
    public void An_order_that_already_carries_the_statement_is_not_updated_again()
    {
        var updated = Updated(new Call());

        Assert.False(new Call { Orders = [updated] }.Answer().TryGetProperty("systemActions", out _));
        Assert.False(new Call { Orders = [updated], Today = new DateOnly(2025, 7, 1) }.Answer().TryGetProperty("systemActions", out _));
    }

    [Theory]
    [InlineData("Coverage/cov-1")]
    [InlineData("https://ehr.example.org/fhir/r4/Coverage/cov-1")]
    public void A_statement_that_has_changed_is_replaced(string literal)
    {
        var order = Updated(new Call());
        order["extension"]![0]!["extension"]![0]!["valueReference"]!["reference"] = literal;
        Given.SetReasons(order, "F33.2");

        var extension = Assert.Single(Updated(new Call { Orders = [order] })["extension"]!.AsArray());
        Assert.Contains("3.01.13", extension!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("not-covered", extension.ToJsonString(), StringComparison.Ordinal);
    }

    // "Keep other payers'/coverages' repetitions untouched."
    [Theory]
    [InlineData("Coverage/cov-2")]
    [InlineData("Coverage/cov-11")]
    [InlineData("Coverage/xcov-1")]
    public void Statements_about_other_coverages_are_left_alone(string literal)
    {
        var other = """{"url":"URL","extension":[{"url":"coverage","valueReference":{"reference":"COVERAGE"}},{"url":"covered","valueCode":"covered"},{"url":"x","valueDecimal":0.50}]}"""
            .Replace("URL", Given.CoverageInformationUrl, StringComparison.Ordinal)
            .Replace("COVERAGE", literal, StringComparison.Ordinal);
        var call = Call.WithOrder(o => o["extension"] = new JsonArray(JsonNode.Parse(other), JsonNode.Parse("""{ "url": "urn:x", "valueString": "x" }""")));
        var extensions = Updated(call)["extension"]!.AsArray();

        Assert.Equal(3, extensions.Count);
        Assert.Equal(other, extensions[0]!.ToJsonString());
        Assert.Equal("urn:x", extensions[1]!["url"]!.GetValue<string>());
        Assert.Equal("Coverage/cov-1", extensions[2]!["extension"]![0]!["valueReference"]!["reference"]!.GetValue<string>());
    }

    [Fact]
    public void Each_order_has_its_own_statement()
    {
        var answer = new Call { Orders = [Given.Order(), Given.Order(o => (o["id"], o["medicationCodeableConcept"]) = ("m2", Given.Worded("morphine"))), Given.Order(o => o["id"] = "k2")] }
            .Answer().GetProperty("systemActions").EnumerateArray().ToArray();

        Assert.Equal(["ketamine-1", "k2"], answer.Select(a => a.GetProperty("resource").GetProperty("id").GetString()), StringComparer.Ordinal!);
        Assert.Equal(2, answer.Select(a => a.GetProperty("resource").GetProperty("extension").GetRawText()).Distinct(StringComparer.Ordinal).Count());
    }

    // Rule 14: "at order-select stay silent, the clinician has not finished".
    [Theory]
    [InlineData("", false)]
    [InlineData("M54.50", false)]
    [InlineData("G90.511", true)]
    [InlineData("F33.2", true)]
    public void Nothing_is_asked_at_order_select(string reasons, bool isAnswered)
    {
        var call = new Call
        {
            Service = Call.OrderSelect,
            Selections = ["MedicationRequest/ketamine-1"],
            Orders = [Given.Order(o => Given.SetReasons(o, reasons.Split(' ', StringSplitOptions.RemoveEmptyEntries)))],
        };

        Assert.Equal(isAnswered, call.Answer().TryGetProperty("systemActions", out _));
    }

    [Fact]
    public void A_coverage_that_is_not_in_force_is_said_with_its_reason_code()
    {
        // CRD 2.2.1 resp-45; no policy is quoted.
        var text = Call.WithCoverage(c => c["status"] = "cancelled").CoverageInformation()!.Value.GetRawText();

        Assert.Contains("\"code\":\"no-active-coverage\"", text, StringComparison.Ordinal);
        Assert.Contains("\"valueCode\":\"not-covered\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("7.03.03", text, StringComparison.Ordinal);
        Assert.DoesNotContain("investigational", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("coverage-info", "false", 1, 0)]
    [InlineData("guideline", "false", 0, 1)]
    [InlineData("max-cards", "0", 0, 1)]
    [InlineData("max-cards", "1", 1, 1)]
    [InlineData("max-cards", "-1", 1, 1)]         // unusable: the default
    [InlineData("coverage-info", "\"false\"", 1, 1)]
    [InlineData("unknown", "false", 1, 1)]
    public void The_client_says_what_it_wants_back(string option, string value, int cards, int actions)
    {
        var answer = new Call { Configuration = new JsonObject { [option] = JsonNode.Parse(value) } }.Answer();

        Assert.Equal(cards, answer.GetProperty("cards").GetArrayLength());
        Assert.Equal(actions, answer.TryGetProperty("systemActions", out var list) ? list.GetArrayLength() : 0);
    }

    private static string AssertionId(Call call) =>
        call.CoverageInformation()!.Value.GetProperty("extension").EnumerateArray()
            .Single(p => p.GetProperty("url").GetString() == "coverage-assertion-id").GetProperty("valueString").GetString()!;

    private static JsonObject Updated(Call call) =>
        JsonNode.Parse(Assert.Single(call.Answer().GetProperty("systemActions").EnumerateArray()).GetProperty("resource").GetRawText())!.AsObject();
}
