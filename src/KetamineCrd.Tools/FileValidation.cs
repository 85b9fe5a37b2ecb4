using System.Text.Json;
using KetamineCrd.Checks;
using KetamineCrd.Fhir;
using KetamineCrd.Resources;
using KetamineCrd.Validation;

namespace KetamineCrd.Tools;

/// <summary>What a validator says of data files: by R4, by the definitions among them, and by this program's profiles of what they hold.</summary>
internal static class FileValidation
{
    private const string Resources = "fhir-resources/";
    private const string Profiles = $"{Resources}StructureDefinition/profile-";

    /// <summary>What is no JSON, or of another type than its folder says, is left to loading, which names it.</summary>
    public static async Task<IReadOnlyList<PolicyFinding>> RunAsync(IReadOnlyList<ResourceFile> files, CancellationToken cancellationToken)
    {
        ResourceFile[] profiles = [.. ResourceFiles.Read(folder: null).Where(f => f.Path.StartsWith(Profiles, StringComparison.Ordinal))];
        var byType = profiles.Select(f => JsonElement.Parse(f.Content.Span)).ToDictionary(p => p.Text("type"u8)!, p => p.Text("url"u8)!, StringComparer.Ordinal);

        // Those of the program come first: what it does not honour no folder can make it honour.
        ResourceFile[] resources = [.. files.Where(f => f.Refusal is null && f.Path.StartsWith(Resources, StringComparison.Ordinal))];
        var sources = new ValidatorSources { Held = [.. profiles.Concat(resources).Select(f => f.Content)] };
        using var validator = await ResourceValidator.CreateAsync(sources, cancellationToken);

        var findings = new List<PolicyFinding>();
        foreach (var file in resources)
        {
            if (byType.TryGetValue(file.Path.Split('/')[^2], out var profile))
            {
                var said = await validator.ValidateAsync(file.Content, profile, cancellationToken);
                findings.AddRange(said.Where(f => f.Severity != Validation.FindingSeverity.NotEvaluated).Select(f => Finding(file.Path, f)));
            }
        }

        return findings;
    }

    private static PolicyFinding Finding(string file, ValidationFinding finding)
    {
        var message = $"Expected: {finding.Expected.TrimEnd('.')} ({finding.Rule}).";
        return finding.Severity == Validation.FindingSeverity.Error ? PolicyFinding.Error(file, finding.Place, message) : PolicyFinding.Warning(file, finding.Place, message);
    }
}
