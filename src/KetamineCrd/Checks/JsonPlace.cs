using System.Text.Json;

namespace KetamineCrd.Checks;

/// <summary>A place in JSON. Its path is only made when it is asked for: nearly no place is ever named.</summary>
internal sealed class JsonPlace(JsonElement json, JsonPlace? parent, string? member, int position)
{
    public JsonElement Json => json;

    /// <summary>Such as <c>action[2].code[0].coding[0]</c>; empty for the whole.</summary>
    public string Path => parent is null ? member ?? "" : member is null ? $"{parent.Path}[{position}]" : JsonPlaces.Join(parent.Path, member);
}
