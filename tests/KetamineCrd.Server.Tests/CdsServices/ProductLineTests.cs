using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>What the Coverage says of the product line, over HTTP (decision rules 16 and 17).</summary>
public sealed class ProductLineTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("Medica", "{}")]
    [InlineData("Medica", """{ "coding": [ { "system": "https://nahdo.org/sopt", "code": "21" } ] }""")]
    [InlineData("Medica", """{ "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "PUBLICPOL" } ] }""")]
    public async Task Product_line_is_asked_for_in_the_coverage_information_and_without_a_card(string payer, string type)
    {
        var call = Given.Call();
        call.TheOrder()["dosageInstruction"]![0]!["timing"]!["event"]![0] = "2025-09-09T09:00:00-04:00";
        call.TheCoverage()["payor"]![0]!["display"] = payer;
        call.TheCoverage()["type"] = JsonNode.Parse(type);

        var answer = await HookAnswer.PostAsync(server.Client, call);

        Assert.Equal("conditional", answer.Statement.Covered);
        Assert.NotEmpty(answer.Statement.InformationNeeded);
        Assert.Empty(answer.Cards);
    }

    [Theory]
    [InlineData("group", "Medicaid Eye Care Associates PC")]
    [InlineData("subgroup", "Tricare Motors")]
    public async Task Employer_is_no_product_line(string type, string name)
    {
        var call = Given.Call();
        call.TheCoverage()["class"] = new JsonArray(new JsonObject
        {
            ["type"] = JsonNode.Parse($$"""{ "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/coverage-class", "code": "{{type}}" } ] }"""),
            ["value"] = "1",
            ["name"] = name,
        });

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).IsGood(call).Statement.Covered);
    }

    // Rule 17: "FEP is never answered 'investigational'".
    [Fact]
    public async Task Coded_ppo_whose_text_names_the_federal_program_is_left_to_it()
    {
        var call = Given.Call();
        call.TheCoverage()["type"]!["text"] = "FEP Blue Standard";

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal("conditional", answer.Statement.Covered);
        Assert.DoesNotContain("nvestigational", answer.Text, StringComparison.Ordinal);
    }
}
