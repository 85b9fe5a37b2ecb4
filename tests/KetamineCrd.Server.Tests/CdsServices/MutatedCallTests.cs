using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>
/// Recorded calls of every hook in both releases, their explanations and feedback, changed in a few places: never a 5xx, always JSON or nothing at all, errors as
/// OperationOutcome, and the next good call gets its answer.
/// </summary>
/// <remarks>
/// The number of inputs is <c>KETAMINECRD_FUZZ</c> (2,000), where they begin <c>KETAMINECRD_FUZZ_SEED</c> (1). A failure names the shortest list of
/// <see cref="Mutation"/> numbers that still fails, and the call they are applied to.
/// </remarks>
public sealed class MutatedCallTests
{
    private const string LoneSurrogate = "lone-surrogate";
    private const int Batch = 100;
    private const int MostChanges = 4;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static int Inputs => Setting("KETAMINECRD_FUZZ", 2_000);

    private static int Seed => Setting("KETAMINECRD_FUZZ_SEED", 1);

    /// <summary>One recorded call of each hook and release.</summary>
    public static TheoryData<string, string> Hooks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var pair in ((IEnumerable<object[]>)GoldenPairTests.Pairs).DistinctBy(pair => (string)pair[0], StringComparer.Ordinal))
            {
                data.Add((string)pair[0], (string)pair[1]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public Task Any_text_may_be_unreadable(string folder, string name) => AtEveryPlaceAsync(folder, name, [""], (parent, key) =>
    {
        if (Mutation.ValueAt(parent, key)?.GetValueKind() != JsonValueKind.String)
        {
            return false;
        }

        Mutation.Put(parent, key, LoneSurrogate);
        return true;
    });

    [Theory]
    [MemberData(nameof(Hooks))]
    public Task Any_member_name_may_be_unreadable(string folder, string name) => AtEveryPlaceAsync(folder, name, ["", "/explanation"], (parent, key) =>
    {
        if (parent is not JsonObject json)
        {
            return false;
        }

        // Under the prefetch keys the last page of a search is not the only one.
        var value = json[(string)key]?.DeepClone();
        if (value is JsonObject bundle && (string?)bundle["resourceType"] == "Bundle")
        {
            bundle["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = $"{Given.EhrBase}?page=2" });
        }

        json.Remove((string)key);
        json[LoneSurrogate] = value;
        return true;
    });

    [Fact]
    public async Task Changed_body_is_answered_or_refused_in_good_order()
    {
        var calls = await CallsAsync();
        for (var done = 0; done < Inputs; done += 2_000)
        {
            // A server for each part, since it keeps all its logs.
            using var server = new ServerFactory { Settings = { ["Crd:Demonstration"] = "true" } };
            using var client = server.CreateClient();
            var sent = 0;
            var property = Prop.ForAll(Attacks(calls.Count), async attack =>
            {
                var (address, body) = calls[attack.Call];
                foreach (var number in attack.Changes)
                {
                    body = Mutation.Apply(body, number);
                }

                if (await FaultAsync(client, address, body) is { } fault)
                {
                    throw new InvalidOperationException($"{address}, changes {string.Join(' ', attack.Changes)}: {fault}\n{Encoding.UTF8.GetString(body)}");
                }

                if (++sent % Batch == 0)
                {
                    Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call())).Statement.Covered);
                }
            });

            var replay = new Replay(new Rnd((ulong)(Seed + done), 1), Microsoft.FSharp.Core.FSharpOption<int>.None);
            var config = Config.QuickThrowOnFailure.WithMaxTest(Math.Min(2_000, Inputs - done)).WithReplay(replay);
            await Task.Run(() => property.Check(config));
            Assert.DoesNotContain(server.Logs.Entries, e => e.Level >= LogLevel.Error);
        }
    }

    // Changes each place of a recorded call in turn, where the change has something to do there.
    private static async Task AtEveryPlaceAsync(string folder, string name, string[] below, Func<JsonNode, object, bool> change)
    {
        using var server = new DemonstrationServer();
        var original = await File.ReadAllTextAsync(Repository.PathTo("tests", "data", folder, $"{name}.request.json"));
        var count = Mutation.Places(JsonNode.Parse(original)).Count();
        for (var i = 0; i < count; i++)
        {
            var call = JsonNode.Parse(original)!.AsObject();
            var (parent, key) = Mutation.Places(call).ElementAt(i);
            if (change(parent, key))
            {
                var body = Encoding.UTF8.GetBytes(call.ToJsonString().Replace(LoneSurrogate, "\\ud800", StringComparison.Ordinal));
                foreach (var path in below)
                {
                    Assert.Null(await FaultAsync(server.Client, AddressOf(folder) + path, body));
                }
            }
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static Arbitrary<Attack> Attacks(int calls)
    {
        var number = Gen.Choose(0, int.MaxValue - 1);
        var generator =
            from call in Gen.Choose(0, calls - 1)
            from count in Gen.Choose(1, MostChanges)
            from changes in Gen.ArrayOf(number, count)
            select new Attack(call, changes);
        return Arb.From(generator, attack => attack.Changes.Select((_, i) => new Attack(attack.Call, [.. attack.Changes.Where((_, j) => i != j)])));
    }

    private static async Task<IReadOnlyList<(string Address, byte[] Body)>> CallsAsync()
    {
        var calls = new List<(string, byte[])>();
        foreach (var pair in (IEnumerable<object[]>)GoldenPairTests.Pairs)
        {
            var (folder, name) = ((string)pair[0], (string)pair[1]);
            var body = await File.ReadAllBytesAsync(Repository.PathTo("tests", "data", folder, $"{name}.request.json"));
            calls.Add((AddressOf(folder), body));
            calls.Add(($"{AddressOf(folder)}/explanation", body));
        }

        foreach (var service in CdsService.All)
        {
            var feedback = Encoding.UTF8.GetBytes("""
                { "feedback": [ { "card": "b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10", "outcome": "accepted", "acceptedSuggestions": [ { "id": "e56e1945-20b3-4393-8503-a1a20fd73152" } ],
                    "outcomeTimestamp": "2026-05-04T14:20:05Z" },
                  { "card": "b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f11", "outcome": "overridden", "outcomeTimestamp": "2026-05-04T14:20:05.123+02:00",
                    "overrideReason": { "reason": { "code": "other", "system": "https://ketaminecrd.example/fhir/CodeSystem/override-reason" }, "userComment": "no" } } ] }
                """);
            calls.Add(($"/cds-services/{service.Id}/feedback", feedback));
            calls.Add(($"/2.0/cds-services/{service.Id}/feedback", feedback));
        }

        return calls;
    }

    private static string AddressOf(string folder) =>
        folder.StartsWith("2.0/", StringComparison.Ordinal) ? $"/2.0/cds-services/crd-{folder["2.0/".Length..]}" : $"/cds-services/crd-{folder}";

    // What is wrong with the answer; null for an answer in good order.
    private static async Task<string?> FaultAsync(HttpClient client, string address, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.PostAsync(new Uri(address, UriKind.Relative), content);
        var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        var isFeedback = address.EndsWith("/feedback", StringComparison.Ordinal);
        try
        {
            var member = status >= 400 ? "issue" : address.EndsWith("/explanation", StringComparison.Ordinal) ? "orders" : "cards";
            return status >= 500 ? $"status {status}"
                : status == 200 && isFeedback ? (text.Length == 0 ? null : "a body")
                : IsArray(JsonNode.Parse(text, documentOptions: status >= 400 ? Strict : default), member) ? null : $"status {status} with {text}";
        }
        catch (JsonException)
        {
            return $"status {status} with a body that is not JSON: {text}";
        }
    }

    private static bool IsArray(JsonNode? json, string member) => json is JsonObject root && root[member] is JsonArray;

    /// <param name="Call">Which call.</param>
    /// <param name="Changes">What is done to it, one after the other.</param>
    private sealed record Attack(int Call, int[] Changes);
}
