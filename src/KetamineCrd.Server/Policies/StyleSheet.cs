using System.Reflection;

namespace KetamineCrd.Server.Policies;

/// <summary>The style of the pages, <c>style.css</c>, built into this server.</summary>
internal static class StyleSheet
{
    public static byte[] Css { get; } = Read();

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("style.css")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
