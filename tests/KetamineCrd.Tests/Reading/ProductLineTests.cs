using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Reading;

/// <summary>Decision rules 16 and 17: the type of a Coverage before names, its own words beside its codes, and no employer's name.</summary>
public sealed class ProductLineTests
{
    private const string ClassSystem = "http://terminology.hl7.org/CodeSystem/coverage-class";

    // A federal employee whose PPO is coded is never told "investigational".
    [Theory]
    [InlineData("512", "FEP Blue Standard", "line-fep")]
    [InlineData("512", "Medicaid Managed Care", "line-medicaid")]
    [InlineData("512", "TRICARE Prime", "line-tricare")]
    [InlineData("512", "Blue PPO", "line-commercial")]
    [InlineData("21", "HMO", "line-medicaid")]
    public void Words_of_the_type_that_name_a_program_count_beside_a_code(string code, string text, string line)
    {
        Assert.Equal(line, Line(c => c["type"] = Given.Coded(Given.Sopt, code, text: text)));
        Assert.Equal(line, Line(c => c["type"] = Given.Coded(Given.Sopt, code, display: text)));
    }

    [Fact]
    public void The_type_in_words_alone_counts() =>
        Assert.Equal("other program", Call.WithCoverage(c => c["type"] = Given.Worded("FEP Blue Standard")).Outcome());

    [Theory]
    [InlineData("group", "Medicaid Eye Care Associates PC")]
    [InlineData("group", "Tricare Motors")]
    [InlineData("subgroup", "FEP Blue Holdings")]
    [InlineData("GROUP", "Medicare Billing Services")]
    public void The_name_of_a_group_is_an_employer_and_no_product(string type, string name)
    {
        Assert.Equal("line-commercial", Line(c => c["class"] = new JsonArray(Class(type, name))));
        Assert.Equal("", Line(c =>
        {
            c.Remove("type");
            c["class"] = new JsonArray(Class(type, name));
        }));
        Assert.Equal("investigational", Call.WithCoverage(c => c["class"] = new JsonArray(Class(type, name))).Outcome());
    }

    // A coded type wins over names, unless the name says the same more exactly.
    [Theory]
    [InlineData("sopt:512", "Medicaid Eye Care Associates PC", "line-commercial")]
    [InlineData("sopt:512", "Tricare Motors", "line-commercial")]
    [InlineData("act:PPO", "Medicare Billing Services", "line-commercial")]
    [InlineData("sopt:512", "FEP Blue Focus", "line-fep")]
    [InlineData("sopt:512", "Essential Plan", "line-essential-plan")]
    [InlineData("act:HMO", "Blue Choice Option", "line-medicaid-new-york")]
    [InlineData("sopt:512", "Choice PPO, Medicare primary", "line-medicare-secondary")]
    [InlineData("sopt:1", "Medicare Advantage PPO", "line-medicare-advantage")]
    [InlineData("sopt:1", "FEP Blue", "line-medicare")]
    [InlineData("sopt:21", "BadgerCare Plus", "line-medicaid-wisconsin")]
    [InlineData("sopt:21", "Gold PPO", "line-medicaid")]
    [InlineData("act:PUBLICPOL", "Medicaid", "line-medicaid")]
    [InlineData("act:PUBLICPOL", "BadgerCare Plus", "line-medicaid-wisconsin")]
    [InlineData("act:GOVEMP", "FEP Blue", "line-fep")]
    [InlineData("act:DENTAL", "PPO", "line-not-medical")]
    [InlineData("sopt:99999", "Medicaid", "line-medicaid")] // no known code
    [InlineData("", "Medicaid", "line-medicaid")]
    public void A_coded_type_wins_over_a_name_unless_the_name_says_the_same_more_exactly(string type, string name, string line)
    {
        void Change(JsonObject coverage, JsonObject of)
        {
            Given.SetLine(coverage, type);
            coverage["class"] = new JsonArray(of);
        }

        Assert.Equal(line, Line(c => Change(c, new JsonObject { ["value"] = "1", ["name"] = name })));
        Assert.Equal(line, Line(c => Change(c, Class("plan", name))));
        Assert.Equal(line, Line(c => Change(c, new JsonObject { ["value"] = name })));
    }

    [Theory]
    [InlineData("Blue Plus Medicaid", "sopt:512", "line-commercial")]
    [InlineData("Blue Plus Medicaid", "", "line-medicaid")]
    [InlineData("Dean Care Gold", "sopt:512", "line-medicare-cost")]
    [InlineData("TRICARE", "sopt:512", "line-tricare")]           // it is what the payer is, not how it is called
    [InlineData("VA Community Care", "act:PPO", "line-va")]
    public void A_coded_type_wins_over_the_words_of_the_payers_name(string payer, string type, string line) => Assert.Equal(line, Line(c =>
    {
        c["payor"]![0]!["display"] = payer;
        Given.SetLine(c, type);
    }));

    private static JsonObject Class(string type, string name) => new()
    {
        ["type"] = Given.Coded(ClassSystem, type),
        ["value"] = "1",
        ["name"] = name,
    };

    private static string Line(Action<JsonObject> change) => string.Join(
        ' ', Assert.Single(Call.WithCoverage(change).Read().Coverages).ProductLine.Concepts.Select(c => c.Id).Order(StringComparer.Ordinal));
}
