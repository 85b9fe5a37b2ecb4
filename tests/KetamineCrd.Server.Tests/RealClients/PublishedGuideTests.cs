using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using KetamineCrd.Server.Tests.Checkers;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.RealClients;

/// <summary>The tables of the checker are those of the published guide: CRD 2.0.1, and for 2.2.1 its preview, the nearest at hand.</summary>
public sealed class PublishedGuideTests
{
    private const string Package20 = "hl7.fhir.us.davinci-crd-2.0.1.tgz";
    private const string Package22 = "hl7.fhir.us.davinci-crd-2.2.0-preview.tgz";

    [FhirPackagesTheory]
    [InlineData("2.0", Package20)]
    [InlineData("2.2", Package22)]
    public async Task Parts_of_coverage_information_are_those_of_the_extension(string version, string package)
    {
        var guide = await ReadAsync(package);
        var slices = Slices(guide);

        AreSame(slices.Keys, CrdDialect.Of(version).Parts.Select(p => p.Url));
        Assert.All(CrdDialect.Of(version).Parts, part =>
        {
            var (slice, value) = slices[part.Url];
            Assert.Equal(Member(slice, "min").GetInt32(), part.Least);
            Assert.Equal(Text(slice, "max"), part.Most?.ToString(provider: null) ?? "*");
            AreSame(part.Url == "detail" ? [] : Items(value, "type").Select(t => Text(t, "code")!), part.Types);

            // Bindings that are required; the extensible ones have their own test below.
            var binding = Member(value, "binding");
            AreSame(Text(binding, "strength") == "required" ? Codes(guide, Text(binding, "valueSet")!.Split('/')[^1]) : [], part.Codes);
        });
    }

    [FhirPackagesTheory]
    [InlineData("2.0", Package20)]
    [InlineData("2.2", Package22)]
    public async Task Codes_are_those_of_the_value_sets(string version, string package)
    {
        var guide = await ReadAsync(package);
        var dialect = CrdDialect.Of(version);

        // The preview has "technical" in its CodeSystem, but 2.2.1 was the first to have it in the ValueSet.
        string[] later = dialect.Is20 ? [] : ["technical"];
        Assert.All(later, code => Assert.Contains(code, AllCodes(guide["CodeSystem-temp"]), StringComparer.Ordinal));
        AreSame(Codes(guide, "coverageAssertionReasons").Concat(later), dialect.ReasonCodes);

        // crd-coverage-detail, which 2.2 binds, is not in the package; the retired value set over temp has the same codes.
        AreSame(Codes(guide, "coverageDetail"), dialect.DetailCodes.Select(c => c.Code));

        // Nor is cdshooks-card-type; temp still has its codes.
        var cardTypes = Items(guide["CodeSystem-temp"], "concept").Where(c => Text(c, "code") == "_cardType").SelectMany(AllCodes);
        AreSame(cardTypes.Except(["coverage-info", "unsolicited-determ"], StringComparer.Ordinal), dialect.CardTypes);

        var dependency = Items(Slices(guide)["dependency"].Value, "type").SelectMany(t => Items(t, "targetProfile")).Select(p => Text(p)!);

        // 2.2.1 adds VisionPrescription to the preview's (crd.md section 10).
        AreSame(
            dependency.Select(p => Text(guide[$"StructureDefinition-{p.Split('/')[^1]}"], "type")!).Distinct(StringComparer.Ordinal)
                .Concat(dialect.Is20 ? [] : ["VisionPrescription"]),
            dialect.DependencyTypes);
        if (dialect.Is20)
        {
            AreSame(Codes(guide, "afterCompletionCode"), FormChecker.AfterCompletion);
        }
    }

    [FhirPackagesTheory]
    [InlineData(Package20, 5)]
    [InlineData(Package22, 9)]
    public async Task Invariants_are_as_many_as_the_checker_knows(string package, int invariants)
    {
        var extension = (await ReadAsync(package))["StructureDefinition-ext-coverage-information"];
        var root = Items(Member(extension, "snapshot"), "element")[0];
        AreSame(
            Items(root, "constraint").Select(c => Text(c, "key")!).Where(k => k.StartsWith("crd-", StringComparison.Ordinal)),
            Enumerable.Range(1, invariants).Select(n => $"crd-ci-q{n}"));
    }

    private static void AreSame(IEnumerable<string> published, IEnumerable<string> ours) =>
        Assert.Equal(published.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    // By sub-url, as in CrdDialect: the slice, and its value[x].
    private static Dictionary<string, (JsonElement Slice, JsonElement Value)> Slices(Dictionary<string, JsonElement> guide)
    {
        var elements = Items(Member(guide["StructureDefinition-ext-coverage-information"], "snapshot"), "element")
            .ToDictionary(e => Text(e, "id")!, StringComparer.Ordinal);
        return elements
            .Where(e => e.Key.StartsWith("Extension.extension:", StringComparison.Ordinal) && Text(e.Value, "sliceName") is not null)
            .ToDictionary(
                e => e.Key["Extension.extension:".Length..].Replace(".extension:", ".", StringComparison.Ordinal),
                e => (e.Value, elements[$"{e.Key}.value[x]"]), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Codes(Dictionary<string, JsonElement> guide, string valueSet) =>
        Items(Member(guide[$"ValueSet-{valueSet}"], "compose"), "include").SelectMany(i => Items(i, "concept")).Select(c => Text(c, "code")!);

    private static IEnumerable<string> AllCodes(JsonElement concepts) => Items(concepts, "concept").SelectMany(c => AllCodes(c).Prepend(Text(c, "code")!));

    private static async Task<Dictionary<string, JsonElement>> ReadAsync(string package)
    {
        await using var file = File.OpenRead(Path.Combine(OtherFolders.FhirPackages, package));
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        var read = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            var name = entry.Name.Split('/');
            if (entry.DataStream is { } data && name is ["package", var json] && json.EndsWith(".json", StringComparison.Ordinal)
                && (json.StartsWith("ValueSet-", StringComparison.Ordinal) || json.StartsWith("CodeSystem-", StringComparison.Ordinal) || json.StartsWith("StructureDefinition-", StringComparison.Ordinal)))
            {
                using var resource = await JsonDocument.ParseAsync(data);
                read[Path.GetFileNameWithoutExtension(json)] = resource.RootElement.Clone();
            }
        }

        return read;
    }
}
