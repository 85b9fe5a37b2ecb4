using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>What an order already carries: nothing new, nothing sent (CRD 2.2.1 resp-35); a changed answer replaces the statements about one Coverage as a set (crd.md section 10).</summary>
public sealed class RepeatedAnswerTests(DemonstrationSession session) : IClassFixture<DemonstrationSession>
{
    public static TheoryData<string, string> Calls => DemonstrationCall.DialectsAndHooks;

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Answer_that_is_there_already_is_not_sent_again(string dialect, string hook)
    {
        foreach (var exchange in session.On(dialect, hook))
        {
            var updated = exchange.Answer.Actions.Single(a => ResponseType.OfAction(a!) == ResponseType.CoverageInformation)!["resource"]!;

            var again = await DemonstrationCall.AnswerAsync(session.Client, DemonstrationCall.About(hook, updated.DeepClone().AsObject()), dialect);

            Assert.DoesNotContain(again.Actions, a => ResponseType.OfAction(a!) == ResponseType.CoverageInformation);

            // Whoever sends out or books what was signed with a denial on it has been told.
            var isTold = exchange.Code == "not-covered" && hook is ("order-dispatch" or "appointment-book");
            Assert.Equal(isTold ? "[]" : exchange.Answer.Cards.ToJsonString(), again.Cards.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Changed_answer_replaces_the_statements_about_its_coverage_and_no_others(string dialect, string hook)
    {
        var exchange = session.On(dialect, hook).Single(e => e.Code == "billing");
        var order = exchange.Answer.Actions[0]!["resource"]!.DeepClone().AsObject();
        var old = order["extension"]!.AsArray().Select(e => e!.ToJsonString()).ToArray();
        Assert.Equal(2, old.Length);
        order["extension"]!.AsArray().Insert(0, JsonNode.Parse("""{ "url": "https://ehr.example.org/priority", "valueInteger": 3 }"""));
        order["extension"]!.AsArray().Insert(2, Statement("Coverage/coverage-2", "OTHER-COVERAGE"));
        order["extension"]!.AsArray().Add((JsonNode)Statement("Coverage/of-another-payer", "OTHER-PAYER"));
        var kept = order["extension"]!.AsArray().Select(e => e!.ToJsonString()).Except(old, StringComparer.Ordinal).ToArray();
        Assert.Equal(3, kept.Length);
        var changed = DemonstrationCall.About(hook, JsonNode.Parse(order.ToJsonString().Replace("\"billing\"", "\"covered\"", StringComparison.Ordinal))!.AsObject());

        var answer = await DemonstrationCall.AnswerAsync(session.Client, changed, dialect);

        var extensions = JsonElement.Parse(answer.Text).GetProperty("systemActions")[0].GetProperty("resource").GetProperty("extension")
            .EnumerateArray().Select(e => e.GetRawText()).ToArray();
        Assert.Equal(kept, extensions.Take(3), StringComparer.Ordinal);
        Assert.Equal(4, extensions.Length);
        Assert.Equal("Coverage/coverage-1", answer.Statements[^1].Coverage);
        Assert.Equal("covered", answer.Statements[^1].Covered);
        Assert.Null(answer.Statements[^1].Part("billingCode"));
    }

    [Fact]
    public async Task Order_that_is_based_on_another_one_now_gets_a_new_statement()
    {
        // crd.md section 10: "new assertion id when content changes"; the dependency is content.
        var order = DemonstrationCall.Service("dependency");
        var first = await AskAsync(order);
        var updated = first.Actions[0]!["resource"]!.DeepClone().AsObject();
        updated["basedOn"] = new JsonArray(OnTheEhr.Reference("ServiceRequest/another-basis"));

        var second = await AskAsync(updated);

        Assert.Equal("ServiceRequest/another-basis", (string?)second.Statement.Part("dependency")!["valueReference"]!["reference"]);
        Assert.NotEqual(first.Statement.AssertionId, second.Statement.AssertionId, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/2.0")]
    public async Task Two_coverages_get_different_ids(string dialect)
    {
        // CRD 2.2.1 resp-32: different coverages, different coverage-assertion-id and satisfied-pa-id.
        foreach (var code in new[] { "satisfied", "everything" })
        {
            var call = DemonstrationCall.Of("order-sign", code);
            var (one, two) = (DemonstrationCall.Service(code), DemonstrationCall.Service(code, "service-2"));
            one["insurance"] = new JsonArray(OnTheEhr.Reference("Coverage/coverage-1"));
            two["insurance"] = new JsonArray(OnTheEhr.Reference("Coverage/coverage-2"));
            call["context"]!["draftOrders"] = DemonstrationCall.Bundle(one, two);
            call["prefetch"]!["coverage"] = DemonstrationCall.Bundle(DemonstrationCall.Coverage(), DemonstrationCall.Coverage("coverage-2"));

            var statements = (await DemonstrationCall.AnswerAsync(session.Client, call, dialect)).Statements;

            Assert.Equal(["Coverage/coverage-1", "Coverage/coverage-2"], statements.Select(s => s.Coverage), StringComparer.Ordinal);
            Assert.NotEqual(statements[0].AssertionId, statements[1].AssertionId, StringComparer.Ordinal);
            Assert.NotEqual(AuthorizationId(statements[0]), AuthorizationId(statements[1]), StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Same_order_under_another_coverage_gets_different_ids()
    {
        var order = DemonstrationCall.Service("satisfied");
        var call = DemonstrationCall.About("order-sign", order.DeepClone().AsObject());
        call["prefetch"]!["coverage"] = DemonstrationCall.Coverage("coverage-2");

        var first = (await AskAsync(order)).Statement;
        var second = (await DemonstrationCall.AnswerAsync(session.Client, call)).Statement;

        Assert.NotEqual(first.AssertionId, second.AssertionId, StringComparer.Ordinal);
        Assert.NotEqual(AuthorizationId(first), AuthorizationId(second), StringComparer.Ordinal);
    }

    private static string AuthorizationId(CoverageInformationPart statement) => (string)statement.Part("satisfied-pa-id")!["valueString"]!;

    private static JsonObject Statement(string coverage, string id) => Given.Parse($$"""
        {
          "url": "{{CoverageInformationPart.Url}}",
          "extension": [
            { "url": "coverage", "valueReference": { "reference": "{{coverage}}" } },
            { "url": "covered", "valueCode": "conditional" },
            { "url": "date", "valueDate": "2025-01-01" },
            { "url": "coverage-assertion-id", "valueString": "{{id}}" }
          ]
        }
        """);

    private Task<HookAnswer> AskAsync(JsonObject order) => DemonstrationCall.AnswerAsync(session.Client, DemonstrationCall.About("order-sign", order));
}
