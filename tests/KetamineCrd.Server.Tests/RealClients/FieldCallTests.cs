using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.RealClients;

/// <summary>Calls as clients in the field make them (<c>tests/data/field</c>), on 2026-11-21: what is signed can only be given from then on, and no denial hangs on a letter.</summary>
public sealed class FieldCallTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    // A standing order that is signed again is judged by the days that can still come; a Coverage that began meanwhile is in force.
    [Theory]
    [InlineData("renewed-order-new-coverage", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("renewed-service-new-coverage", "ServiceRequest/sr-1", "Coverage/cov-1")]
    [InlineData("planned-start-long-ago-no-date-of-order", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("coverage-status-in-capitals", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("two-coverages-status-with-capital", "MedicationRequest/mr-1", "Coverage/cov-2")]

    // One address in several spellings, and a base that only the fullUrl tells.
    [InlineData("base-host-in-capitals", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("dispatch-host-in-capitals", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("no-fhir-server-absolute-references", "MedicationRequest/mr-1", "Coverage/cov-1")]

    // The orders themselves where references to them belong.
    [InlineData("dispatch-bundle", "MedicationRequest/mr-1", "Coverage/cov-1")]

    // Codes by other names of their systems, and with blanks.
    [InlineData("codes-with-blanks", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("icd10-and-snomed-as-oid", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("icd10-without-cm", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("ndc-as-oid", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("rxnorm-as-oid", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("systems-with-trailing-slash", "MedicationRequest/mr-1", "Coverage/cov-1")]

    // A drug that only a display names, and routes wherever they stand.
    [InlineData("medication-display-only", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("route-as-method", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("route-code-with-blank", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("route-in-display-of-medication", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("route-nci-drip", "MedicationRequest/mr-1", "Coverage/cov-1")]
    [InlineData("route-snomed-qualifier", "MedicationRequest/mr-1", "Coverage/cov-1")]

    // Ids of 70 characters, as servers have given out.
    [InlineData("long-id-of-coverage", "MedicationRequest/mr-1", "Coverage/cIU6J7UH8AYWyRPQKuqEGUzRGkWv4ZZpK3YVVVcIv0Cc3Qx9Qx9Qx9Qx9Qx9Qx9Qx9Qx9z")]
    [InlineData("long-id-of-order", "MedicationRequest/oIU6J7UH8AYWyRPQKuqEGUzRGkWv4ZZpK3YVVVcIv0Cc3Qx9Qx9Qx9Qx9Qx9Qx9Qx9Qx9z", "Coverage/cov-1")]
    public async Task Order_is_not_covered_under_the_text_of_the_day_with_one_card(string name, string order, string coverage)
    {
        var answer = await PostAsync(name);

        Assert.Equal(order, $"{answer.Actions.Single()!["resource"]!["resourceType"]}/{answer.Actions.Single()!["resource"]!["id"]}");
        Assert.Equal(("not-covered", coverage), (answer.Statement.Covered, answer.Statement.Coverage));
        Assert.Empty(answer.Statement.ReasonCodes);
        Assert.Contains("/policies/7.03.03/2025-03-20#chronic-pain", answer.Statement.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("warning", (string?)Assert.Single(answer.Cards)!["indicator"]);
        Assert.Contains(order, answer.Cards[0]!.ToJsonString(), StringComparison.Ordinal);
    }

    // Decision rule 5: a mention is not an order; rule 9: a coded reason is read by its code.
    [Theory]
    [InlineData("ekg-before-ketamine")]
    [InlineData("fracture-snomed-history-of-crps")]
    [InlineData("fracture-text-mentions-fibromyalgia")]
    [InlineData("midazolam-during-ketamine")]
    [InlineData("midazolam-note-mentions-ketamine")]
    [InlineData("monitoring-during-ketamine")]
    [InlineData("ondansetron-before-ketamine")]
    public async Task Nothing_is_said_about_what_only_mentions_the_drug_or_the_illness(string name) => (await PostAsync(name)).IsSilent();

    [Fact]
    public async Task Reason_of_the_past_in_words_is_never_denied() =>
        Assert.DoesNotContain("not-covered", (await PostAsync("burn-dressing-past-history-in-words")).Text, StringComparison.Ordinal);

    [Fact]
    public async Task Service_and_drug_of_one_infusion_are_both_not_covered_with_one_card()
    {
        var answer = await PostAsync("cpt-as-oid");

        Assert.Equal(
            ["MedicationRequest/mr-1", "ServiceRequest/sr-1"],
            answer.Actions.Select(a => $"{a!["resource"]!["resourceType"]}/{a["resource"]!["id"]}").Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
        Assert.All(answer.Statements, s => Assert.Equal("not-covered", s.Covered));
        Assert.Single(answer.Cards);
    }

    [Fact]
    public async Task Payer_that_only_its_NIIP_names_is_known()
    {
        var answer = await PostAsync("payer-id-v2-type");

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Contains("/policies/MB2300/", answer.Statement.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_recorded_call_is_one_of_these_tests()
    {
        var tests = await File.ReadAllTextAsync(Repository.PathTo("tests", "KetamineCrd.Server.Tests", "RealClients", "FieldCallTests.cs"));

        Assert.All(
            Directory.EnumerateFiles(Repository.PathTo("tests", "data", "field"), "*.request.json").Select(file => Path.GetFileName(file)[..^".request.json".Length]),
            name => Assert.Contains($"\"{name}\"", tests, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Order_renewed_after_its_text_was_replaced_is_referred_to_the_text_that_replaced_it()
    {
        var answer = await PostAsync("renewed-order-of-replaced-text");

        Assert.Equal("conditional", answer.Statement.Covered);
        Assert.Contains("replaced", answer.Statement.ReasonText, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("info", (string?)Assert.Single(answer.Cards)!["indicator"]);
    }

    [Fact]
    public async Task Order_cancelled_in_capitals_is_not_live() => (await PostAsync("order-status-in-capitals")).IsSilent();

    // It ended on the last evening of 2026 in Minnesota; the infusion is nine hours later.
    [Fact]
    public async Task Coverage_that_is_over_by_the_clock_is_not_active()
    {
        var answer = await PostAsync("coverage-over-by-the-clock");

        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(["no-active-coverage"], answer.Statement.ReasonCodes);
    }

    // 2026-11-22 03:00 in UTC: Saturday night where Excellus is.
    [Fact]
    public async Task Statement_is_dated_by_the_day_where_the_payer_is()
    {
        var clock = new MovableClock();
        clock.Move(TimeSpan.FromHours(18));
        using var late = new ServerFactory { Clock = clock };
        using var client = late.CreateClient();

        var answer = await HookAnswer.PostTextAsync(client, await ReadAsync("coverage-status-in-capitals"));

        Assert.Equal("2026-11-21", answer.Statement.Date);
    }

    [Theory]
    [InlineData("coverage-status-in-capitals", "prefetch.coverage.entry[0].resource.status")]
    [InlineData("order-status-in-capitals", "context.draftOrders.entry[0].resource.status")]
    [InlineData("two-coverages-status-with-capital", "prefetch.coverage.entry[1].resource.status")]
    public async Task Status_in_other_letters_is_a_repair(string name, string path)
    {
        var explanation = await HookAnswer.PostTextAsync(server.Client, await ReadAsync(name), "crd-order-sign/explanation");

        var repair = Assert.Single(explanation.Json["repairs"]!.AsArray(), r => (string?)r!["code"] == "status-in-other-letters");
        Assert.Equal(path, (string?)repair!["path"]);
    }

    private static Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Repository.PathTo("tests", "data", "field", $"{name}.request.json"));

    private async Task<HookAnswer> PostAsync(string name)
    {
        var call = JsonNode.Parse(await ReadAsync(name))!;
        return (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);
    }
}
