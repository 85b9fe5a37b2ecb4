using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace KetamineCrd.Tests.Shared;

/// <summary>A FHIR package with one profile, made for a test: a MedicationRequest that names its insurance.</summary>
internal static class InsuredOrderPackage
{
    public const string Profile = "http://example.org/insured-order";

    /// <summary>A StructureDefinition without a snapshot.</summary>
    public const string Definition = $$$"""
        {"resourceType":"StructureDefinition","id":"insured-order","url":"{{{Profile}}}","version":"1.0.0","name":"InsuredOrder","title":"Insured order",
         "status":"draft","date":"2026-11-28","publisher":"A test","description":"An order that names its insurance.","fhirVersion":"4.0.1","kind":"resource","abstract":false,
         "type":"MedicationRequest","baseDefinition":"http://hl7.org/fhir/StructureDefinition/MedicationRequest","derivation":"constraint",
         "differential":{"element":[{"id":"MedicationRequest.insurance","path":"MedicationRequest.insurance","min":1}]}}
        """;

    /// <summary>Gives the path of the file.</summary>
    public static string Write(DirectoryInfo folder)
    {
        var file = Path.Combine(folder.FullName, "insured-order.tgz");
        using var zipped = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        using var tar = new TarWriter(zipped);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "package/StructureDefinition-insured-order.json") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(Definition)) });
        return file;
    }
}
