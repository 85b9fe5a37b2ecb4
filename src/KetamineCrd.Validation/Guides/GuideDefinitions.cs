using KetamineCrd.Validation.Definitions;

namespace KetamineCrd.Validation.Guides;

/// <summary>Descriptions of our own of what a guide says about coverage information: the extension, its value sets and code systems.</summary>
internal static class GuideDefinitions
{
    /// <summary>Each by its canonical.</summary>
    public static IEnumerable<(string Url, ReadOnlyMemory<byte> Json)> Of(CrdGuide guide)
    {
        var folder = guide switch
        {
            CrdGuide.Version201 => "guides/2.0.1/",
            CrdGuide.Version221 => "guides/2.2.1/",
            _ => throw new ArgumentOutOfRangeException(nameof(guide)),
        };
        return typeof(GuideDefinitions).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read);
    }

    private static (string Url, ReadOnlyMemory<byte> Json) Read(string name)
    {
        using var stream = typeof(GuideDefinitions).Assembly.GetManifestResourceStream(name)!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return (DefinitionHeader.UrlOf(json) ?? throw new InvalidOperationException($"{name} is no definition."), json);
    }
}
