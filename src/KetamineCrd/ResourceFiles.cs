using System.Reflection;

namespace KetamineCrd;

/// <summary>The data files: those of a folder when one is configured, else those built into this library.</summary>
public static class ResourceFiles
{
    private static readonly string[] Folders = ["fhir-resources", "cards"];

    public static IEnumerable<ResourceFile> Read(string? folder) => folder is null ? ReadEmbedded() : ReadFolder(folder);

    private static IEnumerable<ResourceFile> ReadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!Folders.Contains(name.Split('/', '\\')[0]))
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return new ResourceFile(name.Replace('\\', '/'), content);
        }
    }

    private static IEnumerable<ResourceFile> ReadFolder(string folder)
    {
        foreach (var part in Folders)
        {
            var root = Path.Combine(folder, part);
            foreach (var file in Directory.Exists(root) ? Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories) : [])
            {
                yield return new ResourceFile(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file));
            }
        }
    }
}
