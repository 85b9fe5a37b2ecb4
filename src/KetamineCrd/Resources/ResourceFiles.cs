using System.Reflection;

namespace KetamineCrd.Resources;

/// <summary>The data files: those of a folder when one is configured, else those built into this library.</summary>
public static class ResourceFiles
{
    /// <summary>The folders that data files stand in.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["fhir-resources", "cards"];

    private const string DemonstrationFolder = "fhir-resources/demonstration/";

    public static IEnumerable<ResourceFile> Read(string? folder) => (folder is null ? ReadEmbedded() : ResourceFolder.Read(folder)).Where(f => !IsDemonstration(f.Path));

    /// <summary>The built-in files of the demonstration payer, which stand beside any other set.</summary>
    public static IEnumerable<ResourceFile> ReadDemonstration() => ReadEmbedded().Where(f => IsDemonstration(f.Path));

    private static bool IsDemonstration(string path) => path.StartsWith(DemonstrationFolder, StringComparison.Ordinal);

    private static IEnumerable<ResourceFile> ReadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!Folders.Contains(name.Split('/', '\\')[0], StringComparer.Ordinal))
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return new ResourceFile(name.Replace('\\', '/'), content);
        }
    }
}
