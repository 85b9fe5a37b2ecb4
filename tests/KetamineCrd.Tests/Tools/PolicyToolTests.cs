using System.Text.Json.Nodes;
using KetamineCrd.Tools;

namespace KetamineCrd.Tests.Tools;

public sealed class PolicyToolTests
{
    [Fact]
    public void Check_names_each_finding_and_counts_them()
    {
        var run = ToolRun.Of("policy", "check", "--today", "2026-11-21");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains(
            $"{Loading.Policy2025}: effectivePeriod: No text is held for 2020-03-19 to 2025-03-19, between versions 2019-04-18 and 2025-03-20. (warning)",
            run.Lines,
            StringComparer.Ordinal);
        Assert.Matches(@"^\d+ files: 0 errors, \d+ warnings?\.$", run.Lines[^1]);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Check_takes_the_day_from_the_clock() =>
        Assert.NotEqual(
            ToolRun.On(new DateOnly(2026, 3, 31), "policy", "check").Output, ToolRun.On(new DateOnly(2026, 4, 1), "policy", "check").Output, StringComparer.Ordinal);

    [Fact]
    public void Check_fails_on_an_error_and_puts_it_first()
    {
        using var folder = new DataFolder();
        folder.Change(Loading.PolicyVa, text => text.Replace("effectivePeriod", "effectivePeriode", StringComparison.Ordinal));

        var run = ToolRun.Of("policy", "check", folder.Root);

        Assert.Equal(ExitCode.DataErrors, run.ExitCode);
        Assert.Equal($"{Loading.PolicyVa}: effectivePeriod.start: A date is required: the first day the text is in force.", run.Lines[0]);
        Assert.Equal($"{Loading.PolicyVa}: effectivePeriode: R4 has no such element here. Did you mean 'effectivePeriod'?", run.Lines[1]);
        Assert.Contains(": 2 errors, ", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Check_names_what_a_validator_finds_and_a_start_does_not()
    {
        using var folder = new DataFolder();
        folder.Change(Loading.PolicyVa, text => text.Replace("\"publisher\":", "\"contained\": [{ \"resourceType\": \"Organization\", \"id\": \"nobody\" }], \"publisher\":", StringComparison.Ordinal));

        var run = ToolRun.Of("policy", "check", folder.Root);

        Assert.Equal(ExitCode.DataErrors, run.ExitCode);
        Assert.Contains(run.Lines, l => l.StartsWith($"{Loading.PolicyVa}: contained[0]: Expected: ", StringComparison.Ordinal) && l.EndsWith("(org-1).", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_that_is_strict_fails_on_a_warning() =>
        Assert.Equal(ExitCode.DataErrors, ToolRun.Of("policy", "check", "--strict", "--today", "2026-11-21").ExitCode);

    [Fact]
    public void Check_gives_JSON_to_a_build()
    {
        var run = ToolRun.Of("policy", "check", "--format", "json", "--today", "2026-11-21");
        var json = JsonNode.Parse(run.Output)!;

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(0, json["errors"]!.GetValue<int>());
        var finding = json["findings"]!.AsArray().First(f => f!["path"]!.GetValue<string>() == "effectivePeriod")!;
        Assert.Equal("warning", finding["severity"]!.GetValue<string>());
        Assert.Equal(Loading.Policy2025, finding["file"]!.GetValue<string>());
        Assert.NotEmpty(finding["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("policy")]
    [InlineData("policy", "chek")]
    [InlineData("policy", "check", "/nowhere")]
    [InlineData("policy", "check", "--today", "tomorrow")]
    [InlineData("policy", "check", "--format", "xml")]
    [InlineData("policy", "list", "/nowhere")]
    [InlineData("policy", "diff", "7.03.03/2019-04-18")]
    [InlineData("policy", "diff", "7.03.03/2019-04-18", "7.03.03/1999-01-01")]
    [InlineData("policy", "diff", "7.03.03/2019-04-18", "7.03.03/2025-03-20", "--folder", "/nowhere")]
    public void A_command_line_that_cannot_be_followed_says_so(params string[] args)
    {
        var run = ToolRun.Of(args);

        Assert.Equal(ExitCode.Misuse, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public void List_is_a_table_of_the_held_versions()
    {
        var run = ToolRun.Of("policy", "list", "--today", "2026-11-21");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.StartsWith("number ", run.Lines[0], StringComparison.Ordinal);
        Assert.Contains(run.Lines, l => l.StartsWith("7.03.03 ", StringComparison.Ordinal) && l.Contains("2015-05-28 to 2020-03-18", StringComparison.Ordinal));
        var current = Assert.Single(run.Lines, l => l.StartsWith("7.03.03 ", StringComparison.Ordinal) && l.Contains("since 2025-03-20", StringComparison.Ordinal));
        foreach (var cell in new[] { "active", "2026-03 (overdue)", "Excellus BlueCross BlueShield, Univera Healthcare", "Esketamine, Ketamine", "Chronic Pain Syndrome" })
        {
            Assert.Contains(cell, current, StringComparison.Ordinal);
        }

        Assert.Contains(run.Lines, l => l.StartsWith("CDI 00031 ", StringComparison.Ordinal) && l.Contains("draft", StringComparison.Ordinal));
    }

    [Fact]
    public void List_calls_a_review_overdue_only_after_its_month() =>
        Assert.DoesNotContain("overdue", ToolRun.Of("policy", "list", "--today", "2026-03-31").Output, StringComparison.Ordinal);

    [Fact]
    public void List_says_when_the_data_cannot_be_loaded()
    {
        using var folder = new DataFolder();
        folder.Change(Loading.PolicyVa, text => text.Replace("\"purpose\"", "\"porpose\"", StringComparison.Ordinal));

        var run = ToolRun.Of("policy", "list", folder.Root);

        Assert.Equal(ExitCode.DataErrors, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("policy check", run.Error, StringComparison.Ordinal);
    }
}
