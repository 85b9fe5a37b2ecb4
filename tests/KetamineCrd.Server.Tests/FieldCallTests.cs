using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests;

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
    public async Task Order_is_not_covered_under_the_text_of_the_day_with_one_card(string name, string order, string coverage)
    {
        var answer = await PostAsync(name);

        Assert.Equal(order, $"{answer.Actions.Single()!["resource"]!["resourceType"]}/{answer.Actions.Single()!["resource"]!["id"]}");
        Assert.Equal(("not-covered", coverage), (answer.Statement.Covered, answer.Statement.Coverage));
        Assert.Empty(answer.Statement.ReasonCodes);
        Assert.Contains("/policies/7.03.03/2025-03-20#chronic-pain", answer.Statement.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("warning", (string?)Assert.Single(answer.Cards)!["indicator"]);
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
