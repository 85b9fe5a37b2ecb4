using System.Text.Json;
using KetamineCrd.Validation.Definitions;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Tests.Validation;

/// <summary>Our descriptions of coverage information are those of the published guide: CRD 2.0.1, and for 2.2.1 its preview, the nearest at hand.</summary>
public sealed class GuideDefinitionTests
{
    private const string Extension = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information";

    private static readonly string[] Details =
        ["allowed-period", "allowed-quantity", "appropriate-use-needed", "concurrent-review", "in-network-copay", "instructions", "out-network-copay", "policy-link"];

    /// <summary>What differs, and why.</summary>
    private static readonly (CrdGuide Guide, string What, string Reason)[] Differences =
    [
        (CrdGuide.Version201, "context + Appointment", "The guide's own profile of it has the extension."),
        (CrdGuide.Version201, "context + VisionPrescription", "As Appointment."),
        (CrdGuide.Version221, "coverageAssertionReasons + temp#technical", "In 2.2.1, not yet in its preview."),
        (CrdGuide.Version221, "coverageDetailNew - crd-coverage-detail#*", "The system is not held: its codes are named one by one."),
        .. Details.Select(code => (CrdGuide.Version221, $"coverageDetailNew + crd-coverage-detail#{code}", "As above.")),
        .. Details.Select(code => (CrdGuide.Version221, $"coverageDetailNew + temp#{code}", "The older system of the same names, which the guide still allows.")),
    ];

    [FhirPackagesTheory]
    [InlineData(CrdGuide.Version201)]
    [InlineData(CrdGuide.Version221)]
    public async Task Parts_cardinalities_types_and_bindings_are_those_of_the_extension(CrdGuide guide)
    {
        var (ours, theirs) = await ReadAsync(guide);

        Assert.Equal(Parts(theirs[Extension]), Parts(ours[Extension]), StringComparer.Ordinal);
    }

    [FhirPackagesTheory]
    [InlineData(CrdGuide.Version201)]
    [InlineData(CrdGuide.Version221)]
    public async Task Codes_and_contexts_differ_where_it_is_said_and_nowhere_else(CrdGuide guide)
    {
        var (ours, theirs) = await ReadAsync(guide);
        var sets = ours.Where(definition => definition.Value.GetProperty("resourceType").ValueEquals("ValueSet"u8)).ToList();
        var differing = Compare("context", Contexts(theirs[Extension]), Contexts(ours[Extension]))
            .Concat(sets.SelectMany(set => Compare(set.Key.Split('/')[^1], Codes(theirs[set.Key]), Codes(set.Value))));

        Assert.NotEmpty(sets);
        Assert.Equal(
            Differences.Where(difference => difference.Guide == guide).Select(difference => difference.What).Order(StringComparer.Ordinal),
            differing.Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    private static IEnumerable<string> Compare(string name, IEnumerable<string> theirs, IEnumerable<string> ours)
    {
        var (there, here) = (theirs.ToHashSet(StringComparer.Ordinal), ours.ToHashSet(StringComparer.Ordinal));
        return here.Except(there, StringComparer.Ordinal).Select(code => $"{name} + {code}").Concat(there.Except(here, StringComparer.Ordinal).Select(code => $"{name} - {code}"));
    }

    // Id of each element of the differential that says something, with what it says. Not compared: targets of references, which are the guide's profiles there and R4's types here.
    private static IEnumerable<string> Parts(JsonElement structure)
    {
        var parts =
            from element in structure.GetProperty("differential").GetProperty("element").EnumerateArray()
            let id = element.GetProperty("id").GetString()!
            let types = string.Join(",", element.TryGetProperty("type", out var type) ? type.EnumerateArray().Select(t => t.GetProperty("code").GetString()).Order(StringComparer.Ordinal) : [])
            let binding = element.TryGetProperty("binding", out var bound) ? $"{bound.GetProperty("strength")} {bound.GetProperty("valueSet")}" : ""
            select $"{id} {Text(element, "min")}..{Text(element, "max")} {types} {binding} {Text(element, "fixedUri")}".TrimEnd();
        return parts.Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Contexts(JsonElement structure) => structure.GetProperty("context").EnumerateArray().Select(context => context.GetProperty("expression").GetString()!);

    // A whole system is told by its name.
    private static IEnumerable<string> Codes(JsonElement set) =>
        from include in set.GetProperty("compose").GetProperty("include").EnumerateArray()
        let system = include.GetProperty("system").GetString()!.Split('/')[^1]
        from code in include.TryGetProperty("concept", out var concepts) ? concepts.EnumerateArray().Select(concept => concept.GetProperty("code").GetString()!) : ["*"]
        select $"{system}#{code}";

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static async Task<(Dictionary<string, JsonElement> Ours, Dictionary<string, JsonElement> Theirs)> ReadAsync(CrdGuide guide)
    {
        var package = Assert.IsType<PackageReading.Read>(await FhirPackage.ReadAsync(Validators.PackageOf(guide), CancellationToken.None)).Package;
        return (Index(GuideDefinitions.Of(guide)), Index(package.Definitions));
    }

    private static Dictionary<string, JsonElement> Index(IEnumerable<(string Url, ReadOnlyMemory<byte> Json)> definitions) =>
        definitions.ToDictionary(definition => definition.Url, definition => JsonElement.Parse(definition.Json.Span), StringComparer.Ordinal);
}
