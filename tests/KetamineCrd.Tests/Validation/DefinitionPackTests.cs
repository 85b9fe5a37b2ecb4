using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Source;
using KetamineCrd.Definitions;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Definitions;
using Task = System.Threading.Tasks.Task;

namespace KetamineCrd.Tests.Validation;

/// <summary>The pack of definitions that the library carries.</summary>
public sealed class DefinitionPackTests
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";

    private static readonly string[] Profiles = ["profile", "targetProfile"];

    private static readonly string[] Judged =
    [
        "Appointment", "CapabilityStatement", "Condition", "Coverage", "Encounter", "Medication", "MedicationRequest", "OperationOutcome", "Organization", "Parameters", "Patient", "PlanDefinition",
        "Questionnaire", "ServiceRequest", "Task",
    ];

    [Fact]
    public void Every_type_that_is_read_or_written_has_its_definition() =>
        Assert.Empty(DefinitionPack.Types.Select(type => Core + type).Except(EmbeddedPack.Read().Select(definition => definition.Url), StringComparer.Ordinal));

    [Fact]
    public void What_a_definition_in_it_leads_to_is_in_it_but_for_code_systems_of_others()
    {
        string[] ofOthers = ["http://dicom.nema.org/", "http://www.rsna.org/", "http://loinc.org/"];
        var held = EmbeddedPack.Read().Select(definition => definition.Url).ToHashSet(StringComparer.Ordinal);
        var missing =
            from definition in EmbeddedPack.Read()
            let json = JsonElement.Parse(definition.Json.Span)
            where json.GetProperty("resourceType").ValueEquals("StructureDefinition"u8)
            from element in json.GetProperty("snapshot").GetProperty("element").EnumerateArray()
            from url in Named(element)
            where !held.Contains(url.Split('|')[0]) && !ofOthers.Any(other => url.StartsWith(other, StringComparison.Ordinal))
            select $"{definition.Url}: {url}";
        Assert.Empty(missing);
    }

    // Brotli may change from one runtime to the next; what is in the file may not.
    [Fact]
    [Trait("Set", "All")]
    public async Task Pack_is_what_the_tool_makes_of_R4()
    {
        var made = await DefinitionPack.MakeAsync(ZipSource.CreateValidationSource());

        Assert.True(
            made.AsSpan().SequenceEqual(EmbeddedPack.Unpack()),
            "Make it anew: dotnet run --project src/KetamineCrd.Definitions -- pack src/KetamineCrd.Validation/Definitions/r4.json.br");
        Assert.Equal(DefinitionPack.Compress(made), DefinitionPack.Compress(made));
    }

    // Profiles and extensions of core that the pack does not hold are left out of the whole, as they are told as not held.
    [R4ExamplesFact]
    [Trait("Set", "All")]
    public async Task Findings_over_the_pack_are_those_over_the_whole_of_R4()
    {
        var overPack = await ResourceValidator.CreateAsync(new ValidatorSources(), CancellationToken.None);
        var overWhole = await ResourceValidator.CreateAsync(new ValidatorSources(), Whole(), CancellationToken.None);
        var files = Judged.SelectMany(type => Directory.EnumerateFiles(OtherFolders.R4Examples, $"{type}-*.json")).ToList();

        Assert.True(files.Count > 150, $"only {files.Count} examples");
        Assert.All(files, file =>
        {
            var json = File.ReadAllBytes(file);
            Assert.Equal(overWhole.Validate(json, null), overPack.Validate(json, null));
        });
    }

    private static IEnumerable<(string Url, ReadOnlyMemory<byte> Json)> Whole()
    {
        var packed = EmbeddedPack.Read().Select(definition => definition.Url).ToHashSet(StringComparer.Ordinal);
        var source = ZipSource.CreateValidationSource();
        var writer = new BaseFhirJsonSerializer(ModelInfo.ModelInspector);
        foreach (var uri in source.ListResourceUris().ToList())
        {
            if (source.ResolveByUri(uri) is IConformanceResource { Url: { } url } definition and (StructureDefinition or ValueSet or CodeSystem)
                && (packed.Contains(url) || definition is not StructureDefinition { Derivation: StructureDefinition.TypeDerivationRule.Constraint }))
            {
                using var bytes = new MemoryStream();
                using (var json = new Utf8JsonWriter(bytes))
                {
                    writer.Serialize((Resource)definition, json);
                }

                yield return (url, bytes.ToArray());
            }
        }
    }

    private static IEnumerable<string> Named(JsonElement element)
    {
        if (element.TryGetProperty("binding", out var binding) && binding.GetProperty("strength").GetString() is "required" or "extensible")
        {
            yield return binding.GetProperty("valueSet").GetString()!;
        }

        foreach (var type in element.TryGetProperty("type", out var types) ? types.EnumerateArray() : [])
        {
            foreach (var profile in Profiles.SelectMany(name => type.TryGetProperty(name, out var urls) ? urls.EnumerateArray() : []))
            {
                yield return profile.GetString()!;
            }
        }
    }
}
