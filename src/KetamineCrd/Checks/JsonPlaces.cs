using System.Text.Json;

namespace KetamineCrd.Checks;

/// <summary>Walks JSON with the path of each place, such as <c>action[2].code[0].coding[0]</c>.</summary>
internal static class JsonPlaces
{
    /// <summary>This place and every one below it, in the order of the file.</summary>
    public static IEnumerable<(string Path, JsonElement Json)> All(JsonElement json, string path = "")
    {
        yield return (path, json);
        foreach (var (inner, child) in Children(json, path))
        {
            foreach (var place in All(child, inner))
            {
                yield return place;
            }
        }
    }

    public static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    private static IEnumerable<(string Path, JsonElement Json)> Children(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Select(m => (Join(path, m.Name), m.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select((item, position) => ($"{path}[{position}]", item)),
        _ => [],
    };
}
