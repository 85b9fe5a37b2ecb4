using KetamineCrd.Tools;

namespace KetamineCrd.Tests.Tools;

/// <summary>Policy 7.03.03 changed between 2019 and 2025 for Medicaid, the Federal Employee Program and Child Health Plus.</summary>
public sealed class PolicyDiffTests
{
    private static readonly ToolRun Run = ToolRun.Of("policy", "diff", "7.03.03/2019-04-18", "7.03.03/2025-03-20");

    [Fact]
    public void It_succeeds() => Assert.Equal((ExitCode.Success, ""), (Run.ExitCode, Run.Error));

    [Theory]
    [InlineData("  Status: was retired, is active.")]
    [InlineData("  In force: was 2015-05-28 to 2020-03-18, is since 2025-03-20.")]
    [InlineData("  Next review: was not given, is 2026-03.")]
    [InlineData("    was: Ketamine Infusion Therapy for the Treatment of Chronic Pain Syndromes")]
    [InlineData("    is:  Ketamine Infusion Therapy for the Treatment of Chronic Pain Syndrome")]
    [InlineData("  Removed: 2010 meta-analysis: 28 studies of drugs of this class in neuropathic pain: intravenous ketamine helped pain after amputation (p = 0.004), not CRPS (p = 0.11); the authors drew no conclusion.")]
    public void It_names_what_changed_in_the_document(string line) => Assert.Contains(line, Run.Lines, StringComparer.Ordinal);

    [Fact]
    public void It_names_the_rule_for_Medicaid()
    {
        var rule = Rule("Added, 'medicaid'");

        Assert.Contains("    Outcome: Defer to another program.", rule, StringComparer.Ordinal);
        Assert.Contains(rule, l => l.StartsWith("    Product lines: ", StringComparison.Ordinal) && l.Contains("Medicaid", StringComparison.Ordinal));
        Assert.Contains(Rule("Changed, 'chronic-pain'"), l => l.StartsWith("    Product lines removed: Medicaid", StringComparison.Ordinal));
    }

    [Fact]
    public void It_names_the_new_outcome_for_the_Federal_Employee_Program()
    {
        var rule = Rule("Changed, 'fep'");

        Assert.Contains(rule, l => l.StartsWith("    Outcome: was Medical necessity review, is ", StringComparison.Ordinal));
        Assert.Contains("    Reasons added: Psychiatric disorder.", rule, StringComparer.Ordinal);
        Assert.Contains("    Product lines removed: Federal Employee Program.", Rule("Changed, 'psychiatric'"), StringComparer.Ordinal);
    }

    [Fact]
    public void It_names_Child_Health_Plus() =>
        Assert.Contains("    Product lines added: Child Health Plus.", Rule("Changed, 'chronic-pain'"), StringComparer.Ordinal);

    [Fact]
    public void It_gives_both_wordings()
    {
        var rule = Rule("Changed, 'spravato'");
        var at = Array.IndexOf(rule, "    Title:");

        Assert.Equal("      was: Spravato (esketamine) is decided by the CRPA Medical Drug Policy", rule[at + 1]);
        Assert.Equal("      is:  Spravato (esketamine) is decided by pharmacy policy 63", rule[at + 2]);
    }

    [Fact]
    public void The_other_way_round_adds_what_was_removed() => Assert.Contains(
        "  Added: 2010 meta-analysis: 28 studies of drugs of this class in neuropathic pain: intravenous ketamine helped pain after amputation (p = 0.004), not CRPS (p = 0.11); the authors drew no conclusion.",
        ToolRun.Of("policy", "diff", "7.03.03/2025-03-20", "7.03.03/2019-04-18").Lines,
        StringComparer.Ordinal);

    [Theory]
    [InlineData("CDI 00031/2024-10-01")]
    [InlineData("CDI-00031/2024-10-01")]
    [InlineData("va-cdi-00031-2024-10-01")]
    [InlineData(Loading.PolicyVa)]
    [InlineData("/data/" + Loading.PolicyVa)]
    public void A_version_goes_by_each_of_its_names(string name) =>
        Assert.Contains("Nothing changed.", ToolRun.Of("policy", "diff", name, "va-cdi-00031-2024-10-01").Lines, StringComparer.Ordinal);

    [Fact]
    public void It_names_codes_listed_the_order_of_the_rules_and_a_removed_rule()
    {
        using var folder = new DataFolder();
        folder.ChangeJson(Loading.Policy2025, json =>
        {
            var rules = json["action"]!.AsArray();
            var first = rules[0]!;
            rules.RemoveAt(0);
            rules.Add(first);
            rules.Remove(rules.First(r => r!["id"]!.GetValue<string>() == "psychiatric"));
            var artifacts = json["relatedArtifact"]!.AsArray();
            artifacts.Remove(artifacts.First(a => a!["resource"]?.GetValue<string>().EndsWith("policy-7.03.03-codes", StringComparison.Ordinal) == true));
        });

        var lines = ToolRun.Of("policy", "diff", "7.03.03/2019-04-18", "7.03.03/2025-03-20", "--folder", folder.Root).Lines;

        Assert.Contains(lines, l => l.StartsWith("  Codes removed: 96365 (", StringComparison.Ordinal));
        Assert.Contains("  Order in which they are tried: was spravato, fep, medicare, chronic-pain, is fep, medicare, chronic-pain, spravato.", lines, StringComparer.Ordinal);
        Assert.Contains("  Removed, 'psychiatric': Psychiatric use is decided by policy 3.01.13", lines, StringComparer.Ordinal);
    }

    private static string[] Rule(string head) =>
        [.. Run.Lines.SkipWhile(l => !l.StartsWith($"  {head}", StringComparison.Ordinal)).Skip(1).TakeWhile(l => l.StartsWith("    ", StringComparison.Ordinal))];
}
