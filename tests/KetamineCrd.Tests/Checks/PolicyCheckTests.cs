using KetamineCrd.Checks;

namespace KetamineCrd.Tests.Checks;

public sealed class PolicyCheckTests
{
    [Fact]
    public void The_data_of_the_repository_has_no_error() => Found.NoError(Engine.Files().Check());

    // What the payer's own dates say: the 2019 text ended before March 19, 2020, the next one held is of March 20, 2025, to be reviewed in March 2026.
    [Fact]
    public void The_data_of_the_repository_has_a_gap_and_an_overdue_review()
    {
        var findings = Engine.Files().Check();

        var gap = Found.Warning(Loading.Policy2025, "effectivePeriod", findings);
        Assert.Contains("2020-03-19", gap.Message, StringComparison.Ordinal);
        Assert.Contains("2025-03-19", gap.Message, StringComparison.Ordinal);
        Found.Warning(Loading.Policy2025, "extension[next-review-date]", findings);
    }

    [Fact]
    public void What_keeps_the_data_from_loading_is_an_error() =>
        Found.Error(Loading.PolicyVa, "title", ChangedFiles.With(Loading.PolicyVa, json => json.Remove("title")).Check());

    [Fact]
    public void Errors_stand_first()
    {
        var findings = ChangedFiles.With(Loading.PolicyVa, json => json.Rule("chronic-pain").Add("condition", new System.Text.Json.Nodes.JsonArray(1))).Check();

        Assert.Equal(FindingSeverity.Error, findings[0].Severity);
        Assert.Contains(findings, f => f.Severity == FindingSeverity.Warning);
        Assert.Equal(findings.OrderBy(f => f.Severity), findings);
    }
}
