using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Facts;
using KetamineCrd.Meanings;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests.Reading;

/// <summary>Decision rules 15, 16, 17, 19 and terminology README, "Coverage and payers".</summary>
public sealed class CoverageTests
{
    private const string PayerIdType = """{ "coding": [{ "system": "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType", "code": "payerid" }] }""";

    [Theory]
    [InlineData("Excellus BlueCross BlueShield", "excellus")]
    [InlineData("EXCELLUS  BLUECROSS BLUESHIELD", "excellus")]
    [InlineData("Excellus BlueCross/BlueShield", "excellus")]
    [InlineData("Excellus Health Plan, Inc.", "excellus")]
    [InlineData("Excellus Blue Cross Blue Shield", "excellus")]
    [InlineData("Univera Healthcare", "univera")]
    [InlineData("U.S. Department of Veterans Affairs", "va")]
    [InlineData("VA Community Care", "va")]
    [InlineData("TriWest VA CCN", "va")]
    [InlineData("TRICARE East", "tricare")]
    [InlineData("Humana Military", "tricare")]
    [InlineData("Blue Cross", null)] // "do not match a bare Blue Cross, Optum, TriWest or Humana"
    [InlineData("BlueCross BlueShield", null)]
    [InlineData("Optum", null)]
    [InlineData("TriWest", null)]
    [InlineData("Humana", null)]
    [InlineData("Excellus BlueCross BlueShield of Elsewhere", null)] // whole names only
    [InlineData("Not Excellus", null)]
    [InlineData("Example Health Plan", null)]
    [InlineData("", null)]
    public void A_payer_is_recognised_by_its_whole_name(string name, string? payer)
    {
        Assert.Equal(payer, Payer(c => c["payor"]![0]!["display"] = name));
        Assert.Equal(payer, Payer(c => SetOrganization(c, new JsonObject { ["name"] = name })));
        Assert.Equal(payer, Payer(c => SetOrganization(c, new JsonObject { ["name"] = "Doing Business As", ["alias"] = new JsonArray(name) })));
    }

    // "Match where identifier.type is payerid"; an untyped number proves nothing.
    [Theory]
    [InlineData(PayerIdType, "VACCN", "va")]
    [InlineData(PayerIdType, " vaccn ", "va")]
    [InlineData(PayerIdType, "TREST", "tricare")]
    [InlineData(PayerIdType, "99726", null)]
    [InlineData("{}", "VACCN", null)]
    [InlineData("""{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MB" }] }""", "VACCN", null)]
    [InlineData("""{ "coding": [{ "code": "payerid" }] }""", "VACCN", null)]
    public void A_payer_is_recognised_by_a_typed_payer_id(string type, string value, string? payer)
    {
        var identifier = new JsonObject { ["type"] = JsonNode.Parse(type), ["value"] = value };

        Assert.Equal(payer, Payer(c => c["payor"] = new JsonArray(new JsonObject { ["identifier"] = identifier.DeepClone() })));
        Assert.Equal(payer, Payer(c => SetOrganization(c, new JsonObject { ["name"] = "X", ["identifier"] = new JsonArray(identifier.DeepClone()) })));
    }

    // Terminology: "00720 carries BCBSMN, BlueCard and FEP members alike; 00726 is Blue Plus Medicaid"; 12422 is Medica's exchange business. What
    // the id says of the product line counts only where nothing else tells.
    [Theory]
    [InlineData("00726", "", "blueplus", "line-medicaid-minnesota")]
    [InlineData("00726", "sopt:111", "blueplus", "line-medicare-advantage")]
    [InlineData("12422", "", "medica", "line-exchange")]
    [InlineData("12422", "sopt:512", "medica", "line-commercial")]
    [InlineData("12422", "name:BadgerCare Plus", "medica", "line-medicaid-wisconsin")]
    [InlineData("94265", "", "medica", "")]
    [InlineData("00720", "", null, "")]
    [InlineData("00720", "sopt:512", null, "line-commercial")]
    public void A_payer_id_may_say_the_product_line(string value, string line, string? payer, string expected)
    {
        var identifier = new JsonObject { ["type"] = JsonNode.Parse(PayerIdType), ["value"] = value };

        void Inline(JsonObject c)
        {
            c["payor"] = new JsonArray(new JsonObject { ["identifier"] = identifier.DeepClone() });
            Given.SetLine(c, line);
        }

        void AsOrganization(JsonObject c)
        {
            SetOrganization(c, new JsonObject { ["name"] = "X", ["identifier"] = new JsonArray(identifier.DeepClone()) });
            Given.SetLine(c, line);
        }

        Assert.Equal((payer, expected), (Payer(Inline), Line(Inline)));
        Assert.Equal((payer, expected), (Payer(AsOrganization), Line(AsOrganization)));
    }

    // Terminology: "Coverage.type, then plan and group names, then text"; some payers' names say the plan.
    [Theory]
    [InlineData("Blue Plus Medicaid", "", "blueplus", "line-medicaid")]
    [InlineData("BCBSMN Blue Plus Medicaid", "", "blueplus", "line-medicaid")]
    [InlineData("Blue Plus", "", "blueplus", "")]
    [InlineData("Dean Care Gold", "", "dean", "line-medicare-cost")]
    [InlineData("Dean Care Gold", "sopt:512", "dean", "line-medicare-cost")]
    [InlineData("Dean Health Plan", "", "dean", "")]
    [InlineData("Blue Plus Medicaid", "sopt:111", "blueplus", "line-medicare-advantage")] // what is more special decides
    public void A_payer_name_may_say_the_product_line(string name, string line, string payer, string expected)
    {
        void Inline(JsonObject c)
        {
            c["payor"]![0]!["display"] = name;
            Given.SetLine(c, line);
        }

        void AsOrganization(JsonObject c)
        {
            SetOrganization(c, new JsonObject { ["name"] = name });
            Given.SetLine(c, line);
        }

        Assert.Equal((payer, expected), (Payer(Inline), Line(Inline)));
        Assert.Equal((payer, expected), (Payer(AsOrganization), Line(AsOrganization)));
    }

    [Fact]
    public void A_payer_may_be_contained_or_prefetched()
    {
        var organization = Given.Json("""{ "resourceType": "Organization", "id": "o1", "name": "Univera" }""").AsObject();
        var call = new Call { Coverages = [Given.Coverage(c => c["payor"] = new JsonArray(Given.ReferenceTo("Organization/o1")))], Prefetched = [organization] };

        Assert.Equal("univera", Assert.Single(call.Read().Coverages).Payer?.Id);
        Assert.Equal("univera", Payer(c =>
        {
            c["contained"] = new JsonArray(organization.DeepClone());
            c["payor"] = new JsonArray(Given.ReferenceTo("#o1"));
        }));
    }

    [Fact]
    public void A_payer_that_is_not_at_hand_and_has_no_name_is_unreadable()
    {
        var coverage = Assert.Single(Call.WithCoverage(c => c["payor"] = new JsonArray(Given.ReferenceTo("Organization/o1"))).Read().Coverages);

        Assert.Null(coverage.Payer);
        Assert.True(coverage.PayerIsUnreadable);
    }

    // "Match ... by whole normalised name": & and "and" are one word, punctuation none.
    [Theory]
    [InlineData("Cross & Shield of Somewhere", true)]
    [InlineData("Cross and Shield of Somewhere", true)]
    [InlineData("CROSS&SHIELD OF SOMEWHERE", true)]
    [InlineData("Cross  and Shield, of Somewhere.", true)]
    [InlineData("Cross Shield of Somewhere", false)]
    [InlineData("Cross and Shield", false)]
    public void An_ampersand_in_a_name_is_the_word_and(string name, bool matches)
    {
        var issues = new ResourceIssues();
        var registry = PayerRegistry.Build(
            [("o.json", JsonElement.Parse("""{ "resourceType": "Organization", "id": "x", "name": "Cross and Shield of Somewhere" }"""))],
            [],
            Engine.Instance.Vocabulary,
            issues);

        Assert.Empty(issues.Found);
        Assert.Equal(matches ? "x" : null, registry.FindName(name)?.Id);
        Assert.Null(registry.Find((Hl7.Fhir.Model.Identifier?)null, out _));
    }

    [Theory]
    [InlineData("sopt:512", "line-commercial")]
    [InlineData("act:EHCPOL", "line-commercial")]
    [InlineData("sopt:522", "line-commercial-aso")]
    [InlineData("sopt:622", "line-commercial-aso")]
    [InlineData("name:Essential Plan 1", "line-essential-plan")]
    [InlineData("name:Child Health Plus", "line-child-health-plus")]
    [InlineData("sopt:21", "line-medicaid")]
    [InlineData("name:Blue Choice Option", "line-medicaid-new-york")]
    [InlineData("sopt:1", "line-medicare")]
    [InlineData("sopt:111", "line-medicare-advantage")]
    [InlineData("name:Medicare Advantage HMO", "line-medicare-advantage")]
    [InlineData("sopt:14", "line-dsnp")]
    [InlineData("sopt:141", "line-dsnp")]
    [InlineData("name:Medicare D-SNP", "line-dsnp")]
    [InlineData("sopt:391", "line-fep")]
    [InlineData("name:FEP Blue Standard", "line-fep")]
    [InlineData("sopt:3221", "line-champva")]
    [InlineData("sopt:523", "line-medicare-supplement")]
    [InlineData("act:MILITARY", "line-tricare")]
    [InlineData("act:VET", "line-va")]
    [InlineData("act:GOVEMP", "line-commercial line-fep")]
    [InlineData("", "")]
    [InlineData("sopt:99999", "")]
    public void A_product_line_is_recognised_by_type_or_by_name(string line, string expected) => Assert.Equal(expected, Line(c => Given.SetLine(c, line)));

    [Fact]
    public void A_public_policy_does_not_say_Medicare_or_Medicaid()
    {
        var lines = Line(c => Given.SetLine(c, "act:PUBLICPOL")).Split(' ');

        Assert.Contains("line-medicaid", lines, StringComparer.Ordinal);
        Assert.Contains("line-medicare-advantage", lines, StringComparer.Ordinal);
    }

    // All codings and names are asked; what is more special decides, so that a program is never taken for a usual commercial product.
    [Theory]
    [InlineData("512", "FEP Blue Focus", "line-fep")]
    [InlineData("512", "Essential Plan", "line-essential-plan")]
    [InlineData("1", "Medicare Advantage PPO", "line-medicare-advantage")]
    [InlineData("21", "HMO", "line-medicaid")]
    [InlineData("512", "Gold PPO", "line-commercial")]
    public void The_more_special_product_line_decides(string sopt, string className, string expected) => Assert.Equal(expected, Line(c =>
    {
        Given.SetLine(c, $"sopt:{sopt}");
        c["class"] = new JsonArray(new JsonObject { ["value"] = "1", ["name"] = className });
    }));

    // Rule 16: "Product line from Coverage.type (all codings), then plan and class names, then text"; rule 17: FEP is never answered
    // "investigational", whatever usual product an EHR codes beside the program's name.
    [Theory]
    [InlineData("""{ "text": "FEP Blue Standard" }""", "line-fep")]
    [InlineData("""{ "coding": [{ "system": "urn:local", "code": "P1", "display": "FEP Blue Standard" }] }""", "line-fep")]
    [InlineData("""{ "coding": [{ "system": "https://nahdo.org/sopt", "code": "512" }], "text": "FEP Blue Standard" }""", "line-fep")]
    [InlineData("""{ "text": "Medicaid" }""", "line-medicaid")]
    [InlineData("""{ "coding": [{ "system": "urn:local", "code": "P2", "display": "Medicaid" }] }""", "line-medicaid")]
    [InlineData("""{ "text": "TRICARE" }""", "line-tricare")]
    [InlineData("""{ "coding": [{ "system": "urn:local", "code": "P3", "display": "TRICARE" }] }""", "line-tricare")]
    public void A_product_line_may_stand_in_the_words_of_the_type(string type, string expected) => Assert.Equal(expected, Line(c => c["type"] = Given.Json(type)));

    // "Match ... on the class name or value": some payers write the plan where its number belongs.
    [Fact]
    public void A_product_line_may_stand_in_the_value_of_a_class() => Assert.Equal("line-essential-plan", Line(c =>
    {
        c.Remove("type");
        c["class"] = Given.Json("""[{ "type": { "coding": [{ "code": "plan" }] }, "value": "Essential Plan" }]""");
    }));

    // A payer id is exact and a name is typed by hand: where they disagree the id is right.
    [Fact]
    public void A_payer_id_counts_before_a_name()
    {
        var payor = Given.Json($$"""[{ "display": "Excellus BlueCross BlueShield", "identifier": { "type": {{PayerIdType}}, "value": "TREST" } }]""");

        Assert.Equal("tricare", Payer(c => c["payor"] = payor));
    }

    // Rule 17: being insured there says the program, also where only the payer id tells.
    [Theory]
    [InlineData("VACCN", "line-va", "not medically necessary")]
    [InlineData("TREST", "line-tricare", "other policy")]
    public void A_payer_known_by_its_id_alone_says_the_product_line(string id, string line, string outcome)
    {
        void ByIdAlone(JsonObject c)
        {
            c.Remove("type");
            c["payor"] = Given.Json($$"""[{ "identifier": { "type": {{PayerIdType}}, "value": "{{id}}" } }]""");
        }

        Assert.Equal(line, Line(ByIdAlone));
        Assert.Equal(outcome, Call.WithCoverage(ByIdAlone).Outcome());
    }

    // A name that is no name of ours says enough: every other insurer's patient is left alone, whatever cannot be read.
    [Fact]
    public void A_payer_that_has_another_name_is_left_alone_though_it_cannot_be_read()
    {
        var call = Call.WithCoverage(c => c["payor"] = Given.Json("""[{ "reference": "Organization/o1", "display": "Example Health Plan" }]"""));

        Assert.False(Assert.Single(call.Read().Coverages).PayerIsUnreadable);
        Assert.Equal("silent", call.Outcome());
    }

    [Fact]
    public void All_codings_of_the_type_count() => Assert.Equal("line-fep", Line(c => c["type"] = Given.Json("""
        { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EHCPOL" }, { "system": "https://nahdo.org/sopt", "code": "391" }] }
        """)));

    [Theory]
    [InlineData("VA Community Care", "", "line-va")]
    [InlineData("TRICARE", "", "line-tricare")]
    [InlineData("VA Community Care", "sopt:3221", "line-champva")]  // CHAMPVA is another program
    [InlineData("VA Community Care", "sopt:3211", "line-va-direct")] // care inside VA facilities is not the subject
    public void A_payer_may_say_the_product_line(string name, string line, string expected) => Assert.Equal(expected, Line(c =>
    {
        c["payor"]![0]!["display"] = name;
        Given.SetLine(c, line);
    }));

    // Both ends are inclusive; a partial date counts by the days it may mean.
    [Theory]
    [InlineData("""{ "start": "2025-06-02", "end": "2025-06-02" }""", true)]
    [InlineData("""{ "start": "2025-06-03" }""", false)]
    [InlineData("""{ "end": "2025-06-01" }""", false)]
    [InlineData("""{ "start": "2025-06", "end": "2025-06" }""", true)]
    [InlineData("""{ "start": "2025", "end": "2025" }""", true)]
    [InlineData("""{ "start": "2025-07" }""", false)]
    [InlineData("""{ "end": "2025-05" }""", false)]
    [InlineData("""{ "end": "2024" }""", false)]
    [InlineData("""{ "end": "2025-06-02T00:00:00-05:00" }""", true)]
    [InlineData("{}", true)]
    [InlineData("null", true)]
    public void A_coverage_is_in_force_on_both_ends_of_its_period(string period, bool isInForce) => Assert.Equal(
        isInForce,
        Assert.Single(Call.WithCoverage(c => c["period"] = JsonNode.Parse(period)).Read().Coverages).IsInForce(new ServiceDay(new DateOnly(2025, 6, 2))));

    // Rule 1: the service is at 13:30 in Chicago, 18:30 in UTC, on 2025-06-02.
    [Theory]
    [InlineData("""{ "end": "2025-06-02T18:29:59Z" }""", false)] // two instants: over a second before
    [InlineData("""{ "end": "2025-06-02T18:30:00Z" }""", true)]
    [InlineData("""{ "end": "2025-06-02T14:29:59-04:00" }""", false)]
    [InlineData("""{ "start": "2025-06-02T18:30:01Z" }""", false)]
    [InlineData("""{ "start": "2025-06-02T18:30:00Z" }""", true)]
    [InlineData("""{ "end": "2025-06-02T00:00:00Z" }""", true)] // midnight: the day, sent as a time
    [InlineData("""{ "end": "2025-06-02T00:00:00-05:00" }""", true)]
    [InlineData("""{ "end": "2025-06-01T00:00:00Z" }""", false)]
    [InlineData("""{ "start": "2025-06-03", "end": "2025-06-01" }""", true)] // its end before its start: nothing is known
    [InlineData("""{ "start": "2026-01-01T06:00:00Z", "end": "2020-12-31T06:00:00Z" }""", true)]
    public void Two_instants_are_compared_as_instants(string period, bool isInForce) =>
        Assert.Equal(isInForce ? "investigational" : "not active", Call.WithCoverage(c => c["period"] = JsonNode.Parse(period)).Outcome());

    // "Where one side is a plain day, a time in UTC stands for the day where the payer is, and nothing is denied on a difference of zones."
    [Theory]
    [InlineData("2025-06-03T02:30:00Z", """{ "end": "2025-06-02" }""", true)]   // the evening of June 2 in New York
    [InlineData("2025-06-03T12:30:00Z", """{ "end": "2025-06-02" }""", false)]
    [InlineData("2025-06-03T02:30:00Z", """{ "start": "2025-06-03" }""", true)] // June 3 as it is written
    [InlineData("2025-06-02T22:30:00Z", """{ "start": "2025-06-03" }""", false)]
    [InlineData("2025-06-03T02:30:00-04:00", """{ "end": "2025-06-02" }""", false)] // a local time keeps its day
    [InlineData("2025-06-03", """{ "end": "2025-06-03T03:59:59Z" }""", true)]
    [InlineData("2025-06-04", """{ "end": "2025-06-03T03:59:59Z" }""", false)]
    [InlineData("2025-06-02", """{ "start": "2025-06-03T02:00:00Z" }""", true)]
    [InlineData("2025-06-01", """{ "start": "2025-06-03T02:00:00Z" }""", false)]
    public void A_day_and_a_time_in_UTC_are_compared_by_every_day_that_it_may_be(string service, string period, bool isInForce) =>
        Assert.Equal(isInForce ? "investigational" : "not active", (new Call
        {
            Orders = [Given.Order(o => Given.SetDate(o, service))],
            Coverages = [Given.Coverage(c => c["period"] = JsonNode.Parse(period))],
        }).Outcome());

    // Rule 4: "in any letters"; "only cancelled or a period that is over makes no-active-coverage"; a status that is no code says nothing.
    [Theory]
    [InlineData("active", true)]
    [InlineData("ACTIVE", true)]
    [InlineData(" Active ", true)]
    [InlineData("cancelled", false)]
    [InlineData("Cancelled ", false)]
    [InlineData("inactive", true)]
    [InlineData("terminated", true)]
    [InlineData("1", true)]
    [InlineData(" ", true)]
    [InlineData(null, true)]
    public void Only_a_cancelled_coverage_is_not_in_force_by_its_status(string? status, bool isInForce) => Assert.Equal(
        isInForce,
        Assert.Single(Call.WithCoverage(c => c["status"] = status).Read().Coverages).IsInForce(new ServiceDay(new DateOnly(2025, 6, 2))));

    [Theory]
    [InlineData("draft")]
    [InlineData("Draft")]
    [InlineData("entered-in-error")]
    [InlineData(" ENTERED-IN-ERROR")]
    public void A_coverage_that_is_a_draft_or_an_error_counts_as_not_sent(string status)
    {
        var call = new Call { Coverages = [Given.Coverage(c => (c["id"], c["status"]) = ("cov-0", status)), Given.Coverage()] };

        Assert.Equal("Coverage/cov-1", Assert.Single(call.Read().Coverages).Reference);
        Assert.Equal(CoverageSource.None, Call.WithCoverage(c => c["status"] = status).Read().CoverageSource);
    }

    [Fact]
    public void A_coverage_without_an_id_cannot_be_referred_to() => Assert.Empty(Call.WithCoverage(c => c.Remove("id")).Read().Coverages);

    [Fact]
    public void The_insurance_of_an_order_is_kept()
    {
        var order = Call.WithOrder(o => o["insurance"] = new JsonArray(Given.ReferenceTo("Coverage/cov-1"))).ReadOrder();

        Assert.Equal("Coverage/cov-1", Assert.Single(order!.Insurance));
    }

    private static void SetOrganization(JsonObject coverage, JsonObject organization)
    {
        (organization["resourceType"], organization["id"]) = ("Organization", "o1");
        coverage["contained"] = new JsonArray(organization);
        coverage["payor"] = new JsonArray(Given.ReferenceTo("#o1"));
    }

    private static string? Payer(Action<JsonObject> change) => Assert.Single(Call.WithCoverage(change).Read().Coverages).Payer?.Id;

    private static string Line(Action<JsonObject> change) => string.Join(
        ' ', Assert.Single(Call.WithCoverage(change).Read().Coverages).ProductLine.Concepts.Select(c => c.Id).Order(StringComparer.Ordinal));
}
