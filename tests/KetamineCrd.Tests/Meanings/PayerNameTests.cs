using System.Text.Json.Nodes;
using KetamineCrd.Meanings;

namespace KetamineCrd.Tests.Meanings;

/// <summary>Decision rule 15: which payer a Coverage names. A Blue name alone is not a match, and a name that may be another's is nobody's.</summary>
public sealed class PayerNameTests
{
    private const string Carin = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType";

    // A word that was made for the payer: as a whole word at the start or the end, whatever stands beside it.
    [Theory]
    [InlineData("EXCELLUS BCBS - BLUE PPO", "excellus")]
    [InlineData("Excellus Simply Blue Plus", "excellus")]
    [InlineData("BCBS EXCELLUS", "excellus")]
    [InlineData("UNIVERA PPO", "univera")]
    [InlineData("BCBSMN - Aware", "bcbsmn")]
    [InlineData("PPO: BCBSMN", "bcbsmn")]
    [InlineData("Plans of Excellus for all", null)]
    [InlineData("Excellusive Health", null)]
    [InlineData("BCBSMNX PPO", null)]
    [InlineData("BlueCross BlueShield PPO", null)]
    [InlineData("Blue Cross", null)]
    [InlineData("BCBS of Western New York", null)]
    [InlineData("Highmark, formerly Excellus", null)]
    [InlineData("Not Excellus", null)]
    [InlineData("Excellus Employees Health Fund", null)]
    [InlineData("Excellus or Univera", null)] // two payers
    public void A_coined_name_begins_or_ends_a_longer_one(string name, string? payer) => Named(name, payer);

    // Others have the word in their names too: Medica HealthCare Plans is an insurer in Florida, and "médica" is Spanish for "medical".
    [Theory]
    [InlineData("MEDICA PPO", "medica")]
    [InlineData("Medica - Applause", "medica")]
    [InlineData("Medica Choice Passport", "medica")]
    [InlineData("Medica (PPO)", "medica")]
    [InlineData("Choice Passport - Medica", "medica")]
    [InlineData("Medicaid", null)]
    [InlineData("Medical", null)]
    [InlineData("Medical Mutual", null)]
    [InlineData("Medica Dental", null)]
    [InlineData("Medica HealthCare Plans", null)]
    [InlineData("Medica HealthCare Plans - MedicareMax", null)]
    [InlineData("Clinica Medica", null)]
    [InlineData("Asociacion Medica PPO", null)]
    [InlineData("Medica Employees PPO", null)]
    public void A_name_that_others_share_stands_beside_words_of_plans_or_marks_only(string name, string? payer) => Named(name, payer);

    [Fact]
    public void The_whole_name_of_one_payer_may_hold_that_of_another() => Named("Dean Health Plan by Medica", "dean");

    // A class of type group is the employer (CodeSystem coverage-class).
    [Fact]
    public void The_name_of_a_group_names_no_payer() => Assert.Null(Payer(c =>
    {
        c["payor"] = Given.Json("""[{ "display": "Some Administrator" }]""");
        c["class"] = Given.Json("""[{ "type": { "coding": [{ "code": "group" }] }, "value": "7", "name": "Excellus BCBS" }]""");
    }));

    // HL7 table 0203, NIIP: National Insurance Payor Identifier.
    [Theory]
    [InlineData(Carin, "payerid", "94265", "medica")]
    [InlineData("http://terminology.hl7.org/CodeSystem/v2-0203", "NIIP", "94265", "medica")]
    [InlineData("http://hl7.org/fhir/v2/0203", "NIIP", "94265", "medica")]
    [InlineData("urn:oid:2.16.840.1.113883.12.203", " NIIP", " 94265 ", "medica")]
    [InlineData("http://terminology.hl7.org/CodeSystem/v2-0203", "NIIP", "00726", "blueplus")]
    [InlineData("http://terminology.hl7.org/CodeSystem/v2-0203", "MB", "94265", null)] // member number
    [InlineData(Carin, "naiccode", "94265", null)] // the same number is another company's
    [InlineData("https://example.org", "NIIP", "94265", null)]
    public void A_payer_id_is_known_by_the_type_of_the_identifier(string system, string type, string value, string? payer) =>
        Identified($$"""{ "type": { "coding": [{ "system": "{{system}}", "code": "{{type}}" }] }, "value": "{{value}}" }""", payer);

    [Theory]
    [InlineData("""{ "system": "urn:oid:2.16.840.1.113883.6.300", "value": "12345" }""", "excellus")]
    [InlineData("""{ "system": "2.16.840.1.113883.6.300", "value": " 12345" }""", "excellus")]
    [InlineData("""{ "system": "https://payers.example.org", "value": "X7" }""", "excellus")]
    [InlineData("""{ "system": "urn:oid:2.16.840.1.113883.6.300", "value": "94265" }""", null)]
    [InlineData("""{ "system": "https://other.example.org", "value": "12345" }""", null)]
    [InlineData("""{ "value": "12345" }""", null)]
    public void A_deployment_adds_numbers_of_other_systems_with_their_system(string identifier, string? payer)
    {
        var (engine, issues) = CrdEngine.Load(Engine.Files(), [new PayerAddition("excellus") { PayerIds = ["urn:oid:2.16.840.1.113883.6.300|12345", "https://payers.example.org|X7"] }]);
        Assert.Empty(issues);

        Assert.Equal(payer, Payer(c => c["payor"] = new JsonArray(new JsonObject { ["identifier"] = JsonNode.Parse(identifier) }), engine));
    }

    private static void Identified(string identifier, string? payer)
    {
        Assert.Equal(payer, Payer(c => c["payor"] = new JsonArray(new JsonObject { ["identifier"] = JsonNode.Parse(identifier) })));
        Assert.Equal(payer, Payer(c => Organization(c, new JsonObject { ["name"] = "X", ["identifier"] = new JsonArray(JsonNode.Parse(identifier)) })));
    }

    private static void Named(string name, string? payer)
    {
        Assert.Equal(payer, Payer(c => c["payor"]![0]!["display"] = name));
        Assert.Equal(payer, Payer(c => Organization(c, new JsonObject { ["name"] = name })));
    }

    private static void Organization(JsonObject coverage, JsonObject organization)
    {
        organization["resourceType"] = "Organization";
        organization["id"] = "o";
        coverage["contained"] = new JsonArray(organization);
        coverage["payor"] = new JsonArray(Given.ReferenceTo("#o"));
    }

    private static string? Payer(Action<JsonObject> change, CrdEngine? engine = null) =>
        Assert.Single((Call.WithCoverage(change) with { Engine = engine ?? Engine.Instance }).Read().Coverages).Payer?.Id;
}
