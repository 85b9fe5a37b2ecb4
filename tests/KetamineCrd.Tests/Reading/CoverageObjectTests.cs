using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Reading;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests.Reading;

/// <summary>An object says of a Coverage what its JSON says: over all calls of the test data, and over each of their coverages changed in many ways.</summary>
public sealed class CoverageObjectTests
{
    private const int ChangesOfOne = 40;

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "1e3", "\"\"", "[]", "{}", "\"x\"", "\"Patient/1\"", "\"#x\"", "[[]]", "[null]", "{ \"a\": null }", "\"active\"", "\" CANCELLED \"", "\"2026-13-45\"",
        "\"2026\"", "\"9999-12-31T00:00:00Z\"", "\"Organization/org-1\"", "{ \"reference\": \"#\" }", "{ \"display\": \"Excellus BlueCross BlueShield\" }", "[{ \"display\": \"Medica\" }, 7]", "\"surrogate\"", "99999999999", "3",
    ];

    private static readonly PayerRegistry Payers = PayerRegistry.Build(ResourceLibrary.Parse(Engine.Files(), new ResourceIssues()).OfType("Organization"), [], Engine.Instance.Vocabulary, new ResourceIssues());

    private static readonly DateTimeOffset Now = new(2026, 1, 12, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_coverage_of_the_test_data_says_the_same_as_an_object()
    {
        var seen = 0;
        foreach (var (file, text) in Calls())
        {
            using var document = JsonDocument.Parse(text);
            seen += Compare(document.RootElement, file);
        }

        Assert.True(seen > 200, $"{seen}");
    }

    [Theory]
    [InlineData("payor", """[{ "reference": "Organization/one" }, { "reference": "Organization/two" }]""")]
    [InlineData("payor", """[{ "reference": "#mine", "display": "Nobody" }, { "reference": "Organization/two", "display": "Medica" }]""")]
    [InlineData("payor", """{ "identifier": { "type": { "coding": { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "NIIP" } }, "value": " 55107 " } }""")]
    [InlineData("class", """[{ "type": { "text": "Employer" }, "name": "Medicaid" }, { "type": { "coding": [{ "code": "plan" }] }, "value": "Medicare Advantage", "name": "PPO" }]""")]
    [InlineData("period", """{ "start": "2027-01-01", "end": "2020-01-01" }""")]
    [InlineData("order", "2")]
    [InlineData("beneficiary", "\"Patient/somebody-else\"")]
    public void So_does_one_that_says_something_else(string member, string value)
    {
        var call = JsonNode.Parse(File.ReadAllText(Repository.PathTo("tests", "data", "order-sign", "excellus-iv-ketamine-crps.request.json")))!;
        Coverages(call).First()[member] = JsonNode.Parse(value);
        using var document = JsonDocument.Parse(call.ToJsonString());

        Assert.Equal(1, Compare(document.RootElement, member));
    }

    [Fact]
    public void So_does_one_that_was_changed_in_any_way()
    {
        var seen = 0;
        foreach (var (file, text) in Calls().Where((_, i) => i % 4 == 0))
        {
            for (var number = 0; number < ChangesOfOne; number++)
            {
                var random = new Random(HashCode.Combine(number, text.Length));
                var call = JsonNode.Parse(text)!;
                if (Coverages(call).ToArray() is not { Length: > 0 } coverages)
                {
                    break;
                }

                var places = Places(coverages[random.Next(coverages.Length)]).ToArray();
                var (parent, key) = places[random.Next(places.Length)];
                var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
                if (parent is JsonObject json)
                {
                    json[(string)key] = value;
                }
                else
                {
                    parent[(int)key] = value;
                }

                using var document = JsonDocument.Parse(call.ToJsonString().Replace("surrogate", "\\ud800", StringComparison.Ordinal));
                seen += Compare(document.RootElement, $"{file}, {number}: {key}");
            }
        }

        Assert.True(seen > 2_000, $"{seen}");
    }

    [R4ExamplesFact]
    public void So_does_every_example_of_R4()
    {
        var seen = 0;
        foreach (var file in Directory.EnumerateFiles(OtherFolders.R4Examples, "*overage*.json"))
        {
            var call = JsonNode.Parse(File.ReadAllText(Repository.PathTo("tests", "data", "order-sign", "excellus-iv-ketamine-crps.request.json")))!;
            call["prefetch"]!["coverage"] = JsonNode.Parse(File.ReadAllText(file));
            using var document = JsonDocument.Parse(call.ToJsonString());
            seen += Compare(document.RootElement, file);
        }

        Assert.True(seen > 2, $"{seen}");
    }

    private static int Compare(JsonElement root, string what)
    {
        if (CdsService.All.FirstOrDefault(s => root.HasText("hook"u8, System.Text.Encoding.UTF8.GetBytes(s.Hook))) is not { } service
            || !HookRequest.TryRead(root, service, Dialect.All.First(d => what.Contains("/2.0/", StringComparison.Ordinal) == (d != Dialect.Crd22)), out var request, out _))
        {
            return 0;
        }

        var compared = 0;
        foreach (var coverage in Coverages(root).Where(c => !HasLongerArrays(c)))
        {
            var byJson = CoverageByJson.Read(new Resource(coverage), Reading(request!), Payers);
            var byObject = CoverageReader.Read(new SentResource(coverage), Reading(request!), Payers);
            Assert.True(Text(byJson, root) == Text(byObject, root), $"{what}\n{Text(byJson, root)}\n{Text(byObject, root)}\n{coverage.GetRawText()}");
            compared += byJson is null ? 0 : 1;
        }

        return compared;
    }

    private static CallReading Reading(HookRequest request) => new(request, FactsReader.Index(request), Engine.Instance.Vocabulary, canRead: false, Now);

    // Of an array where one value belongs the JSON was not read, or its first; the object is read of an array of one.
    private static bool HasLongerArrays(JsonElement coverage)
    {
        var found = KetamineCrd.Repairs.RepairFinder.Find(JsonElement.Parse("{\"prefetch\":{\"coverage\":" + coverage.GetRawText() + "}}"));
        return found.Any(r => r.Code is "single-expected");
    }

    private static string Text(CoverageFacts? facts, JsonElement root) => facts is null ? "none" : string.Join("; ",
    [
        facts.Reference, facts.Payer?.Id, $"{facts.PayerIsUnreadable}", $"{facts.IsOfAnotherPatient}", facts.PayorReference, $"{facts.HasActiveStatus}", $"{facts.Start}", $"{facts.End}", $"{facts.Order}",
        $"{facts.ProductLine.Basis} {string.Join(',', facts.ProductLine.Concepts.Select(c => c.Id))}",
        .. facts.Sources.Select(s => $"{s.Fact} {s.Meaning} {s.Basis} {ElementPath.Of(root, s.Place.Json)}"),
    ]);

    private static IEnumerable<(string File, string Text)> Calls() => Directory.EnumerateFiles(Repository.PathTo("tests", "data"), "*.request.json", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(file => (file, File.ReadAllText(file)));

    private static IEnumerable<JsonElement> Coverages(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when new Resource(json).Is("Coverage"u8) => [json],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(m => Coverages(m.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Coverages),
        _ => [],
    };

    private static IEnumerable<JsonNode> Coverages(JsonNode? node) => node switch
    {
        JsonObject json when json["resourceType"] is JsonValue type && type.TryGetValue<string>(out var name) && name == "Coverage" => [json],
        JsonObject json => json.SelectMany(m => Coverages(m.Value)),
        JsonArray array => array.SelectMany(Coverages),
        _ => [],
    };

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode? node) => node switch
    {
        JsonObject json => json.Where(m => m.Key != "resourceType").SelectMany(m => Places(m.Value).Prepend((json, m.Key))),
        JsonArray array => array.SelectMany((item, i) => Places(item).Prepend((array, i))),
        _ => [],
    };
}
