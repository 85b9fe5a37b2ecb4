using System.Net;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests;

/// <summary>Recorded calls of every hook with parts dropped, retyped, nested or swapped: never a 5xx, always JSON, and the next good call is answered.</summary>
public sealed class MutatedCallTests(DemonstrationServer server) : IClassFixture<DemonstrationServer>
{
    private const int Mutations = 12;

    // JsonNode cannot write one, so it is put into the text.
    private const string LoneSurrogate = "lone-surrogate";

    private static readonly string[] Values =
        ["null", "true", "0", "-1", "1.5", "\"\"", "[]", "{}", "\"x\"", "\"Patient/1\"", "\"#x\"", $"\"{LoneSurrogate}\"", "[[]]", "[null]", "{ \"a\": null }", "\"{{context.patientId}}\"", "99999999999", "\"2026-13-45\""];

    public static TheoryData<string, string> Calls => GoldenPairTests.Pairs;

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
    public async Task Any_text_may_be_unreadable(string folder, string name)
    {
        var original = await File.ReadAllTextAsync(Repository.PathTo("tests", "data", folder, $"{name}.request.json"));
        var count = Places(JsonNode.Parse(original)).Count();
        for (var i = 0; i < count; i++)
        {
            var call = JsonNode.Parse(original)!.AsObject();
            var (parent, key) = Places(call).ElementAt(i);
            if (ValueAt(parent, key)?.GetValueKind() == System.Text.Json.JsonValueKind.String)
            {
                Put(parent, key, LoneSurrogate);
                _ = call.Remove("fhirServer");
                await IsInGoodOrderAsync(folder, call, "");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Mutated_call_is_answered_or_refused_in_good_order(string folder, string name)
    {
        var text = await File.ReadAllTextAsync(Repository.PathTo("tests", "data", folder, $"{name}.request.json"));
        var random = new Random($"{folder}/{name}".Sum(c => c)); // the same in every run
        for (var i = 0; i < Mutations; i++)
        {
            var call = JsonNode.Parse(text)!.AsObject();
            _ = call.Remove("fhirServer");
            Mutate(call, random);
            await IsInGoodOrderAsync(folder, call, i % 4 == 0 ? "/explanation" : "");
        }

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, Given.Call())).Statement.Covered);
    }

    private async Task IsInGoodOrderAsync(string folder, JsonObject call, string suffix)
    {
        var (dialect, hook) = folder.StartsWith("2.0/", StringComparison.Ordinal) ? ("/2.0", folder["2.0/".Length..]) : ("", folder);
        var body = call.ToJsonString().Replace(LoneSurrogate, "\\ud800", StringComparison.Ordinal);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await server.Client.PostAsync(new Uri($"{dialect}/cds-services/crd-{hook}{suffix}", UriKind.Relative), content);

        Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, $"{response.StatusCode} to {body}");
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }

    private static void Mutate(JsonObject call, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var places = Places(call).ToArray();
            if (places.Length == 0)
            {
                return;
            }

            var (parent, key) = places[random.Next(places.Length)];
            Put(parent, key, Change(ValueAt(parent, key), random));
        }
    }

    private static JsonNode? ValueAt(JsonNode parent, object key) => parent is JsonObject json ? json[(string)key] : parent[(int)key];

    // A member without a value goes away.
    private static void Put(JsonNode parent, object key, JsonNode? value)
    {
        if (parent is not JsonObject json)
        {
            parent[(int)key] = value;
            return;
        }

        _ = json.Remove((string)key);
        if (value is not null)
        {
            json[(string)key] = value;
        }
    }

    private static JsonNode? Change(JsonNode? value, Random random) => random.Next(4) switch
    {
        0 => JsonNode.Parse(Values[random.Next(Values.Length)]),
        1 => new JsonArray(value?.DeepClone()),
        2 => new JsonObject { ["x"] = value?.DeepClone() },
        _ => null,
    };

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(m => Places(m.Value).Prepend((json, m.Key))),
        JsonArray array => array.SelectMany((item, i) => Places(item).Prepend((array, i))),
        _ => [],
    };
}
