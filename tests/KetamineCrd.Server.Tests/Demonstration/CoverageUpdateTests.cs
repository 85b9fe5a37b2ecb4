using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Demonstration;

/// <summary>Update Coverage Records: the EHR's own Coverage with one element corrected (CRD 2.2.1 resp-66 to resp-71).</summary>
public sealed class CoverageUpdateTests(DemonstrationServer server) : IClassFixture<DemonstrationServer>
{
    public static TheoryData<string, string> Calls => DemonstrationCall.DialectsAndHooks;

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Clinician_who_is_ordering_sees_no_card_about_it(string dialect, string hook)
    {
        // resp-66, resp-70: a system action on order-select and order-sign; a card elsewhere.
        var answer = await DemonstrationCall.AnswerAsync(server.Client, DemonstrationCall.Of(hook, "coverage-update"), dialect);

        var isOrdering = hook is "order-sign" or "order-select";
        Assert.Equal(isOrdering ? 0 : 1, answer.Cards.Count);
        Assert.Equal(isOrdering, answer.Actions.Any(a => ResponseType.OfAction(a!) == ResponseType.CoverageUpdate));
        Assert.Equal("Demonstration Choice", (string?)Updated(answer)["network"]);
    }

    [Theory]
    [InlineData("order-sign", "")]
    [InlineData("order-sign", "\"network\": \"Old Choice\", ")]
    [InlineData("appointment-book", "")]
    [InlineData("appointment-book", "\"network\": \"Old Choice\", ")]
    public async Task Everything_else_of_the_coverage_comes_back_byte_for_byte(string hook, string network)
    {
        var text = $$"""
            { "resourceType": "Coverage", "id": "coverage-1", "status": "active", {{network}}"beneficiary": { "reference": "Patient/patient-1" },
              "payor":[{"display":"Demonstration Health Plan"}], "costToBeneficiary": [ { "valueMoney": { "value": 10.50, "currency": "USD" } } ],
              "_status": { "extension": [ { "url": "https://x.example/p", "valueDecimal": 1.2300E+2 } ] },
              "unknownMember": { "a": [ 0.50, -0, 1e0 ], "b": "\u00e9\/\"é<>&'" } }
            """;
        var call = DemonstrationCall.Of(hook, "coverage-update");
        var posted = call.ToJsonString().Replace(call["prefetch"]!["coverage"]!.ToJsonString(), text, StringComparison.Ordinal);

        var answer = await HookAnswer.PostTextAsync(server.Client, posted, $"crd-{hook}");

        Assert.Empty(ResponseChecker.Check(posted, answer.Text));
        Assert.Equal(Members(text), Members(answer.Text, hook), StringComparer.Ordinal);
        Assert.Equal("Demonstration Choice", (string?)Updated(answer)["network"]);

        static IEnumerable<string> Members(string json, string? hook = null)
        {
            var root = JsonElement.Parse(json);
            var coverage = hook switch
            {
                null => root,
                "order-sign" => root.GetProperty("systemActions").EnumerateArray().Last().GetProperty("resource"),
                _ => root.GetProperty("cards")[0].GetProperty("suggestions")[0].GetProperty("actions")[0].GetProperty("resource"),
            };
            return [.. coverage.EnumerateObject().Where(m => m.Name != "network").Select(m => $"{m.Name}: {m.Value.GetRawText()}")];
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Coverage_that_was_read_is_corrected_like_one_that_was_sent(string dialect, string hook)
    {
        var coverage = DemonstrationCall.Coverage();
        await using var ehr = await EhrServer.StartAsync(coverage);
        var call = DemonstrationCall.At(DemonstrationCall.Of(hook, "coverage-update"), ehr.Base);
        call["prefetch"]!.AsObject().Remove("coverage");

        var answer = await DemonstrationCall.AnswerAsync(server.Client, call, dialect, coverage);

        var updated = Updated(answer).AsObject();
        Assert.Equal("Demonstration Choice", (string?)updated["network"]);
        updated.Remove("network");
        Assert.Equal(coverage.ToJsonString(), updated.ToJsonString());
    }

    [Theory]
    [InlineData("order-sign")]
    [InlineData("encounter-start")]
    public async Task Coverage_that_is_right_already_is_left_alone(string hook)
    {
        var call = DemonstrationCall.Of(hook, "coverage-update");
        call["prefetch"]!["coverage"]!["network"] = "Demonstration Choice";

        var answer = await DemonstrationCall.AnswerAsync(server.Client, call);

        Assert.Equal([ResponseType.CoverageInformation], ResponseType.Of(answer), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Coverage_with_a_member_twice_is_not_sent_back()
    {
        // JSON readers disagree about which one counts.
        var call = DemonstrationCall.Of("encounter-start", "coverage-update");
        var posted = call.ToJsonString().Replace("\"subscriberId\":", "\"subscriberId\":\"M0000002\",\"subscriberId\":", StringComparison.Ordinal);

        var answer = await HookAnswer.PostTextAsync(server.Client, posted, "crd-encounter-start");

        Assert.Equal([ResponseType.CoverageInformation], ResponseType.Of(answer), StringComparer.Ordinal);
    }

    private static JsonNode Updated(HookAnswer answer) =>
        Assert.Single(
            answer.Actions.Concat(answer.Cards.SelectMany(c => c!["suggestions"]?[0]!["actions"]!.AsArray() ?? [])),
            a => (string?)a!["resource"]!["resourceType"] == "Coverage")!["resource"]!;
}
