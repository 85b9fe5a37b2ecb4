using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Checks;

public sealed class RuleCheckTests
{
    [Fact]
    public void A_rule_behind_one_of_the_same_conditions_never_decides() => AssertRuleError("never decides", policy => Append(policy, _ => { }));

    [Fact]
    public void A_rule_behind_a_wider_one_never_decides() => AssertRuleError("never decides", policy => Append(policy, rule =>
    {
        var lines = rule.At("input/1/codeFilter").AsArray();
        while (lines.Count > 1)
        {
            lines.RemoveAt(1);
        }
    }));

    [Fact]
    public void Two_rules_of_the_same_conditions_and_another_outcome_contradict_each_other() => AssertRuleError("decides otherwise", policy => Append(policy, rule =>
    {
        rule["code"] = policy.Rule("psychiatric")["code"]!.DeepClone();
        rule["documentation"] = policy.Rule("psychiatric")["documentation"]!.DeepClone(); // its next step
    }));

    [Fact]
    public void Two_rules_of_the_same_conditions_and_another_ground_contradict_each_other() => AssertRuleError("decides otherwise", policy => Append(policy, rule =>
    {
        var ground = rule.At("reason/0/coding/0");
        (ground["code"], ground["display"]) = ("not-medically-necessary", "not medically necessary");
        rule["title"] = "IV ketamine for chronic pain is not medically necessary";
    }));

    [Fact]
    public void A_filter_without_a_meaning_is_an_error() => AssertRuleError("without a meaning", policy =>
    {
        Append(policy, rule =>
        {
            var reasons = rule.At("input/0/codeFilter").AsArray().Where(f => f!["path"]!.GetValue<string>() == "reasonCode");
            foreach (var filter in reasons)
            {
                filter!["valueSet"] = "https://ketaminecrd.example/fhir/ValueSet/policy-7.03.03-codes";
            }
        });
    }, "action[7].input");

    [Fact]
    public void A_filter_on_an_unknown_fact_is_an_error()
    {
        var findings = ChangedFiles.With(Loading.Policy2025, json => json.Rule("chronic-pain").At("input/0/codeFilter/2")["path"] = "reasonCodes").Check();

        var finding = Assert.Single(findings, f => f.Path == "action[6].input[0].codeFilter[2].path");
        Assert.Contains("Did you mean 'reasonCode'?", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_denial_without_a_ground_is_an_error() => Found.Error(
        Loading.PolicyVa,
        "action[1].reason",
        ChangedFiles.With(Loading.PolicyVa, json => json.Rule("chronic-pain").Remove("reason")).Check());

    private static void AssertRuleError(string words, Action<JsonObject> change, string path = "action[7]") =>
        Assert.Contains(words, Found.Error(Loading.Policy2025, path, ChangedFiles.With(Loading.Policy2025, change).Check()).Message, StringComparison.Ordinal);

    // Behind the last rule, which denies.
    private static void Append(JsonObject policy, Action<JsonObject> change)
    {
        var rule = policy.Rule("chronic-pain").DeepClone().AsObject();
        rule["id"] = "again";
        change(rule);
        policy["action"]!.AsArray().Add(rule);
    }
}
