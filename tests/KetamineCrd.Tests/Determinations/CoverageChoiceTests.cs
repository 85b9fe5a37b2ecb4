using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Determinations;

/// <summary>Decision rule 16: the Coverage that an order's insurance names decides for that order, and nothing is denied under another one. CRD 2.2.1 hook-13.</summary>
public sealed class CoverageChoiceTests
{
    // Excellus is at hand, VA is what the order names.
    [Fact]
    public void A_Coverage_that_the_order_names_and_that_was_not_sent_is_read()
    {
        var call = Naming("Coverage/va-1") with { CanRead = true };

        Assert.Equal(["Coverage/va-1"], call.Reads());
        Assert.Empty((call with { ReadMeanwhile = [Va()] }).Reads());
        Assert.Equal("not medically necessary Coverage/va-1", Answers(call with { ReadMeanwhile = [Va()] }));
    }

    // It may cause a second round, for its payer; no third.
    [Fact]
    public void The_payer_of_the_Coverage_that_the_order_names_is_read_in_the_next_round()
    {
        var call = Naming("Coverage/va-1") with { CanRead = true };
        var read = Va(c => c["payor"] = new JsonArray(Given.ReferenceTo("Organization/va")));
        var organization = Given.Json("""{ "resourceType": "Organization", "id": "va", "name": "VA Community Care" }""").AsObject();

        Assert.Equal(["Organization/va"], (call with { ReadMeanwhile = [read] }).Reads());
        Assert.Equal("not medically necessary Coverage/va-1", Answers(call with { ReadMeanwhile = [read, organization] }));
    }

    // What the Medication says is not known yet; the Coverage comes in the same round.
    [Fact]
    public void It_is_read_together_with_the_Medication()
    {
        var named = Naming("Coverage/va-1", o =>
        {
            o.Remove("medicationCodeableConcept");
            o["medicationReference"] = Given.ReferenceTo("Medication/m1");
        });
        var call = named with { CanRead = true };

        Assert.Equal(["Coverage/va-1", "Medication/m1"], call.Reads().Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void It_is_not_read_for_an_order_of_another_drug() => Assert.Empty(
        (Naming("Coverage/va-1", o => o["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, "7052", "morphine")) with { CanRead = true }).Reads());

    [Fact]
    public void Where_it_cannot_be_read_the_statement_is_technical_and_about_it()
    {
        var call = Naming("Coverage/va-1") with { CanRead = true, Unavailable = ["Coverage/va-1"] };
        var statement = call.CoverageInformation()!.Value.GetRawText();

        Assert.Equal("unreadable Coverage", call.Outcome());
        Assert.Contains("\"reference\":\"Coverage/va-1\"", statement, StringComparison.Ordinal);
        Assert.Contains("indeterminate", statement, StringComparison.Ordinal);
        Assert.Contains("\"technical\"", statement, StringComparison.Ordinal);
        Assert.Empty(call.Cards());
    }

    // The search mostly brings it; it is read by its id only when it did not.
    [Fact]
    public void It_is_read_after_a_search_that_did_not_bring_it()
    {
        var call = Naming("Coverage/va-1") with { CanRead = true, Coverages = [] };

        Assert.Equal(["Coverage?patient=pat-1&status=active"], call.Reads());
        Assert.Equal(["Coverage/va-1"], (call with { ReadMeanwhile = [Given.Coverage()] }).Reads());
        Assert.Empty((call with { ReadMeanwhile = [Va()] }).Reads());
    }

    // The client looked for coverages and found none; the order still names one.
    [Fact]
    public void It_is_read_when_the_client_found_no_Coverage()
    {
        var call = Naming("Coverage/va-1") with { CanRead = true, Coverages = [], RawCoverage = "null" };

        Assert.Equal(["Coverage/va-1"], call.Reads());
        Assert.Equal("not medically necessary Coverage/va-1", Answers(call with { ReadMeanwhile = [Va()] }));
    }

    [Theory]
    [InlineData("Coverage/va-1")]
    [InlineData("va-1")]
    [InlineData("https://other.example.org/fhir/Coverage/va-1")]
    [InlineData("urn:uuid:0b2cbd4e-0001-4000-8000-000000000001")]
    [InlineData("#va-1")]
    [InlineData("no reference at all")]
    public void Where_nobody_can_be_asked_for_it_nothing_is_said_under_another_one(string literal) =>
        Assert.Equal("""{"cards":[]}""", Naming(literal).AnswerText());

    [Theory]
    [InlineData("Coverage/va-1")]
    [InlineData("Coverage/va-1/_history/3")]
    [InlineData("va-1")]
    [InlineData("https://ehr.example.org/fhir/r4/Coverage/va-1")]
    [InlineData("https://ehr.example.org/fhir/r4/Coverage/va-1/_history/3")]
    [InlineData("https://other.example.org/fhir/Coverage/va-1")] // prefetch is the client's own data
    public void It_is_found_whatever_way_the_order_names_it(string literal) =>
        Assert.Equal("not medically necessary Coverage/va-1", Answers(Naming(literal) with { Coverages = [Given.Coverage(), Va()] }));

    [Fact]
    public void A_full_url_names_it_too()
    {
        const string uuid = "urn:uuid:0b2cbd4e-0001-4000-8000-000000000001";
        var bundle = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["entry"] = new JsonArray(new JsonObject { ["resource"] = Given.Coverage() }, new JsonObject { ["fullUrl"] = uuid, ["resource"] = Va() }),
        };

        Assert.Equal("not medically necessary Coverage/va-1", Answers(Naming(uuid) with { Coverages = [], RawCoverage = bundle.ToJsonString() }));
    }

    [Theory]
    [InlineData("""{ "identifier": { "system": "urn:members", "value": "V7" } }""", "not medically necessary Coverage/va-1")]
    [InlineData("""{ "identifier": { "value": "V7" } }""", "not medically necessary Coverage/va-1")]
    [InlineData("""{ "identifier": { "value": "M-1" } }""", "not medically necessary Coverage/va-1")]         // the member number
    [InlineData("""{ "identifier": { "system": "urn:others", "value": "V7" } }""", "silent ")]               // somebody else's number
    [InlineData("""{ "identifier": { "value": "unknown" } }""", "silent ")]
    [InlineData("""{ "display": "Insurance of the patient" }""", "investigational Coverage/cov-1, not medically necessary Coverage/va-1")]            // names nothing
    [InlineData("""{ "reference": "ClaimResponse/1" }""", "investigational Coverage/cov-1, not medically necessary Coverage/va-1")]                    // no Coverage
    public void A_reference_without_an_address_counts_by_its_identifier(string insurance, string answers)
    {
        var call = Call.WithOrder(o => o["insurance"] = new JsonArray(Given.Json(insurance))) with
        {
            Coverages =
            [
                Given.Coverage(c => c["order"] = 1),
                Va(c => (c["order"], c["subscriberId"], c["identifier"]) = (2, "M-1", Given.Json("""[{ "system": "urn:members", "value": "V7" }]"""))),
            ],
        };

        Assert.Equal(answers, Answers(call));
    }

    [Theory]
    [InlineData("""{ "resourceType": "Coverage", "id": "va-1" }""", "not medically necessary Coverage/va-1")]
    [InlineData("""{ "resourceType": "Coverage", "id": "x", "subscriberId": "M-1" }""", "not medically necessary Coverage/va-1")]
    [InlineData("""{ "resourceType": "Coverage", "id": "x" }""", "silent ")]
    [InlineData("""{ "resourceType": "ClaimResponse", "id": "x" }""", "investigational Coverage/cov-1, not medically necessary Coverage/va-1")]
    public void A_contained_Coverage_stands_for_the_one_that_was_sent(string contained, string answers)
    {
        var resource = Given.Json(contained).AsObject();
        var call = Naming($"#{resource["id"]}", o => o["contained"] = new JsonArray(resource)) with
        {
            Coverages = [Given.Coverage(c => c["order"] = 1), Va(c => (c["order"], c["subscriberId"]) = (2, "M-1"))],
        };

        Assert.Equal(answers, Answers(call));
    }

    // Another patient's Coverage is none under which this order could be judged, and no other one counts then.
    [Fact]
    public void A_Coverage_of_another_patient_that_the_order_names_brings_nothing() => Assert.Equal(
        "silent ",
        Answers(Naming("Coverage/va-1") with { Coverages = [Given.Coverage(), Va(c => c["beneficiary"] = Given.ReferenceTo("Patient/pat-2"))] }));

    [Fact]
    public void Two_payers_of_which_nothing_tells_which_comes_first_answer_each_for_its_own_coverage()
    {
        var call = new Call { Coverages = [Given.Coverage(), Va()] };
        var actions = call.Answer().GetProperty("systemActions").EnumerateArray().ToArray();
        var statements = Assert.Single(actions).GetProperty("resource").GetProperty("extension").EnumerateArray().ToArray();

        Assert.Equal("investigational Coverage/cov-1, not medically necessary Coverage/va-1", Answers(call));
        Assert.Equal(["Coverage/cov-1", "Coverage/va-1"], statements.Select(s => Part(s, "coverage").GetProperty("valueReference").GetProperty("reference").GetString()!), StringComparer.Ordinal);
        Assert.Equal(2, statements.Select(s => Part(s, "coverage-assertion-id").GetProperty("valueString").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["Excellus BlueCross BlueShield", "VA Community Care"], call.Cards().Select(c => c.GetProperty("source").GetProperty("label").GetString()!), StringComparer.Ordinal);
    }

    [Fact]
    public void An_order_that_names_coverages_of_two_payers_is_answered_by_both()
    {
        var call = new Call
        {
            Orders = [Given.Order(o => o["insurance"] = new JsonArray(Given.ReferenceTo("Coverage/va-1"), Given.ReferenceTo("Coverage/cov-1")))],
            Coverages = [Given.Coverage(), Va(), Given.Coverage(c => (c["id"], c["payor"]![0]!["display"]) = ("medica-1", "Medica"))],
        };

        Assert.Equal("investigational Coverage/cov-1, not medically necessary Coverage/va-1", Answers(call));
    }

    [Fact]
    public void A_payer_that_says_nothing_does_not_silence_the_other() => Assert.Equal(
        "investigational Coverage/cov-1",
        Answers(new Call { Coverages = [Va(c => Given.SetLine(c, "sopt:3221")), Given.Coverage()] }));

    [Theory]
    [InlineData("cancelled", "2015-01-01")]
    [InlineData("active", "2025-12-01")]
    public void A_coverage_that_is_not_in_force_does_not_answer_beside_one_that_is(string status, string start) => Assert.Equal(
        "investigational Coverage/cov-1",
        Answers(new Call { Coverages = [Va(c => (c["status"], c["period"]!["start"]) = (status, start)), Given.Coverage()] }));

    [Fact]
    public void An_order_whose_coverage_is_not_clear_gets_nothing_beside_one_that_is_answered()
    {
        var unclear = Given.Order(o => o["insurance"] = new JsonArray(Given.ReferenceTo("Coverage/cov-1"), Given.ReferenceTo("Coverage/medicaid-1")));
        var clear = Given.Order(o => (o["id"], o["insurance"]) = ("ketamine-2", new JsonArray(Given.ReferenceTo("Coverage/cov-1"))));
        var call = new Call
        {
            Orders = [unclear, clear],
            Coverages = [Given.Coverage(), Given.Coverage(c =>
            {
                c["id"] = "medicaid-1";
                Given.SetLine(c, "sopt:21");
            })],
        };

        var action = Assert.Single(call.Answer().GetProperty("systemActions").EnumerateArray());
        Assert.Equal("ketamine-2", action.GetProperty("resource").GetProperty("id").GetString());
        Assert.DoesNotContain("ketamine-1", Assert.Single(call.Cards()).GetRawText(), StringComparison.Ordinal);

        var alone = call with { Orders = [unclear, Given.Order(o => (o["id"], o["status"]) = ("ketamine-2", "cancelled"))] };
        Assert.Null(alone.Engine.Determine(alone.Read(), out var issue));
        Assert.Equal(("multiple-matches", HookIssueKind.Invalid), (issue!.Code, issue.Kind));
    }

    // Of one payer nothing is clear, the other one's answer stands.
    [Fact]
    public void A_payer_whose_coverages_disagree_does_not_silence_the_other_payer()
    {
        var medicaid = Given.Coverage(c =>
        {
            c["id"] = "medicaid-1";
            Given.SetLine(c, "sopt:21");
        });

        var extension = new Call { Coverages = [Given.Coverage(), medicaid, Va()] }.CoverageInformation()!.Value;
        Assert.Equal("Coverage/va-1", Part(extension, "coverage").GetProperty("valueReference").GetProperty("reference").GetString());
    }

    private static string Answers(Call call) => string.Join(", ", call.DetermineAll().Select(d => $"{Call.Outcome(d)} {d.Coverage?.Reference}"));

    private static JsonElement Part(JsonElement statement, string url) =>
        statement.GetProperty("extension").EnumerateArray().Single(e => e.GetProperty("url").GetString() == url);

    private static JsonObject Va(Action<JsonObject>? change = null) => Given.VaCoverage(c =>
    {
        c["id"] = "va-1";
        change?.Invoke(c);
    });

    // Excellus at hand; the order names another Coverage.
    private static Call Naming(string literal, Action<JsonObject>? change = null) => Call.WithOrder(o =>
    {
        o["insurance"] = new JsonArray(Given.ReferenceTo(literal));
        change?.Invoke(o);
    });
}
