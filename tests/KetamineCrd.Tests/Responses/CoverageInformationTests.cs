using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using KetamineCrd.Determinations;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;
using KetamineCrd.Responses;
using KetamineCrd.Tests.Determinations;

namespace KetamineCrd.Tests.Responses;

/// <summary>crd.md section 10: the extension, its "ready-made bodies" and its invariants.</summary>
public sealed class CoverageInformationTests
{
    private const string Coverage = """{ "url": "coverage", "valueReference": { "reference": "Coverage/cov-1" } }""";
    private const string Date = """{ "url": "date", "valueDate": "2025-06-01" }""";
    private const string Id = """{ "url": "coverage-assertion-id", "valueString": "A-1" }""";
    private const string Reason = """{ "url": "reason", "valueCodeableConcept": { "text": "Because." } }""";

    private const string PolicyLink =
        """
        { "url": "detail", "extension": [
          { "url": "category", "valueCode": "cat-other" },
          { "url": "code", "valueCodeableConcept": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/crd-coverage-detail", "code": "policy-link" }] } },
          { "url": "value", "valueUrl": "https://crd.example.org/policies/7.03.03" }] }
        """;

    private static readonly DateOnly Today = new(2025, 6, 1);
    private static readonly AssertionReason Because = new("Because.");

    [Fact]
    public void An_excluded_indication_is_not_covered_with_a_reason_and_a_policy_link() => AssertParts(
        new CoverageAssertion(new Benefit.NotCovered(), Because) { Details = [new CoverageDetail.PolicyLink("https://crd.example.org/policies/7.03.03")] },
        Coverage, """{ "url": "covered", "valueCode": "not-covered" }""", Reason, PolicyLink, Date, Id);

    [Fact]
    public void An_inactive_coverage_is_not_covered_with_its_reason_code() => AssertParts(
        new CoverageAssertion(new Benefit.NotCovered(), Because with { Code = "no-active-coverage" }),
        Coverage,
        """{ "url": "covered", "valueCode": "not-covered" }""",
        """{ "url": "reason", "valueCodeableConcept": { "coding": [{ "system": "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp", "code": "no-active-coverage" }], "text": "Because." } }""",
        Date,
        Id);

    [Fact]
    public void A_conditional_statement_says_what_is_needed() => AssertParts(
        new CoverageAssertion(new Benefit.Conditional(new InformationNeeds(InformationNeed.DetailCode, InformationNeed.Other), null), Because),
        Coverage,
        """{ "url": "covered", "valueCode": "conditional" }""",
        """{ "url": "info-needed", "valueCode": "detail-code" }""",
        """{ "url": "info-needed", "valueCode": "OTH" }""",
        Reason,
        Date,
        Id);

    [Fact]
    public void A_conditional_statement_may_ask_for_prior_authorization() => AssertParts(
        new CoverageAssertion(new Benefit.Conditional(new InformationNeeds(InformationNeed.Other), new PriorAuthorization.Needed(DocumentationGoesWithIt: false)), Because)
        {
            Details = [new CoverageDetail.PolicyLink("https://crd.example.org/policies/7.03.03")],
        },
        Coverage,
        """{ "url": "covered", "valueCode": "conditional" }""",
        """{ "url": "pa-needed", "valueCode": "auth-needed" }""",
        """{ "url": "info-needed", "valueCode": "OTH" }""",
        Reason,
        PolicyLink,
        Date,
        Id);

    // "back end down: covered=indeterminate; reason temp#technical + text"; q3 by its intent: info-needed only with something conditional.
    [Fact]
    public void A_technical_obstacle_is_indeterminate_with_its_reason_code() => AssertParts(
        new CoverageAssertion(new Benefit.Indeterminate(), Because with { Code = "technical" }),
        Coverage,
        """{ "url": "covered", "valueCode": "indeterminate" }""",
        """{ "url": "reason", "valueCodeableConcept": { "coding": [{ "system": "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp", "code": "technical" }], "text": "Because." } }""",
        Date,
        Id);

    [Fact]
    public void Every_statement_keeps_every_rule() =>
        Prop.ForAll(Scenario.Any, scenario => scenario.Call().CoverageInformation() is not { } statement || CoverageInformationRules.Violations(statement).Count == 0)
            .Holds();

    [Fact]
    public void A_statement_about_an_unreadable_fact_keeps_every_rule()
    {
        var statement = Call.WithCoverage(c => c["payor"] = new JsonArray(Given.ReferenceTo("Organization/o1"))).CoverageInformation()!.Value;

        Assert.Equal("indeterminate", Code(statement, "covered"));
        Assert.Empty(CoverageInformationRules.Violations(statement));
    }

    [Theory]
    [InlineData("sopt:512", Given.Crps, "not-covered", "https://crd.example.org/policies/7.03.03/2025-03-20#chronic-pain")]
    [InlineData("sopt:512", "F33.2", "conditional", "https://crd.example.org/policies/7.03.03/2025-03-20#psychiatric")]
    [InlineData("sopt:512", "M54.50", "conditional", "https://crd.example.org/policies/7.03.03/2025-03-20#statement")]
    public void A_statement_links_to_the_place_that_says_so(string line, string reason, string covered, string link)
    {
        var statement = Call.Excellus("2025-06-02", line, Given.Intravenous, reason).CoverageInformation()!.Value;

        Assert.Equal(covered, Code(statement, "covered"));
        Assert.Contains($"\"valueUrl\":\"{link}\"", statement.GetRawText(), StringComparison.Ordinal);
    }

    // An answer is conditional on a drug code where that is what is missing: "detail-code: ordered code too coarse".
    [Theory]
    [InlineData(true, "detail-code")]
    [InlineData(false, "OTH")]
    public void What_is_needed_has_a_code_of_its_own_only_for_the_drug(bool isInfusion, string code)
    {
        var call = isInfusion ? new Call { Orders = [Given.Infusion()] } : Call.WithOrder(o => Given.SetReasons(o));

        Assert.Equal(code, Code(call.CoverageInformation()!.Value, "info-needed"));
    }

    // Rule 20: silence of a policy is not no-auth. One rule of the held texts asks for prior authorization (MB2300, Medicare primary), which few
    // cases meet, so more are tried.
    [Fact]
    public void Prior_authorization_is_said_only_where_the_text_says_so() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var call = scenario.Call();
            var asks = call.Determine()?.Determination is Determination.DecidedElsewhere { Rule: { Outcome: PolicyOutcome.PriorAuthorization } or { Assertions.Count: > 0 } };
            return (call.CoverageInformation() is { } statement && statement.GetRawText().Contains("pa-needed", StringComparison.Ordinal)) == asks
                && !call.AnswerText().Contains("no-auth", StringComparison.Ordinal);
        }).Holds(1_000);

    // The checker can fail: each planted fault breaks the rule it is planted for.
    [Theory]
    [InlineData("covered", """{ "url": "covered", "valueCode": "covered" }""", "covered: cardinality")]
    [InlineData(null, """{ "url": "pa-needed", "valueCode": "auth-needed" }""", "q2")]
    [InlineData(null, """{ "url": "info-needed", "valueCode": "location" }""", "q3")]
    [InlineData(null, """{ "url": "info-needed", "valueCode": "whatever" }""", "info-needed: code")]
    [InlineData(null, """{ "url": "questionnaire", "valueCanonical": "https://x" }""", "q1")]
    [InlineData(null, """{ "url": "doc-purpose", "valueCode": "withpa" }""", "q4")]
    [InlineData(null, """{ "url": "satisfied-pa-id", "valueString": "1" }""", "q5")]
    [InlineData(null, """{ "url": "reason", "valueCodeableConcept": { "coding": [] } }""", "q7")]
    [InlineData(null, """{ "url": "reason", "valueCodeableConcept": { "coding": [{ "system": "x", "code": "technical" }], "text": "x" } }""", "reason: code")]
    [InlineData(null, """{ "url": "response", "valueReference": {} }""", "response: unknown")]
    [InlineData(null, """{ "url": "date", "valueDate": "2025-06-01" }""", "date: cardinality")]
    [InlineData(null, """{ "url": "expiry-date", "valueString": "2025-06-01" }""", "expiry-date: value")]
    [InlineData(null, """{ "url": "detail", "extension": [{ "url": "category", "valueCode": "cat-other" }] }""", "detail: required")]
    [InlineData("reason", """{ "url": "doc-purpose", "valueCode": "OTH" }""", "q8")]
    [InlineData("reason", """{ "url": "doc-needed", "valueCode": "indeterminate" }""", "q9")]
    [InlineData("reason", """{ "url": "info-needed", "valueCode": "OTH" }""", "q6")]
    [InlineData("coverage", """{ "url": "coverage", "valueReference": { "display": "unknown" } }""", "coverage: reference")]
    public void The_checker_finds_what_is_planted(string? without, string planted, string rule)
    {
        var statement = JsonNode.Parse(Call.Excellus("2025-06-02", "sopt:512", Given.Intravenous, Given.Crps).CoverageInformation()!.Value.GetRawText())!;
        Assert.Empty(CoverageInformationRules.Violations(Given.Element(statement)));

        var parts = statement["extension"]!.AsArray();
        if (without is not null && rule != "covered: cardinality")
        {
            parts.Remove(parts.First(p => p!["url"]!.GetValue<string>() == without));
        }

        parts.Add(JsonNode.Parse(planted));

        Assert.Contains(rule, CoverageInformationRules.Violations(Given.Element(statement)), StringComparer.Ordinal);
    }

    private static string? Code(JsonElement statement, string url) =>
        statement.GetProperty("extension").EnumerateArray().Single(p => p.GetProperty("url").GetString() == url).GetProperty("valueCode").GetString();

    // The order of the sub-extensions is free, and that of their members.
    private static void AssertParts(CoverageAssertion assertion, params string[] parts)
    {
        var information = new CoverageInformation(assertion, "Coverage/cov-1", null, Today, "A-1");
        var written = JsonElement.Parse(new CoverageInformationWriter().ToUtf8([information], new StatementForm(Dialect.Crd22, "https://crd.example.org", ForJavaValidator: false)).Span);

        Assert.Equal(Given.CoverageInformationUrl, written.GetProperty("url").GetString());
        var (expected, actual) = (ByUrl(parts.Select(p => JsonNode.Parse(p)!)), ByUrl(written.GetProperty("extension").EnumerateArray().Select(p => JsonNode.Parse(p.GetRawText())!)));
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
        Assert.Empty(CoverageInformationRules.Violations(written));
    }

    private static JsonArray ByUrl(IEnumerable<JsonNode> parts) => [.. parts.OrderBy(p => (string)p["url"]!, StringComparer.Ordinal)];
}
