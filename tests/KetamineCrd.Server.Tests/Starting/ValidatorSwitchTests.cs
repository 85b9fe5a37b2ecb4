using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Starting;

/// <summary><c>Crd:ForJavaValidator</c>: where published invariants fail although the guide's words are followed (docs/conformance.md, "Validators").</summary>
public sealed class ValidatorSwitchTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("false", null)]
    [InlineData("true", "no-auth")]
    public async Task Not_covered_has_an_authorization_code_in_2_0_1_for_the_validator_only(string? setting, string? authorization)
    {
        // crd-ci-q2 of 2.0.1 is inverted: it wants pa-needed where the words exclude it.
        using var server = Server(setting);
        using var client = server.CreateClient();
        Assert.Equal(authorization, (await DemonstrationServer.AskAsync(client, DemonstrationServer.Call("not-covered"), "2.0")).Statement.PriorAuthorizationNeeded);
        Assert.Null((await DemonstrationServer.AskAsync(client, DemonstrationServer.Call("not-covered"), "2.2")).Statement.PriorAuthorizationNeeded);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("false", true)]
    [InlineData("true", false)]
    public async Task Documents_go_with_the_authorization_in_2_2_1_unless_a_validator_judges(string? setting, bool saysSo)
    {
        // crd-ci-q4 of 2.2.1 is empty, which the validator takes for a failure, wherever withpa stands beside a needed authorization.
        using var server = Server(setting);
        using var client = server.CreateClient();
        var statement = (await DemonstrationServer.AskAsync(client, DemonstrationServer.Call("authorization"), "2.2")).Statement;
        Assert.Equal("auth-needed", statement.PriorAuthorizationNeeded);
        Assert.Equal(saysSo, Purposes(statement).Contains("withpa", StringComparer.Ordinal));
        Assert.Contains("withorder", Purposes(statement), StringComparer.Ordinal);
        Assert.Contains("withpa", Purposes((await DemonstrationServer.AskAsync(client, DemonstrationServer.Call("authorization"), "2.0")).Statement), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public async Task System_actions_are_left_out_or_empty_on_primary_hooks(string? setting, bool isEmptyArray)
    {
        using var server = Server(setting);
        using var client = server.CreateClient();
        foreach (var (hook, isPrimary) in new[] { ("order-sign", true), ("order-dispatch", true), ("appointment-book", true), ("order-select", false), ("encounter-start", false) })
        {
            var call = DemonstrationServer.Call("covered", hook);
            call["extension"] = new JsonObject { ["davinci-crd.configuration"] = new JsonObject { ["coverage-info"] = false } };
            var actions = (await DemonstrationServer.AskAsync(client, call, "2.2")).Json["systemActions"];
            Assert.Equal(isEmptyArray && isPrimary, actions is JsonArray { Count: 0 });
            Assert.Equal(!(isEmptyArray && isPrimary), actions is null);
        }
    }

    private static ServerFactory Server(string? setting)
    {
        var server = new ServerFactory { Settings = { ["Crd:Demonstration"] = "true" } };
        if (setting is not null)
        {
            server.Settings["Crd:ForJavaValidator"] = setting;
        }

        return server;
    }

    private static string[] Purposes(CoverageInformationPart statement) => [.. statement.Parts("doc-purpose").Select(p => (string)p["valueCode"]!)];
}
