using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Definitions;

namespace KetamineCrd.Tests.Validation;

/// <summary>A package of definitions that is given from outside.</summary>
public sealed class FhirPackageTests : IDisposable
{
    private const string Set = """{ "resourceType": "ValueSet", "url": "http://a.example/ValueSet/a", "status": "active" }""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-package-");

    [Fact]
    public async Task Definitions_of_its_folder_are_read_and_nothing_else()
    {
        var file = Write(
            ("package/ValueSet-a.json", Set),
            ("package/package.json", """{ "name": "a", "url": "http://a.example" }"""),
            ("package/example/ValueSet-b.json", Set.Replace("/a\"", "/b\"", StringComparison.Ordinal)),
            ("package/Patient-a.json", """{ "resourceType": "Patient", "url": "http://a.example/c" }"""),
            ("package/broken.json", "{"),
            ("package/readme.md", "a"));
        var package = Assert.IsType<PackageReading.Read>(await FhirPackage.ReadAsync(file, CancellationToken.None)).Package;

        Assert.Equal("http://a.example/ValueSet/a", Assert.Single(package.Definitions).Url);
        Assert.Equal(1, package.Count);
    }

    [Fact]
    public async Task Package_in_front_of_the_guide_counts()
    {
        const string Extension = """
            { "resourceType": "StructureDefinition", "url": "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information", "name": "A", "status": "active", "kind": "complex-type",
              "abstract": false, "context": [{ "type": "element", "expression": "Coverage" }], "type": "Extension", "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension", "derivation": "constraint",
              "differential": { "element": [{ "id": "Extension.url", "path": "Extension.url", "fixedUri": "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information" }] } }
            """;
        const string Order = """
            { "resourceType": "Patient", "extension": [{ "url": "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information", "valueCode": "a" }] }
            """;
        var package = Assert.IsType<PackageReading.Read>(await FhirPackage.ReadAsync(Write(("package/a.json", Extension)), CancellationToken.None)).Package;
        var validator = await ResourceValidator.CreateAsync(new ValidatorSources { Packages = [package] }, CancellationToken.None);
        var without = await ResourceValidator.CreateAsync(new ValidatorSources(), CancellationToken.None);

        Assert.Equal("extension-context", Assert.Single(validator.Validate(Order).Errors()).Rule);
        Assert.Contains(without.Validate(Order).Errors(), error => error.Rule != "extension-context");
    }

    [Fact]
    public async Task What_is_no_package_is_told_by_its_file()
    {
        var noGzip = Path.Combine(_folder.FullName, "text.tgz");
        await File.WriteAllTextAsync(noGzip, "no package at all, only some text");
        var noTar = Path.Combine(_folder.FullName, "zipped.tgz");
        await using (var zip = new GZipStream(File.Create(noTar), CompressionLevel.Fastest))
        {
            await zip.WriteAsync(Encoding.UTF8.GetBytes(new string('a', 2000)));
        }

        foreach (var file in new[] { noGzip, noTar, Path.Combine(_folder.FullName, "missing.tgz"), _folder.FullName, Write(("package/a.txt", "a")) })
        {
            Assert.StartsWith(file, Assert.IsType<PackageReading.Failed>(await FhirPackage.ReadAsync(file, CancellationToken.None)).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_that_unpacks_to_too_much_is_not_unpacked()
    {
        var large = Write(("package/ValueSet-a.json", Set), ("package/large.json", new string(' ', FhirPackage.MostBytesOfFile + 1)));

        Assert.Contains("too large", Assert.IsType<PackageReading.Failed>(await FhirPackage.ReadAsync(large, CancellationToken.None)).Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(params (string Name, string Text)[] entries)
    {
        var file = Path.Combine(_folder.FullName, $"{entries.Length}-{entries[^1].Name.Length}.tgz");
        using var zip = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        using var tar = new TarWriter(zip);
        foreach (var (name, text) in entries)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }

        return file;
    }
}
