using System.Text.Json.Nodes;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests.Responses;

/// <summary>What was said in full at signing stays when the order is selected again (CRD 2.2.1 resp-35; hook-19 keeps documentation out there).</summary>
public sealed class KeptStatementTests
{
    private const string Demonstration = "https://ketaminecrd.example/fhir/CodeSystem/demonstration";

    private static readonly CrdEngine Engine = Load();

    [Fact]
    public void A_statement_that_asks_for_documentation_is_not_replaced_at_selection()
    {
        var signed = Ordered("authorization");
        var resource = JsonNode.Parse(Assert.Single(signed.Answer().GetProperty("systemActions").EnumerateArray()).GetProperty("resource").GetRawText())!.AsObject();
        Assert.Contains("doc-needed", resource.ToJsonString(), StringComparison.Ordinal);

        Assert.Null((Selected(signed) with { Orders = [resource] }).CoverageInformation());
        Assert.DoesNotContain("doc-needed", Selected(signed).CoverageInformation()!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_without_documentation_is_completed_at_signing()
    {
        var signed = Ordered("authorization");
        var resource = JsonNode.Parse(Assert.Single(Selected(signed).Answer().GetProperty("systemActions").EnumerateArray()).GetProperty("resource").GetRawText())!.AsObject();

        Assert.Contains("doc-needed", (signed with { Orders = [resource] }).CoverageInformation()!.Value.GetRawText(), StringComparison.Ordinal);
    }

    private static Call Selected(Call call) => call with { Service = Call.OrderSelect, Selections = ["MedicationRequest/ketamine-1"] };

    private static Call Ordered(string code) => Call.WithCoverage(c => c["payor"]![0]!["display"] = "Demonstration Health Plan") with
    {
        Engine = Engine,
        Orders = [Given.Order(o => o["medicationCodeableConcept"] = Given.Coded(Demonstration, code))],
    };

    private static CrdEngine Load()
    {
        var (engine, issues) = CrdEngine.Load([.. ResourceFiles.Read(folder: null), .. ResourceFiles.ReadDemonstration()]);
        Assert.Empty(issues);
        return engine!;
    }
}
