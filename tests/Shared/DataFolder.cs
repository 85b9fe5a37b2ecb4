using System.Text.Json.Nodes;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests.Shared;

/// <summary>A copy of the repository's data files in a folder of the test's own, to be changed; gone after the test.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-data-");

    public DataFolder()
    {
        foreach (var file in ResourceFiles.Folders.SelectMany(part => Directory.EnumerateFiles(Repository.PathTo(part), "*.json", SearchOption.AllDirectories)))
        {
            Write(Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file));
        }
    }

    public string Root => _folder.FullName;

    public string PathTo(string file) => Path.Combine(_folder.FullName, file);

    public void Write(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(file))!);
        File.WriteAllText(PathTo(file), content);
    }

    public void Change(string file, Func<string, string> change) => Write(file, change(File.ReadAllText(PathTo(file))));

    public void ChangeJson(string file, Action<JsonObject> change) => Change(file, text =>
    {
        var json = JsonNode.Parse(text)!.AsObject();
        change(json);
        return json.ToJsonString();
    });

    /// <summary>Replaces a text that must be there.</summary>
    public void Edit(string file, string text, string replacement) => Change(file, before =>
    {
        Assert.Contains(text, before, StringComparison.Ordinal);
        return before.Replace(text, replacement, StringComparison.Ordinal);
    });

    public void Delete(string file) => File.Delete(PathTo(file));

    public void Dispose() => _folder.Delete(recursive: true);
}
