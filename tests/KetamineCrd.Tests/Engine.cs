namespace KetamineCrd.Tests;

/// <summary>The engine over the policy data of the real payers, loaded once; it is immutable.</summary>
internal static class Engine
{
    private static readonly string[] Folders = ["fhir-resources", "cards"];

    public static CrdEngine Instance { get; } = Load();

    public static IReadOnlyList<ResourceFile> Files() =>
    [
        .. Folders
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathTo(folder), "*.json", SearchOption.AllDirectories))
            .Where(file => !file.Contains("demonstration", StringComparison.Ordinal))
            .Select(file => new ResourceFile(Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllBytes(file))),
    ];

    private static CrdEngine Load()
    {
        var (engine, issues) = CrdEngine.Load(Files());
        Assert.Empty(issues);
        return engine!;
    }
}
