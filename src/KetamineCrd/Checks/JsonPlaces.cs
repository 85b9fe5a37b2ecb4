using System.Text.Json;

namespace KetamineCrd.Checks;

/// <summary>Walks JSON with the path of each place, such as <c>action[2].code[0].coding[0]</c>.</summary>
internal static class JsonPlaces
{
    /// <summary>This place and every one below it, in the order of the file.</summary>
    public static IReadOnlyList<JsonPlace> All(JsonElement json, string path = "")
    {
        var places = new List<JsonPlace>();
        Add(new JsonPlace(json, null, path, 0), places);
        return places;
    }

    public static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    private static void Add(JsonPlace place, List<JsonPlace> places)
    {
        places.Add(place);
        if (place.Json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in place.Json.EnumerateObject())
            {
                Add(new JsonPlace(member.Value, place, member.Name, 0), places);
            }
        }
        else if (place.Json.ValueKind == JsonValueKind.Array)
        {
            var position = 0;
            foreach (var item in place.Json.EnumerateArray())
            {
                Add(new JsonPlace(item, place, null, position++), places);
            }
        }
    }
}
