using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KetamineCrd.Server.Tests;

/// <summary>The worked acceptance cases, judged by the rules of their README.</summary>
public sealed class SharedCaseTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    // Policies of these payers are not held yet.
    private static readonly string[] NotHeld = ["Blue Cross and Blue Shield of Minnesota", "Medica", "Dean Health Plan (Medica)", "Blue Plus (Minnesota)"];

    public static TheoryData<string> Held => [.. Names(expected => !NotHeld.Contains((string)expected["payer"]!))];

    public static TheoryData<string> NotYetHeld => [.. Names(expected => NotHeld.Contains((string)expected["payer"]!))];

    [SharedCasesTheory]
    [MemberData(nameof(Held))]
    public async Task Case_of_a_held_policy_is_answered_as_wanted(string name)
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

    [SharedCasesTheory]
    [MemberData(nameof(Held))]
    public async Task Case_of_a_held_policy_has_the_remarks_that_belong_there(string name)
    {
        var (expected, request, answer) = await PostAsync(name);
        if (answer.Status == HttpStatusCode.OK)
        {
            Assert.Empty(new SharedCaseJudge(expected, request, answer).MissingRemarks());
        }
    }

    [SharedCasesTheory]
    [MemberData(nameof(NotYetHeld))]
    public async Task Case_of_a_policy_not_held_is_told_nothing_false(string name)
    {
        var (expected, request, answer) = await PostAsync(name);
        if (answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            answer.IsOutcome(answer.Status);
            return;
        }

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Empty(answer.Cards);
        Assert.DoesNotContain(answer.Statements, s => s.Covered is "covered" or "not-covered" || s.PriorAuthorizationNeeded == "no-auth");
        Assert.Empty(ResponseChecker.Check(request, answer.Text));
        Assert.NotNull(expected);
    }

    private static IEnumerable<string> Names(Func<JsonNode, bool> predicate)
    {
        var file = Path.Combine(OtherFolders.SharedCases, "expected.json");
        return File.Exists(file) ? [.. Expected(file).Where(pair => predicate(pair.Value!)).Select(pair => pair.Key)] : [];
    }

    private static JsonObject Expected(string file) => Given.Parse(File.ReadAllText(file));

    private static bool Accepts(JsonNode expected, HookAnswer answer) =>
        (expected["alsoAccepted"]?.AsArray() ?? []).Any(other =>
            Regex.Match((string)other!, @"^HTTP (?<a>\d{3})( or (?<b>\d{3}))? with an OperationOutcome$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } match
            && new[] { match.Groups["a"].Value, match.Groups["b"].Value }.Contains($"{(int)answer.Status}")
            && (string?)answer.Json["resourceType"] == "OperationOutcome");

    private async Task<(JsonNode Expected, string Request, HookAnswer Answer)> PostAsync(string name)
    {
        var expected = Expected(Path.Combine(OtherFolders.SharedCases, "expected.json"))[name]!;
        var request = await File.ReadAllTextAsync(Path.Combine(OtherFolders.SharedCases, $"{name}.request.json"));
        if ((string?)expected["ehr"] is not { } file)
        {
            return (expected, request, await HookAnswer.PostTextAsync(server.Client, request));
        }

        await using var ehr = await EhrServer.StartAsync();
        var address = ehr.Base.AbsoluteUri;
        var text = await File.ReadAllTextAsync(Path.Combine(OtherFolders.SharedCases, file));
        ehr.Add(Given.Parse(text.Replace(Given.EhrBase, address, StringComparison.Ordinal)));
        request = request.Replace(Given.EhrBase, address, StringComparison.Ordinal);
        return (expected, request, await HookAnswer.PostTextAsync(server.Client, request));
    }
}
