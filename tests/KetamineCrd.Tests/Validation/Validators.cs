using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Definitions;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Tests.Validation;

/// <summary>Validators over the definitions that are held here, each made once for all tests: with a guide of our own, or the published package of it.</summary>
internal static class Validators
{
    private static readonly ConcurrentDictionary<(CrdGuide Guide, bool IsPublished), Lazy<Task<ResourceValidator>>> Made = new();

    public static Task<ResourceValidator> Of(CrdGuide guide, bool isPublished = false) =>
        Made.GetOrAdd((guide, isPublished), static key => new(() => MakeAsync(key.Guide, key.IsPublished ? [PackageOf(key.Guide)] : []))).Value;

    public static string PackageOf(CrdGuide guide) =>
        Path.Combine(OtherFolders.FhirPackages, guide == CrdGuide.Version201 ? "hl7.fhir.us.davinci-crd-2.0.1.tgz" : "hl7.fhir.us.davinci-crd-2.2.0-preview.tgz");

    public static async Task<ResourceValidator> MakeAsync(CrdGuide guide, params string[] packages)
    {
        var read = new List<FhirPackage>();
        foreach (var package in packages)
        {
            read.Add(Assert.IsType<PackageReading.Read>(await FhirPackage.ReadAsync(package, CancellationToken.None)).Package);
        }

        return await ResourceValidator.CreateAsync(new ValidatorSources { Held = Held(), Packages = read, Guide = guide }, CancellationToken.None);
    }

    public static IReadOnlyList<ReadOnlyMemory<byte>> Held() =>
        [.. Directory.EnumerateFiles(Repository.PathTo("fhir-resources"), "*.json", SearchOption.AllDirectories).Select(file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file))];

    public static IReadOnlyList<ValidationFinding> Validate(this ResourceValidator validator, string json, string? profile = null) => validator.Validate(Encoding.UTF8.GetBytes(json), profile);

    public static IReadOnlyList<ValidationFinding> Validate(this ResourceValidator validator, JsonNode json, string? profile = null) => validator.Validate(json.ToJsonString(), profile);

    public static IEnumerable<ValidationFinding> Errors(this IEnumerable<ValidationFinding> findings) => findings.Where(finding => finding.Severity == FindingSeverity.Error);
}
