using System.Reflection;

namespace KetamineCrd;

/// <summary>The data files: those of a folder when one is configured, else those built into this library.</summary>
public static class ResourceFiles
{
    /// <summary>The folders that data files stand in.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["fhir-resources", "cards"];

    private const string DemonstrationFolder = "fhir-resources/demonstration/";

    public static IEnumerable<ResourceFile> Read(string? folder) => (folder is null ? ReadEmbedded() : ReadFolder(folder)).Where(f => !IsDemonstration(f.Path));

    /// <summary>The built-in files of the demonstration payer, which stand beside any other set.</summary>
    public static IEnumerable<ResourceFile> ReadDemonstration() => ReadEmbedded().Where(f => IsDemonstration(f.Path));

    /// <summary>The files of a folder that <see cref="Read"/> reads, in no order; none when there is no such folder.</summary>
    public static IEnumerable<FileInfo> Find(string folder) => Folders
        .Select(part => new DirectoryInfo(Path.Combine(folder, part)))
        .Where(root => root.Exists)
        .SelectMany(root => root.EnumerateFiles("*.json", SearchOption.AllDirectories));

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

    private static IEnumerable<ResourceFile> ReadFolder(string folder) => Find(folder)
        .Select(file => new ResourceFile(Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'), File.ReadAllBytes(file.FullName)));
}
