namespace KetamineCrd.Tests;

/// <summary>The engine over the repository's own policy data, loaded once; it is immutable.</summary>
internal static class Engine
{
    private static readonly string[] Folders = ["fhir-resources", "cards"];

    public static CrdEngine Instance { get; } = Load();

    public static IReadOnlyList<ResourceFile> Files() =>
    [
        .. Folders
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathTo(folder), "*.json", SearchOption.AllDirectories))
            .Select(file => new ResourceFile(Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllBytes(file))),
    ];

    private static CrdEngine Load()
    {
        var (engine, issues) = CrdEngine.Load(Files());
        Assert.Empty(issues);
        return engine!;
    }
}
