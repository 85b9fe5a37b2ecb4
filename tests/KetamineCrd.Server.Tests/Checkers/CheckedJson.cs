using System.Text.Json;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Reads JSON of any shape without ever throwing: what is absent or of another kind is null, undefined or empty.</summary>
internal static class CheckedJson
{
    public static JsonElement Member(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value) ? value : default;

    public static bool Has(JsonElement json, string member) => Member(json, member).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public static string? Text(JsonElement json, string member) => Text(Member(json, member));

    public static string? Text(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString() : null;

    public static JsonElement[] Items(JsonElement json, string member) => Items(Member(json, member));

    public static JsonElement[] Items(JsonElement json) => json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [];

    public static JsonProperty[] Members(JsonElement json) => json.ValueKind == JsonValueKind.Object ? [.. json.EnumerateObject()] : [];

    /// <summary><c>Type/id</c>; null when either is missing.</summary>
    public static string? ReferenceTo(JsonElement resource) =>
        Text(resource, "resourceType") is { Length: > 0 } type && Text(resource, "id") is { Length: > 0 } id ? $"{type}/{id}" : null;

    /// <summary>The <c>Type/id</c> that a reference ends with, whatever its base and version; null when it has none.</summary>
    public static string? Local(string? reference) => reference?.Split("/_history/")[0].Split('/') is [.., { Length: > 0 } type, { Length: > 0 } id] ? $"{type}/{id}" : null;

    /// <summary>Of a FHIR Reference; see <see cref="Local(string?)"/>.</summary>
    public static string? Local(JsonElement reference) => Local(Text(reference, "reference"));

    /// <summary>Absolute, http or https; "/a" is a file address to <see cref="Uri"/>.</summary>
    public static bool IsWebAddress(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    public static bool IsCoding(JsonElement coding, string system, string code) => Text(coding, "system") == system && Text(coding, "code") == code;

    /// <summary>Of a CodeableConcept.</summary>
    public static bool HasCoding(JsonElement concept, string system, params string[] codes) =>
        Items(concept, "coding").Any(c => codes.Any(code => IsCoding(c, system, code)));
}
