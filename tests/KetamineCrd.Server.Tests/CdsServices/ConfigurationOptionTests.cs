using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>What the client wants back: CRD 2.2.1 dev-14 to dev-17, resp-28; crd.md sections 4 and 14 ("Minimal variants").</summary>
public sealed class ConfigurationOptionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("""{ "coverage-info": false }""", 1, 0)]
    [InlineData("""{ "guideline": false }""", 0, 1)]
    [InlineData("""{ "coverage-info": false, "guideline": false }""", 0, 0)]
    [InlineData("""{ "max-cards": 0 }""", 0, 1)]
    [InlineData("""{ "max-cards": 1 }""", 1, 1)]
    [InlineData("{}", 1, 1)]
    [InlineData("""{ "coverage-info": true, "guideline": true, "max-cards": 10 }""", 1, 1)]
    [InlineData("""{ "cost": false, "unsolicited-determ": false, "no-such-option": { "a": 1 } }""", 1, 1)]
    [InlineData("""{ "coverage-info": "no", "guideline": 0, "max-cards": "none" }""", 1, 1)]
    [InlineData("""{ "coverage-info": null, "guideline": null, "max-cards": -1 }""", 1, 1)]
    [InlineData("""{ "max-cards": 99999999999999999999 }""", 1, 1)]
    [InlineData("""{ "guideline": true, "max-cards": 0 }""", 0, 1)]
    public async Task Known_options_are_obeyed_and_unknown_or_unusable_ones_are_ignored(string configuration, int cards, int actions)
    {
        var call = Given.Call();
        call["extension"] = new JsonObject { ["davinci-crd.configuration"] = JsonNode.Parse(configuration) };

        var answer = (await HookAnswer.PostAsync(server.Client, call)).IsGood(call);

        Assert.Equal(cards, answer.Cards.Count);
        Assert.Equal(actions, answer.Actions.Count);
        Assert.Equal(actions > 0, answer.Json.ContainsKey("systemActions"));
    }
}
