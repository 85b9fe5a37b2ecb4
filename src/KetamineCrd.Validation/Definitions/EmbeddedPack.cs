using System.IO.Compression;
using System.Text.Json;

namespace KetamineCrd.Validation.Definitions;

/// <summary>The definitions of FHIR R4 that come with this library: made by KetamineCrd.Definitions, stripped of what nobody judges by.</summary>
internal static class EmbeddedPack
{
    /// <summary>Each by its canonical, as a slice of one text of some 3 MB. Read anew at every call, in some 50 ms.</summary>
    public static IEnumerable<(string Url, ReadOnlyMemory<byte> Json)> Read()
    {
        var pack = Unpack();
        var places = new List<(string Url, int Start, int Length)>();
        var reader = new Utf8JsonReader(pack);
        var url = "";
        while (reader.Read())
        {
            // { resourceType, type, entry: [ { fullUrl, resource } ] }
            if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 3 })
            {
                continue;
            }

            var isUrl = reader.ValueTextEquals("fullUrl"u8);
            reader.Read();
            if (isUrl)
            {
                url = reader.GetString()!;
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            places.Add((url, start, (int)reader.BytesConsumed - start));
        }

        return places.Select(place => (place.Url, (ReadOnlyMemory<byte>)pack.AsMemory(place.Start, place.Length)));
    }

    /// <summary>The whole text.</summary>
    public static byte[] Unpack()
    {
        using var stream = typeof(EmbeddedPack).Assembly.GetManifestResourceStream("r4.json.br") ?? throw new InvalidOperationException("The assembly lacks r4.json.br.");
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        brotli.CopyTo(bytes);
        return bytes.ToArray();
    }
}
