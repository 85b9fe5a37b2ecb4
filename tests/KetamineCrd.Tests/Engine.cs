using KetamineCrd.Resources;

namespace KetamineCrd.Tests;

/// <summary>The engine over the policy data of the real payers, loaded once; it is immutable.</summary>
internal static class Engine
{
    public static CrdEngine Instance { get; } = Load();

    public static IReadOnlyList<ResourceFile> Files() => [.. ResourceFiles.Read(Repository.Root)];

    private static CrdEngine Load()
    {
        var (engine, issues) = CrdEngine.Load(Files());
        Assert.Empty(issues);
        return engine!;
    }
}
