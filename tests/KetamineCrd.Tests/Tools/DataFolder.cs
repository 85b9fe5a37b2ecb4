using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Tools;

/// <summary>A copy of the repository's data files on disk, to be changed; gone after the test.</summary>
internal sealed class DataFolder : IDisposable
{
    public DataFolder()
    {
        foreach (var file in Engine.Files())
        {
            var target = Path.Combine(Root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, file.Content.ToArray());
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("policies-").FullName;

    public void Change(string file, Func<string, string> change)
    {
        var path = Path.Combine(Root, file);
        File.WriteAllText(path, change(File.ReadAllText(path)));
    }

    public void ChangeJson(string file, Action<JsonObject> change) => Change(file, text =>
    {
        var json = JsonNode.Parse(text)!.AsObject();
        change(json);
        return json.ToJsonString();
    });

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
