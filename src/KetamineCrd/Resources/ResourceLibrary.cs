using System.Text.Json;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Resources;

/// <summary>The data files, parsed, with each resource where its type and id say it belongs.</summary>
internal sealed class ResourceLibrary
{
    private readonly List<HeldResource> _resources = [];
    private readonly Dictionary<string, JsonElement> _cards = new(StringComparer.Ordinal);

    public IReadOnlyList<HeldResource> Resources => _resources;

    /// <summary>By file name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Cards => _cards;

    /// <summary>Parses each file once; what does not parse is left out, with an issue.</summary>
    public static ResourceLibrary Parse(IEnumerable<ResourceFile> files, ResourceIssues issues)
    {
        var library = new ResourceLibrary();
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            if (file.Refusal is { } refusal)
            {
                issues.Add(file.Path, "", refusal);
                continue;
            }

            JsonElement json;
            try
            {
                using var document = JsonDocument.Parse(file.Content, new JsonDocumentOptions { AllowDuplicateProperties = false });
                json = document.RootElement.Clone();
            }
            catch (JsonException e)
            {
                issues.Add(file.Path, $"line {e.LineNumber + 1}", "This is not valid JSON, or a member stands twice.");
                continue;
            }

            library.Add(file.Path, json, issues);
        }

        return library;
    }

    public IEnumerable<(string File, JsonElement Json)> OfType(string type) => _resources.Where(r => r.Type == type).Select(r => (r.File, r.Json));

    private void Add(string path, JsonElement json, ResourceIssues issues)
    {
        var segments = path.Split('/');
        if (segments is ["cards", var card])
        {
            _cards.Add(card, json);
            return;
        }

        if (segments is ["fhir-resources", "demonstration", ..])
        {
            segments = [segments[0], .. segments[2..]];
        }

        if (segments is not ["fhir-resources", var type, var name] || !HeldResource.Types.Contains(type, StringComparer.Ordinal))
        {
            issues.Add(path, "", $"Expected cards/NAME.LANGUAGE.json or fhir-resources/TYPE/ID.json, TYPE one of {string.Join(", ", HeldResource.Types)}.");
            return;
        }

        var resource = new Resource(json);
        if (resource.Type != type || $"{resource.Id}.json" != name)
        {
            issues.Add(path, "resourceType, id", "They must agree with the folder and the file name.");
            return;
        }

        _resources.Add(new HeldResource(path, type, name[..^".json".Length], json));
    }
}
