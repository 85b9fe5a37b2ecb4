namespace KetamineCrd.Server.Tests;

/// <summary>A copy of the data files in a folder of the test's own, to be changed.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-data-");

    public DataFolder()
    {
        foreach (var part in ResourceFiles.Folders)
        {
            foreach (var file in Directory.EnumerateFiles(Repository.PathTo(part), "*.json", SearchOption.AllDirectories))
            {
                Write(Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file));
            }
        }
    }

    public string Root => _folder.FullName;

    public string PathTo(string file) => Path.Combine(_folder.FullName, file);

    public void Write(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(file))!);
        File.WriteAllText(PathTo(file), content);
    }

    public void Edit(string file, string text, string replacement)
    {
        var before = File.ReadAllText(PathTo(file));
        Assert.Contains(text, before, StringComparison.Ordinal);
        Write(file, before.Replace(text, replacement, StringComparison.Ordinal));
    }

    public void Delete(string file) => File.Delete(PathTo(file));

    public void Dispose() => _folder.Delete(recursive: true);
}
