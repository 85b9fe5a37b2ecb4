using System.Text.Json.Nodes;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Responses;

/// <summary>
/// An order that comes again with statements of this server on it: the same one is never added twice, one that was altered is put right, and what could
/// not be told gives way to what can (CRD 2.2.1 resp-35, resp-37).
/// </summary>
public sealed class RepeatedStatementTests
{
    public static TheoryData<string> Versions => [.. Dialect.All.Select(d => d.Version)];

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_same_assertion_is_never_added_twice(string version)
    {
        var call = new Call { Dialect = Of(version) };

        Assert.Null((call with { Orders = [Updated(call)] }).CoverageInformation());
        Assert.Null((call with { Orders = [Updated(call)], Today = new DateOnly(2025, 6, 20) }).CoverageInformation());
    }

    // While the client's server is down, each signing says the same.
    [Theory]
    [MemberData(nameof(Versions))]
    public void Without_a_Coverage_it_is_not_added_twice_either(string version)
    {
        var down = Down(version);
        var order = Updated(down);

        Assert.Single(order["extension"]!.AsArray());
        Assert.Null((down with { Orders = [order] }).CoverageInformation());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_could_not_be_told_gives_way_when_something_is_known(string version)
    {
        var order = Updated(Down(version));
        var extension = Assert.Single(Updated(new Call { Dialect = Of(version), Orders = [order] })["extension"]!.AsArray())!.ToJsonString();

        Assert.Contains("Coverage/cov-1", extension, StringComparison.Ordinal);
        Assert.Contains("not-covered", extension, StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_told_about_another_Coverage_gives_way_too()
    {
        var order = Updated(new Call { Orders = [Given.Order(Names("Coverage/old"))], CanRead = true, Unavailable = ["Coverage/old"] });
        Assert.Contains("Coverage/old", order.ToJsonString(), StringComparison.Ordinal);
        order["insurance"] = new JsonArray(Given.ReferenceTo("Coverage/cov-1"));

        var extension = Assert.Single(Updated(new Call { Orders = [order] })["extension"]!.AsArray());
        Assert.Contains("not-covered", extension!.ToJsonString(), StringComparison.Ordinal);
    }

    // The other reason of a fault replaces the first.
    [Fact]
    public void One_fault_replaces_another()
    {
        var order = Updated(Down("2.2"));
        order["extension"]![0]!["extension"]!.AsArray().Single(e => (string?)e!["url"] == "coverage-assertion-id")!["valueString"] = "KCRD-000000000000000000000000";

        Assert.Single(Updated(Down("2.2") with { Orders = [order] })["extension"]!.AsArray());
    }

    // Whoever else could not tell is left alone.
    [Fact]
    public void A_technical_statement_of_somebody_else_stays()
    {
        var order = Updated(Down("2.2"));
        order["extension"]![0]!["extension"]!.AsArray().Single(e => (string?)e!["url"] == "coverage-assertion-id")!["valueString"] = "OTHER-1";

        Assert.Equal(2, Updated(new Call { Orders = [order] })["extension"]!.AsArray().Count);
        Assert.Equal(2, Updated(Down("2.2") with { Orders = [order] })["extension"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("covered", "valueCode", "covered")]
    [InlineData("coverage", "valueReference", """{ "reference": "Coverage/cov-2" }""")]
    [InlineData("reason", "valueCodeableConcept", """{ "text": "It is covered." }""")]
    public void A_statement_that_was_altered_under_its_id_is_put_right(string url, string member, string value)
    {
        var order = Updated(new Call());
        var wanted = order["extension"]!.ToJsonString();
        Part(order, url)[member] = value.StartsWith('{') ? JsonNode.Parse(value) : value;

        Assert.NotEqual(wanted, order["extension"]!.ToJsonString(), StringComparer.Ordinal);
        Assert.Equal(wanted, Updated(new Call { Orders = [order] })["extension"]!.ToJsonString());
    }

    [Theory]
    [InlineData("reason")]
    [InlineData("detail")]
    public void A_statement_of_which_a_part_was_taken_away_is_put_right(string url)
    {
        var order = Updated(new Call());
        var wanted = order["extension"]!.ToJsonString();
        var parts = order["extension"]![0]!["extension"]!.AsArray();
        parts.Remove(parts.First(e => (string?)e!["url"] == url));

        Assert.Equal(wanted, Updated(new Call { Orders = [order] })["extension"]!.ToJsonString());
    }

    [Fact]
    public void A_statement_that_stands_there_twice_is_put_right()
    {
        var order = Updated(new Call());
        order["extension"]!.AsArray().Add(order["extension"]![0]!.DeepClone());

        Assert.Single(Updated(new Call { Orders = [order] })["extension"]!.AsArray());
    }

    // What a server may do to a resource that it keeps.
    [Fact]
    public void A_statement_that_was_only_laid_out_anew_is_left_alone()
    {
        var order = Updated(new Call());
        var parts = order["extension"]![0]!["extension"]!.AsArray();
        Part(order, "coverage")["valueReference"] = Given.Json($$"""{ "reference": "{{Call.FhirServer}}/Coverage/cov-1", "display": "PPO" }""");
        Part(order, "date")["valueDate"] = "2025-05-30";
        parts[1]!["id"] = "e1";
        var first = parts[0]!;
        parts.RemoveAt(0);
        parts.Add(first);

        Assert.Null(new Call { Orders = [order] }.CoverageInformation());
    }

    // The name of the host says nothing, and the release in which it was made is no other assertion.
    [Fact]
    public void A_statement_of_another_release_is_the_same_assertion()
    {
        Assert.Null(new Call { Orders = [Updated(new Call { Dialect = Dialect.Crd20 })] }.CoverageInformation());
        Assert.Null(new Call { Dialect = Dialect.Crd20, Orders = [Updated(new Call())] }.CoverageInformation());
        Assert.Empty(new Call { ForJavaValidator = true, Dialect = Dialect.Crd20, Orders = [Updated(new Call { Dialect = Dialect.Crd20 })] }
            .Answer().GetProperty("systemActions").EnumerateArray());
    }

    [Fact]
    public void Of_two_payers_only_what_is_new_is_added()
    {
        var order = Updated(new Call());
        var both = new Call { Orders = [order], Coverages = [Given.Coverage(), Given.VaCoverage(c => c["id"] = "va-1")] };
        var extensions = Updated(both)["extension"]!.AsArray();

        Assert.Equal(2, extensions.Count);
        Assert.Equal(order["extension"]![0]!.ToJsonString(), extensions[0]!.ToJsonString());
        Assert.Contains("Coverage/va-1", extensions[1]!.ToJsonString(), StringComparison.Ordinal);
        Assert.False((both with { Orders = [Updated(both)] }).Answer().TryGetProperty("systemActions", out _));
    }

    private static Call Down(string version) => new() { Dialect = Of(version), Coverages = [], Unavailable = ["Coverage?patient=pat-1&status=active"] };

    private static Dialect Of(string version) => Dialect.All.Single(d => d.Version == version);

    private static Action<JsonObject> Names(string coverage) => o => o["insurance"] = new JsonArray(Given.ReferenceTo(coverage));

    private static JsonObject Part(JsonObject order, string url) =>
        order["extension"]![0]!["extension"]!.AsArray().First(e => (string?)e!["url"] == url)!.AsObject();

    private static JsonObject Updated(Call call) =>
        JsonNode.Parse(Assert.Single(call.Answer().GetProperty("systemActions").EnumerateArray()).GetProperty("resource").GetRawText())!.AsObject();
}
