using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Demonstration;

/// <summary>What the client wants back, on every hook, where an answer holds every response type: CRD 2.2.1 dev-4 to dev-9, dev-14 to dev-17.</summary>
public sealed class DemonstrationOptionTests(DemonstrationSession session) : IClassFixture<DemonstrationSession>
{
    private static readonly string[] CoverageInformationOptions = ["coverage-info", "unsolicited-determ"];

    public static TheoryData<string, string> Calls => DemonstrationCall.DialectsAndHooks;

    public static TheoryData<string> Hooks => [.. DemonstrationCall.Hooks];

    public static TheoryData<string> Dialects => [.. DemonstrationCall.Dialects];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Discovery_lists_one_boolean_for_each_type_that_occurs_and_the_limit_on_cards(string dialect)
    {
        // dev-4, dev-7, dev-8; 2.0.1 has neither unsolicited-determ nor davinci-crd.version.
        var discovery = Given.Parse(await session.Client.GetStringAsync(new Uri($"{dialect}/cds-services", UriKind.Relative)));
        var occurring = DemonstrationCall.Hooks.SelectMany(hook => session.On(dialect, hook)).SelectMany(e => Topics(e.Answer)).Distinct(StringComparer.Ordinal)
            .Append("coverage-info").Concat(dialect.Length == 0 ? ["unsolicited-determ"] : [])
            .Order(StringComparer.Ordinal);

        Assert.All(discovery["services"]!.AsArray(), service =>
        {
            var options = service!["extension"]!["davinci-crd.configuration-options"]!.AsArray();
            Assert.Equal(occurring, Codes(options, "boolean").Order(StringComparer.Ordinal), StringComparer.Ordinal);
            Assert.Equal(["max-cards"], Codes(options, "integer"), StringComparer.Ordinal);
            Assert.Equal(dialect.Length == 0, service["extension"]!.AsObject().ContainsKey("davinci-crd.version"));
        });

        static IEnumerable<string> Codes(JsonArray options, string type) => options.Where(o => (string?)o!["type"] == type).Select(o => (string)o!["code"]!);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Option_switched_off_takes_away_its_type_and_no_other(string dialect, string hook)
    {
        var all = session.On(dialect, hook).Single(e => e.Code == "everything").Answer;
        var services = Given.Parse(await session.Client.GetStringAsync(new Uri($"{dialect}/cds-services", UriKind.Relative)))["services"]!.AsArray();
        var options = services.Single(s => (string?)s!["hook"] == hook)!["extension"]!["davinci-crd.configuration-options"]!.AsArray();
        foreach (var option in options.Where(o => (string?)o!["type"] == "boolean").Select(o => (string)o!["code"]!))
        {
            var answer = await AskAsync(dialect, hook, "everything", $$"""{ "{{option}}": false }""");

            Assert.Equal(Topics(all).Where(t => t != option), Topics(answer), StringComparer.Ordinal);
            Assert.Equal(option != "coverage-info", ResponseType.Of(answer).Contains(ResponseType.CoverageInformation, StringComparer.Ordinal));
            Assert.Equal(option != "insurance", ResponseType.Of(answer).Contains(ResponseType.CoverageUpdate, StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Everything_switched_off_is_silence(string dialect, string hook)
    {
        var options = Topics(session.On(dialect, hook).Single(e => e.Code == "everything").Answer).Concat(CoverageInformationOptions).Append("insurance")
            .Distinct(StringComparer.Ordinal).Select(o => $"\"{o}\": false");

        (await AskAsync(dialect, hook, "everything", $$"""{ {{string.Join(", ", options)}} }""")).IsSilent();
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Limit_on_cards_keeps_the_first_ones_and_every_system_action(string dialect, string hook)
    {
        // dev-14: "the maximum number of cards"; a system action is no card.
        var all = session.On(dialect, hook).Single(e => e.Code == "everything").Answer;
        for (var most = 0; most <= 3; most++)
        {
            var answer = await AskAsync(dialect, hook, "everything", $$"""{ "max-cards": {{most}} }""");

            Assert.Equal(all.Cards.Take(most).Select(c => (string?)c!["summary"]), answer.Cards.Select(c => (string?)c!["summary"]), StringComparer.Ordinal);
            Assert.Equal(all.Actions.ToJsonString(), answer.Actions.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task What_if_grants_no_authorization(string hook)
    {
        // crd.md section 4, dev-5: with unsolicited-determ off nothing is decided that was not asked for.
        foreach (var code in new[] { "satisfied", "everything" })
        {
            var usual = session.On("", hook).Single(e => e.Code == code).Answer.Statement;
            var whatIf = (await AskAsync("", hook, code, """{ "unsolicited-determ": false }""")).Statement;

            Assert.Equal("satisfied", usual.PriorAuthorizationNeeded);
            Assert.NotNull(usual.Part("satisfied-pa-id"));
            Assert.Equal("auth-needed", whatIf.PriorAuthorizationNeeded);
            Assert.Null(whatIf.Part("satisfied-pa-id"));
            Assert.NotEqual(usual.AssertionId, whatIf.AssertionId, StringComparer.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{ "max-cards": -1, "limits": "no", "cost": 0, "insurance": null, "guideline": [] }""", 8)]
    [InlineData("""{ "max-cards": 2.5, "no-such-option": false, "coverage-info": "false" }""", 8)]
    [InlineData("""[ false ]""", 8)]
    [InlineData("\"nothing\"", 8)]
    [InlineData("""{ "max-cards": 1, "coverage-info": false, "insurance": false, "unsolicited-determ": false, "guideline": false, "network": false }""", 1)]
    [InlineData("""{ "max-cards": 0, "coverage-info": true, "limits": false, "limits": false }""", 2)]
    public async Task Nonsense_is_survived_and_the_rest_obeyed(string configuration, int types)
    {
        foreach (var dialect in DemonstrationCall.Dialects)
        {
            var call = DemonstrationCall.Of("order-sign", "everything").ToJsonString();
            var text = $$"""{ "extension": { "davinci-crd.configuration": {{configuration}} }, {{call[1..]}}""";
            using var content = new StringContent(text, System.Text.Encoding.UTF8, "application/json");
            using var response = await session.Client.PostAsync(new Uri($"{dialect}/cds-services/crd-order-sign", UriKind.Relative), content);
            var answer = await HookAnswer.ReadAsync(response);

            Assert.True(response.IsSuccessStatusCode, answer.Text);
            Assert.Equal(types, ResponseType.Of(answer).Count());
        }
    }

    private static IEnumerable<string> Topics(HookAnswer answer) => answer.Cards.Select(c => (string)c!["source"]!["topic"]!["code"]!);

    private Task<HookAnswer> AskAsync(string dialect, string hook, string code, string configuration) =>
        DemonstrationCall.AnswerAsync(session.Client, DemonstrationCall.With(DemonstrationCall.Of(hook, code), configuration), dialect);
}
