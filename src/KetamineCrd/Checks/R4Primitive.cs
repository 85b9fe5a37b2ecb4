using System.Text.Json;
using System.Text.RegularExpressions;
using KetamineCrd.Fhir;

namespace KetamineCrd.Checks;

/// <summary>The JSON kind and the form of R4 primitive values (FHIR R4, "Data Types").</summary>
internal static partial class R4Primitive
{
    /// <summary>What was expected of a value of the type; null when the value is right.</summary>
    public static string? Expectation(string type, JsonElement json) => type switch
    {
        "boolean" => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false, without quotes",
        "integer" => IsWholeNumber(json, int.MinValue) ? null : "a whole number, without quotes",
        "unsignedInt" => IsWholeNumber(json, 0) ? null : "a whole number from 0, without quotes",
        "positiveInt" => IsWholeNumber(json, 1) ? null : "a whole number from 1, without quotes",
        "decimal" => json.ValueKind == JsonValueKind.Number ? null : "a number, without quotes",
        _ when json.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(json.AsText()) => "a text that is not empty",
        "date" => IsDate(json.AsText()!) ? null : "a date: YYYY-MM-DD, YYYY-MM or YYYY",
        "dateTime" => IsDateTime(json.AsText()!) ? null : "a date, or a date and time with its offset",
        "instant" => IsDateTime(json.AsText()!) && json.AsText()!.Length > 10 ? null : "a date and time with its offset",
        "id" => Id().IsMatch(json.AsText()!) ? null : "an id: 1 to 64 letters, digits, hyphens and dots",
        "code" => Code().IsMatch(json.AsText()!) ? null : "a code, without blanks at its ends or two in a row",
        "uri" or "url" or "canonical" or "oid" or "uuid" => json.AsText()!.Any(char.IsWhiteSpace) ? "an address, without blanks" : null,
        _ => null,
    };

    private static bool IsWholeNumber(JsonElement json, int least) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) && number >= least;

    private static bool IsDate(string text) => text.Length <= 10 && FhirDate.Read(text) is not null;

    private static bool IsDateTime(string text) => IsDate(text) || (text.Length > 10 && IsDate(text[..10]) && TimeOfDay().IsMatch(text[10..]));

    [GeneratedRegex(@"^[A-Za-z0-9\-.]{1,64}$", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"^\S+(\s\S+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimeOfDay();
}
