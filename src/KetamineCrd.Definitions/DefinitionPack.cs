using System.IO.Compression;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Source;
using KetamineCrd.Fhir.Objects;

namespace KetamineCrd.Definitions;

/// <summary>The definitions of R4 by which resources of the types in use are judged, as one file.</summary>
internal static class DefinitionPack
{
    /// <summary>What is judged besides what a call has or an answer gets: what is held here, and what an operation is asked with.</summary>
    private static readonly string[] Besides = ["Parameters", "StructureDefinition", "ValueSet", "CodeSystem", "PlanDefinition"];

    /// <summary>In a fixed order, without repetition.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        .. FhirTypes.Inspector.ClassMappings.Where(type => type.IsResource && !type.NativeType.IsAbstract).Select(type => type.Name)
            .Concat(Besides).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>A Bundle of stripped definitions as UTF-8 JSON: the same bytes at every run.</summary>
    /// <param name="source">The whole of R4; unpacked into the temporary folder by whoever made it.</param>
    public static async Task<byte[]> MakeAsync(IAsyncResourceResolver source)
    {
        var entries =
            from definition in await DefinitionClosure.CollectAsync(source, Types)
            select new Bundle.EntryComponent { FullUrl = definition.Url, Resource = Stripping.Strip(definition) };
        var pack = new Bundle { Type = Bundle.BundleType.Collection, Entry = [.. entries] };

        using var bytes = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(bytes))
        {
            new BaseFhirJsonSerializer(ModelInfo.ModelInspector).Serialize(pack, writer);
        }

        return bytes.ToArray();
    }

    /// <summary>With Brotli, as small as it gets.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> pack)
    {
        using var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(bytes, CompressionLevel.SmallestSize))
        {
            brotli.Write(pack);
        }

        return bytes.ToArray();
    }
}
