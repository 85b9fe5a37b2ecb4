using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>The worked acceptance cases, <c>tests/data/cases</c>, judged by the rules of their README.</summary>
public sealed class SharedCaseTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string Folder = Repository.PathTo("tests", "data", "cases");

    public static TheoryData<string> Cases => [.. Names()];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_is_answered_as_wanted(string name)
    {
        var (expected, request, answer) = await PostAsync(name);
        if (answer.Status != HttpStatusCode.OK && Accepts(expected, answer))
        {
            return;
        }

        var judge = new SharedCaseJudge(expected, request, answer);
        judge.Judge();
        Assert.Empty(judge.Problems);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_has_the_remarks_that_belong_there(string name)
    {
        var (expected, request, answer) = await PostAsync(name);
        if (answer.Status == HttpStatusCode.OK)
        {
            Assert.Empty(new SharedCaseJudge(expected, request, answer).MissingRemarks());
        }
    }

    private static IEnumerable<string> Names() => Expected(Path.Combine(Folder, "expected.json")).Select(pair => pair.Key);

    private static JsonObject Expected(string file) => Given.Parse(File.ReadAllText(file));

    private static bool Accepts(JsonNode expected, HookAnswer answer) =>
        (expected["alsoAccepted"]?.AsArray() ?? []).Any(other =>
            Regex.Match((string)other!, @"^HTTP (?<a>\d{3})( or (?<b>\d{3}))? with an OperationOutcome$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } match
            && new[] { match.Groups["a"].Value, match.Groups["b"].Value }.Contains($"{(int)answer.Status}")
            && (string?)answer.Json["resourceType"] == "OperationOutcome");

    private async Task<(JsonNode Expected, string Request, HookAnswer Answer)> PostAsync(string name)
    {
        var expected = Expected(Path.Combine(Folder, "expected.json"))[name]!;
        var request = await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.request.json"));
        if ((string?)expected["ehr"] is not { } file)
        {
            return (expected, request, await HookAnswer.PostTextAsync(server.Client, request));
        }

        await using var ehr = await EhrServer.StartAsync();
        var address = ehr.Base.AbsoluteUri;
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, file));
        ehr.Add(Given.Parse(text.Replace(Given.EhrBase, address, StringComparison.Ordinal)));
        request = request.Replace(Given.EhrBase, address, StringComparison.Ordinal);
        return (expected, request, await HookAnswer.PostTextAsync(server.Client, request));
    }
}
