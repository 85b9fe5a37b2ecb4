using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Snapshot;
using Hl7.Fhir.Specification.Source;
using Task = System.Threading.Tasks.Task;

namespace KetamineCrd.Definitions;

/// <summary>What profiles and extensions say of each element, and R4 of the types that these are made of, as text: by it policy files are checked where no validator runs.</summary>
/// <remarks>
/// A line for each type, extension, or element with elements of its own: <c>name: element:type/type{code,code}*! …</c>. After the types stand the codes, <c>*</c> for an array,
/// <c>!</c> for what is required or <c>-</c> for what may not stand there. An extension goes by its canonical, with <c>*</c> where it may be repeated.
/// </remarks>
internal sealed partial class ElementTable
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";
    private const string FhirType = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";

    // More are not said in a message; a validator knows them.
    private const int MostCodes = 16;

    private readonly IAsyncResourceResolver _source;
    private readonly SortedDictionary<string, string> _lines = new(StringComparer.Ordinal);
    private readonly Queue<string> _types = new(["Element", "Extension"]);

    private ElementTable(IAsyncResourceResolver source) => _source = source;

    /// <summary>The same text at every run, with a line feed after each line.</summary>
    /// <param name="source">R4's definitions.</param>
    /// <param name="folder">JSON files of StructureDefinitions, of resources and of extensions.</param>
    public static async Task<string> MakeAsync(IAsyncResourceResolver source, string folder)
    {
        var table = new ElementTable(source);
        var generator = new SnapshotGenerator(source, SnapshotGeneratorSettings.CreateDefault());
        var reader = new FhirJsonDeserializer();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            var profile = reader.Deserialize<StructureDefinition>(await File.ReadAllTextAsync(file));
            await generator.UpdateAsync(profile);
            var elements = profile.Snapshot!.Element;
            var name = profile.Type == "Extension" ? profile.Url + (elements[0].Max == "1" ? "" : "*") : profile.Type!;
            await table.AddAsync(name, elements[0], elements, profile.Type == "Extension" ? "" : "resourceType:code! ");
        }

        while (table._types.TryDequeue(out var type))
        {
            if (!table._lines.ContainsKey(type) && await table.FindAsync(Core + type) is StructureDefinition { Kind: StructureDefinition.StructureDefinitionKind.ComplexType } found)
            {
                await table.AddAsync(type, found.Snapshot!.Element[0], found.Snapshot.Element, "");
            }
        }

        return string.Concat(table._lines.Select(line => $"{line.Key}: {line.Value}\n"));
    }

    private async Task<Resource?> FindAsync(string? canonical) => canonical is null ? null : (await _source.TryResolveByCanonicalUriAsync(canonical.Split('|')[0])).Value;

    private async Task AddAsync(string name, ElementDefinition of, List<ElementDefinition> all, string first)
    {
        var texts = new List<string>();
        foreach (var element in Below(of, all).ToList())
        {
            texts.Add(await TextAsync(element, all));
            if (element.Max != "0" && Below(element, all).Any())
            {
                await AddAsync(element.Path!, element, all, "");
            }
        }

        _lines[name] = first + string.Join(' ', texts);
    }

    private static IEnumerable<ElementDefinition> Below(ElementDefinition of, List<ElementDefinition> all) =>
        all.Where(element => element is { SliceName: null, Path: { } path } && path[..Math.Max(0, path.LastIndexOf('.'))] == of.Path);

    private async Task<string> TextAsync(ElementDefinition element, List<ElementDefinition> all)
    {
        var name = element.Path!.Split('.')[^1];
        var list = element.Base?.Max is "0" or "1" ? "" : "*";
        if (element.Max == "0")
        {
            return $"{name}:{Types(element)}{list}-";
        }

        var codes = await CodesAsync(element);
        var type = element.ContentReference?.Split('#')[^1] ?? (Below(element, all).Any() ? element.Path! : Types(element));
        foreach (var code in type.Split('/').Where(code => char.IsAsciiLetterUpper(code[0]) && !code.Contains('.', StringComparison.Ordinal)))
        {
            _types.Enqueue(code);
        }

        return $"{name}:{type}{(codes.Count is > 0 and <= MostCodes ? $"{{{string.Join(',', codes)}}}" : "")}{list}{(element.Min > 0 ? "!" : "")}";
    }

    // R4 calls the id of a resource a string, and means an id (FHIR R4, Resource).
    private static string Types(ElementDefinition element) => element is { Base.Path: "Resource.id" }
        ? "id"
        : string.Join('/', element.Type.Select(type => type.GetExtensionValue<PrimitiveType>(FhirType)?.JsonValue as string ?? type.Code).Distinct(StringComparer.Ordinal));

    private async Task<IReadOnlyList<string>> CodesAsync(ElementDefinition element)
    {
        if (element.Fixed is Code { Value: { } only })
        {
            return [only];
        }

        if (element.Constraint.Select(constraint => Listed().Match(constraint.Expression ?? "")).FirstOrDefault(match => match.Success) is { } listed)
        {
            return [.. listed.Groups["code"].Captures.Select(capture => capture.Value)];
        }

        if (element is not { Type: [{ Code: "code" }], Binding: { Strength: BindingStrength.Required, ValueSet: { } canonical } }
            || await FindAsync(canonical) is not ValueSet { Compose: { } compose })
        {
            return [];
        }

        var codes = new List<string>();
        foreach (var part in compose.Include)
        {
            if (part.Concept.Count > 0)
            {
                codes.AddRange(part.Concept.Select(concept => concept.Code!));
            }
            else if (part is { Filter.Count: 0 } && !part.ValueSet.Any() && await FindAsync(part.System) is CodeSystem system)
            {
                codes.AddRange(All(system.Concept));
            }
            else
            {
                return [];
            }
        }

        return compose.Exclude.Count == 0 ? codes : [];
    }

    private static IEnumerable<string> All(IEnumerable<CodeSystem.ConceptDefinitionComponent> concepts) => concepts.SelectMany(concept => All(concept.Concept).Prepend(concept.Code!));

    [GeneratedRegex(@"^\$this in \(('(?<code>[^']+)'( \| )?)+\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listed();
}
