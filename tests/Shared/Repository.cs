using System.Runtime.CompilerServices;

namespace KetamineCrd.Tests.Shared;

/// <summary>Finds files of the checkout.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathTo(params string[] segments) => Path.Combine([Root, .. segments]);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KetamineCrd.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests must run from a checkout that holds KetamineCrd.sln.");
    }
}
