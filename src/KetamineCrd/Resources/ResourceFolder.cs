
namespace KetamineCrd.Resources;

/// <summary>A folder of data files. What is found in it is bounded, so that no mistake in it can fill the memory.</summary>
public static class ResourceFolder
{
    /// <summary>How many files a folder may hold.</summary>
    public const int MostFiles = 10_000;

    /// <summary>How large one file may be, in MiB; the largest built-in one has 0.1.</summary>
    public const int MostOfFile = 4;

    /// <summary>How large all files may be together, in MiB; the built-in ones have 0.7, a thousand policies some 20.</summary>
    public const int MostOfAll = 48;

    private const int MiB = 1024 * 1024;

    /// <summary>fhir-resources/demonstration/TYPE is as deep as files stand; links to a parent would lead on for ever.</summary>
    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 2,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden, // such as ..data, where Kubernetes keeps what its links lead to
    };

    /// <summary>The files that <see cref="Read(string)"/> reads, in no order, and one more than it may have where there are too many; none when there is no such folder.</summary>
    /// <exception cref="IOException">The folder cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static IEnumerable<RegularFile> Find(string folder) => ResourceFiles.Folders
        .Select(part => new DirectoryInfo(Path.Combine(folder, part)))
        .Where(root => root.Exists)
        .SelectMany(root => root.EnumerateFiles("*.json", Below))
        .Take(MostFiles + 1)
        .Select(file => new RegularFile(file));

    /// <exception cref="IOException">A file or folder cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">A file or folder may not be read.</exception>
    public static IEnumerable<ResourceFile> Read(string folder)
    {
        var files = Find(folder).ToArray();
        if (files.Length > MostFiles)
        {
            return [new ResourceFile(folder, default) { Refusal = $"A folder of policy data may hold {MostFiles} files at most." }];
        }

        return files.Sum(f => (long)Math.Min(f.Length, MostOfFile * MiB)) > MostOfAll * MiB
            ? [new ResourceFile(folder, default) { Refusal = $"The files of a folder may have {MostOfAll} MiB together at most." }]
            : files.Select(file => Read(file, Path.GetRelativePath(folder, file.Path).Replace('\\', '/')));
    }

    private static ResourceFile Read(RegularFile file, string path) => file.Read(MostOfFile * MiB) is { } content
        ? new ResourceFile(path, content)
        : new ResourceFile(path, default) { Refusal = $"This must be a regular file that is not empty, of {MostOfFile} MiB at most." };
}
