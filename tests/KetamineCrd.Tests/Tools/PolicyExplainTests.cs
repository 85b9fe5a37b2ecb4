using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Tools;

public sealed class PolicyExplainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("explain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_order_and_a_coverage_are_explained_in_words()
    {
        var run = ToolRun.Of("policy", "explain", Written("order.json", Given.Order()), Written("coverage.json", Given.Coverage()));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("MedicationRequest/ketamine-1: not-covered", run.Lines[0]);
        Assert.Contains("    drug = ketamine (code) context.draftOrders.entry[0].resource.medicationCodeableConcept.coding[0]", run.Lines, StringComparer.Ordinal);
        Assert.Contains("    rules (7.03.03 2025-03-20) for Chronic pain: yes: chronic-pain", run.Lines, StringComparer.Ordinal);
        Assert.Contains("    rule 'chronic-pain', Policy Statement", run.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void The_explanation_is_data_on_request()
    {
        var run = ToolRun.Of("policy", "explain", Written("order.json", Given.Order()), Written("coverage.json", Given.Coverage()), "--format", "json");

        var order = JsonNode.Parse(run.Output)!["orders"]![0]!;
        Assert.Equal("not-covered", (string?)order["determination"]);
        Assert.Equal("chronic-pain", (string?)order["policy"]!["rule"]);
        Assert.NotEmpty(order["tests"]!.AsArray());
    }

    [Fact]
    public void Silence_is_explained()
    {
        var run = ToolRun.Of("policy", "explain", Written("order.json", Given.Order(o => o["status"] = "stopped")), Written("coverage.json", Given.Coverage()));

        Assert.Equal(["MedicationRequest/ketamine-1: not-addressed", "  no policy is asked: not-live"], run.Lines);
    }

    [Fact]
    public void A_whole_call_brings_its_coverage()
    {
        var call = new JsonObject
        {
            ["hook"] = "order-sign",
            ["hookInstance"] = "1",
            ["context"] = new JsonObject
            {
                ["patientId"] = "pat-1",
                ["draftOrders"] = new JsonObject { ["resourceType"] = "Bundle", ["entry"] = new JsonArray(new JsonObject { ["resource"] = Given.Order() }) },
            },
            ["prefetch"] = new JsonObject { ["coverage"] = Given.Coverage() },
        };

        Assert.Contains("payer = excellus (code) prefetch.coverage.payor[0]", ToolRun.Of("policy", "explain", Written("call.json", call)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_repaired_is_told_last()
    {
        var run = ToolRun.Of(
            "policy", "explain", Written("order.json", Given.Order(o => o["reasonCode"] = o["reasonCode"]![0]!.DeepClone())), Written("coverage.json", Given.Coverage()));

        Assert.Equal(["Repaired in the call", "  context.draftOrders.entry[0].resource.reasonCode: array-expected"], run.Lines[^2..]);
    }

    // What an integrator has at hand: the body of a call as the EHR sent it.
    [Theory]
    [InlineData("order-sign/excellus-iv-ketamine-crps", "MedicationRequest/mr-ketamine-4471: not-covered")]
    [InlineData("order-select/excellus-iv-ketamine-crps", ": not-covered")]
    [InlineData("order-dispatch/excellus-iv-ketamine-crps", ": not-covered")]
    [InlineData("appointment-book/excellus-infusion-order-is-booked", ": not-covered")]
    [InlineData("encounter-start/excellus-coverage-in-force", "Encounter/enc-793: not-addressed")]
    public void A_recorded_hook_request_is_explained_as_it_is(string name, string first)
    {
        var run = ToolRun.Of("policy", "explain", Repository.PathTo(["tests", "data", .. $"{name}.request.json".Split('/')]));

        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith(first, run.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_without_an_order_says_so()
    {
        var call = JsonNode.Parse(File.ReadAllText(Repository.PathTo("tests", "data", "order-sign", "excellus-iv-ketamine-crps.request.json")))!.AsObject();
        call["context"]!["draftOrders"]!.AsObject().Remove("entry");

        Assert.Equal(["No order is judged."], ToolRun.Of("policy", "explain", Written("call.json", call)).Lines);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var run = ToolRun.Of("policy", "explain", Path.Combine(_folder, "order.json"));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"There is no file '{Path.Combine(_folder, "order.json")}'.", run.Error.TrimEnd());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{ not json")]
    public void What_cannot_be_read_is_misuse(string content)
    {
        var path = Path.Combine(_folder, "order.json");
        File.WriteAllText(path, content);
        var run = ToolRun.Of("policy", "explain", path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("cannot be read as a JSON object", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_a_server_would_refuse_says_why()
    {
        var run = ToolRun.Of("policy", "explain", Written("order.json", Given.Order()));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Coverage", run.Error, StringComparison.Ordinal);
    }

    private string Written(string name, JsonObject json)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, json.ToJsonString());
        return path;
    }
}
