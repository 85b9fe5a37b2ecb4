using System.Formats.Tar;
using System.IO.Compression;

namespace KetamineCrd.Validation.Definitions;

/// <summary>The definitions of a published FHIR package, such as <c>hl7.fhir.us.davinci-crd</c>.</summary>
public sealed class FhirPackage
{
    /// <summary>Of one file in it, unpacked: 16 MB.</summary>
    public const int MostBytesOfFile = 16 << 20;

    /// <summary>Of all its files, unpacked: 256 MB.</summary>
    public const long MostBytes = 256L << 20;

    private FhirPackage(IReadOnlyList<(string Url, ReadOnlyMemory<byte> Json)> definitions) => Definitions = definitions;

    internal IReadOnlyList<(string Url, ReadOnlyMemory<byte> Json)> Definitions { get; }

    /// <summary>How many StructureDefinitions, ValueSets and CodeSystems it has.</summary>
    public int Count => Definitions.Count;

    /// <summary>Reads a <c>.tgz</c>; what is no definition in it (examples, schemas) is passed over.</summary>
    public static async Task<PackageReading> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            return await ReadAsync(stream, file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            return new PackageReading.Failed($"{file} is not a FHIR package that can be read: a .tgz with a folder 'package' is expected ({e.GetType().Name}).");
        }
    }

    private static async Task<PackageReading> ReadAsync(FileStream stream, string file, CancellationToken cancellationToken)
    {
        await using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        var definitions = new List<(string Url, ReadOnlyMemory<byte> Json)>();
        long total = 0;
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            total += entry.Length;
            if (entry.Length > MostBytesOfFile || total > MostBytes)
            {
                return new PackageReading.Failed($"{file} is too large: one file may have {MostBytesOfFile} bytes, all of them {MostBytes}.");
            }

            // package/example/… is not part of the definitions.
            if (entry.DataStream is { } data && entry.Name.Split('/') is ["package", var name] && name.EndsWith(".json", StringComparison.Ordinal))
            {
                var json = new byte[entry.Length];
                await data.ReadExactlyAsync(json, cancellationToken);
                if (DefinitionHeader.UrlOf(json) is { } url)
                {
                    definitions.Add((url, json));
                }
            }
        }

        return definitions.Count > 0 ? new PackageReading.Read(new FhirPackage(definitions)) : new PackageReading.Failed($"{file} has no definition in a folder 'package'.");
    }
}
