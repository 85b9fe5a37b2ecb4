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

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Mutated_call_is_answered_or_refused_in_good_order(string folder, string name)
    {
        var text = await File.ReadAllTextAsync(Repository.PathTo("tests", "data", folder, $"{name}.request.json"));
        var random = new Random($"{folder}/{name}".Sum(c => c)); // the same in every run
        var (dialect, hook) = folder.StartsWith("2.0/", StringComparison.Ordinal) ? ("/2.0", folder["2.0/".Length..]) : ("", folder);
        for (var i = 0; i < Mutations; i++)
        {
            var call = JsonNode.Parse(text)!.AsObject();
            _ = call.Remove("fhirServer");
            Mutate(call, random);
            var body = call.ToJsonString().Replace(LoneSurrogate, "\\ud800", StringComparison.Ordinal);
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            var suffix = i % 4 == 0 ? "/explanation" : "";

            using var response = await server.Client.PostAsync(new Uri($"{dialect}/cds-services/crd-{hook}{suffix}", UriKind.Relative), content);

            Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, $"{response.StatusCode} to {body}");
            Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync()));
        }

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, Given.Call())).Statement.Covered);
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
            var value = parent is JsonObject o ? o[(string)key] : parent[(int)key];
            var changed = Change(value, random);
            if (parent is JsonObject json)
            {
                _ = json.Remove((string)key);
                if (changed is not null)
                {
                    json[(string)key] = changed;
                }
            }
            else
            {
                parent[(int)key] = changed;
            }
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
